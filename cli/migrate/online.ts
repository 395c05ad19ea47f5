import type { Clusters } from "../../provider/atlas/clusters/clusters";
import type { Instance } from "../../provider/atlas/api/instance";
import { warningsOf } from "../import-set";
import { toImportEntry } from "../import-entry";
import { CommandError, errorMessage } from "../terminal";
import { compare } from "./comparison";
import type { SourceResource, Prepared, Tool } from "./source-resource";

/**
 * Readies clusters as they are in Atlas, and as far as the old program has managed them.
 *
 * @throws CommandError where Atlas does not answer.
 */
export async function prepareOnline(
    clusters: readonly SourceResource[],
    tool: Tool,
    atlas: Clusters,
): Promise<Prepared> {
    const readied: Prepared = { importables: [], notes: [], problems: [], warnings: [] };
    for (const { old, instance } of await lookAt(clusters, atlas)) {
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
        const one = { ...toImportEntry(instance, { name: logicalName, managed }), options };
        readied.importables.push(one);
        readied.notes.push(...notes.map((what) => ({ whose, what })));
        readied.warnings.push(...warningsOf(instance, one));
    }
    return readied;
}

function missing({ projectId }: SourceResource, { refresh, rewrite }: Tool): string {
    return (
        `Atlas has no serverless instance or Flex cluster of this name in project ${projectId}. Run \`${refresh}\` in the old ` +
        `stack and write the file again with \`${rewrite}\`, or name the other clusters.`
    );
}

interface Look {
    old: SourceResource;
    instance: Instance | undefined;
}

/** What Atlas has of them: the clusters of a project are asked for together. */
async function lookAt(clusters: readonly SourceResource[], atlas: Clusters): Promise<Look[]> {
    const projects = [...new Set(clusters.map(({ projectId }) => projectId))];
    const looks = projects.map(async (groupId) => {
        const own = clusters.filter(({ projectId }) => projectId === groupId);
        const targets = own.map(({ name }) => ({ groupId, name, preferredApi: "serverless" as const }));
        const outcomes = await atlas.readAll(targets);
        return own.map((old, index) => ({ old, outcome: outcomes[index] ?? { instance: undefined } }));
    });
    const looked = (await Promise.all(looks)).flat();
    const failures = looked.flatMap(({ outcome }) =>
        "failure" in outcome ? [errorMessage(outcome.failure)] : [],
    );
    if (failures.length > 0) {
        // All clusters of a project may have failed by the same request.
        throw new CommandError([...new Set(failures)].join("\n"));
    }
    return looked.flatMap(({ old, outcome }) =>
        "instance" in outcome ? [{ old, instance: outcome.instance }] : [],
    );
}
