import type { Databases } from "../../provider/atlas/generations";
import type { Instance } from "../../provider/atlas/instance";
import { warningsOf } from "../gathered";
import { importable } from "../import-entry";
import { CommandError, messageOf } from "../terminal";
import { compare } from "./comparison";
import type { OldDatabase, Readied, Tool } from "./old-database";

/**
 * Readies databases as they are in Atlas, and as far as the old program has managed them.
 *
 * @throws CommandError where Atlas does not answer.
 */
export async function readySeen(
    databases: readonly OldDatabase[],
    tool: Tool,
    atlas: Databases,
): Promise<Readied> {
    const readied: Readied = { importables: [], notes: [], problems: [], warnings: [] };
    for (const { old, instance } of await lookAt(databases, atlas)) {
        const { label: whose, logicalName, options } = old;
        if (instance === undefined) {
            readied.problems.push({ whose, what: missing(old, tool) });
            continue;
        }
        const { managed, notes, problem } = compare(old, instance, tool);
        if (problem !== undefined) {
            readied.problems.push({ whose, what: problem });
            continue;
        }
        const one = { ...importable(instance, { name: logicalName, managed }), options };
        readied.importables.push(one);
        readied.notes.push(...notes.map((what) => ({ whose, what })));
        readied.warnings.push(...warningsOf(instance, one));
    }
    return readied;
}

function missing({ projectId }: OldDatabase, { refresh, rewrite }: Tool): string {
    return (
        `Atlas has no serverless database or Flex cluster of this name in project ${projectId}. Run \`${refresh}\` in the old ` +
        `stack and write the file again with \`${rewrite}\`, or name the other databases.`
    );
}

interface Look {
    old: OldDatabase;
    instance: Instance | undefined;
}

/** What Atlas has of them: the databases of a project are asked for together. */
async function lookAt(databases: readonly OldDatabase[], atlas: Databases): Promise<Look[]> {
    const projects = [...new Set(databases.map(({ projectId }) => projectId))];
    const looks = projects.map(async (groupId) => {
        const own = databases.filter(({ projectId }) => projectId === groupId);
        const targets = own.map(({ name }) => ({ groupId, name, preferredApi: "serverless" as const }));
        const outcomes = await atlas.readAll(targets);
        return own.map((old, index) => ({ old, outcome: outcomes[index] ?? { instance: undefined } }));
    });
    const looked = (await Promise.all(looks)).flat();
    const failures = looked.flatMap(({ outcome }) =>
        "failure" in outcome ? [messageOf(outcome.failure)] : [],
    );
    if (failures.length > 0) {
        // All databases of a project may have failed by the same request.
        throw new CommandError([...new Set(failures)].join("\n"));
    }
    return looked.flatMap(({ old, outcome }) =>
        "instance" in outcome ? [{ old, instance: outcome.instance }] : [],
    );
}
