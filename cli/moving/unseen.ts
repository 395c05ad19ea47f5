import { compact } from "../../provider/atlas/json";
import { check } from "../../provider/instance/check";
import { importableUnseen } from "../import-entry";
import type { Note } from "./notes";
import type { OldDatabase, Readied } from "./old-database";

/** Readies databases as the file has them; Atlas is not asked. */
export function readyUnseen(databases: readonly OldDatabase[]): Readied {
    const readied: Readied = { importables: [], notes: [], problems: [], warnings: [] };
    for (const { label: whose, logicalName, options, wishes, ...old } of databases) {
        const { tags, continuousBackupEnabled, terminationProtectionEnabled } = wishes;
        const [problem] = tags === undefined ? [] : check({}, { ...placeOf(old), tags }).problems;
        const declaration = {
            ...placeOf(old),
            ...compact({
                tags: problem === undefined ? tags : undefined,
                serverlessBackupOptions:
                    continuousBackupEnabled === undefined
                        ? undefined
                        : { serverlessContinuousBackupEnabled: continuousBackupEnabled },
                terminationProtectionEnabled,
            }),
        };
        readied.importables.push({ ...importableUnseen(logicalName, declaration), options });
        if (problem !== undefined) {
            const what = `tags are not carried, because a program could not declare them: ${problem.problem}.`;
            readied.notes.push({ whose, what });
        }
    }
    return readied;
}

/** What Pulumi would say of where a database is. */
export function placeProblems({ label, ...old }: OldDatabase): Note[] {
    return check({}, placeOf(old)).problems.map(({ path, problem }) => ({
        whose: label,
        what: `${path}: ${problem}. Check that the file is not an old or a damaged one.`,
    }));
}

type Place = Pick<OldDatabase, "projectId" | "name" | "backingProviderName" | "regionName">;

/** Where a database is, as inputs. */
function placeOf({ projectId, name, backingProviderName, regionName }: Place) {
    return { projectId, name, providerSettings: { backingProviderName, regionName } };
}
