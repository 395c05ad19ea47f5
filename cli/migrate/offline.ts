import { compact } from "../../provider/atlas/json-readers";
import { check } from "../../provider/instance/preview/check";
import { toOfflineEntry } from "../import-entry";
import type { Diagnostic } from "./diagnostics";
import type { SourceResource, Prepared } from "./source-resource";

/** Readies clusters as the file has them; Atlas is not asked. */
export function prepareOffline(clusters: readonly SourceResource[]): Prepared {
    const readied: Prepared = { importables: [], notes: [], problems: [], warnings: [] };
    for (const { label: whose, logicalName, options, wishes, ...old } of clusters) {
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
        readied.importables.push({ ...toOfflineEntry(logicalName, declaration), options });
        if (problem !== undefined) {
            const what = `tags are not migrated, because a program could not declare them: ${problem.problem}.`;
            readied.notes.push({ whose, what });
        }
    }
    return readied;
}

/** What Pulumi would say of where a cluster is. */
export function placementProblems({ label, ...old }: SourceResource): Diagnostic[] {
    return check({}, placeOf(old)).problems.map(({ path, problem }) => ({
        whose: label,
        what: `${path}: ${problem}. Check that the file is not an old or a damaged one.`,
    }));
}

type Place = Pick<SourceResource, "projectId" | "name" | "backingProviderName" | "regionName">;

/** Where a cluster is, as inputs. */
function placeOf({ projectId, name, backingProviderName, regionName }: Place) {
    return { projectId, name, providerSettings: { backingProviderName, regionName } };
}
