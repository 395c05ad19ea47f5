import type { Clusters } from "../provider/atlas/clusters/clusters";
import type { Instance } from "../provider/atlas/api/instance";
import { withClusters } from "./account";
import { warningsOf, type ImportSet } from "./import-set";
import { toImportEntry } from "./import-entry";
import { CommandError, type CliContext } from "./terminal";

/** Gathers clusters of a project as Atlas has them: those of these names, or all. */
export async function collectFromProject(
    projectId: string,
    names: readonly string[],
    terminal: CliContext,
): Promise<ImportSet> {
    const instances = await withClusters(terminal, (clusters) =>
        instancesIn(clusters, projectId, names, terminal),
    );
    const found = instances.map((instance) => ({ instance, importable: toImportEntry(instance) }));
    return {
        source: `of project ${projectId}`,
        importables: found.map((each) => each.importable),
        warnings: found.flatMap((each) => warningsOf(each.instance, each.importable)),
    };
}

async function instancesIn(
    clusters: Clusters,
    projectId: string,
    names: readonly string[],
    { say }: CliContext,
): Promise<Instance[]> {
    const project = `project ${projectId}`;
    if (names.length === 0) {
        const all = await clusters.list(projectId);
        const [leaving, there] = [all.filter(isLeaving), all.filter((instance) => !isLeaving(instance))];
        leaving.forEach(({ name }) => say(`warning: cluster "${name}" is being deleted, so it is left out.`));
        if (there.length === 0) {
            throw new CommandError(
                `There is no serverless instance or Flex cluster in ${project} to import. Check the project's id.`,
            );
        }
        return there.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    }
    const unique = [...new Set(names)];
    const found = await Promise.all(unique.map((name) => clusters.find({ groupId: projectId, name })));
    const missing = unique.filter((_, index) => found[index] === undefined);
    if (missing.length > 0) {
        throw new CommandError(
            `There is no serverless instance or Flex cluster ${quoted(missing)} in ${project}. Check ` +
                `${missing.length === 1 ? "the name" : "the names"} and the project's id; nothing was written.`,
        );
    }
    const instances = found.filter((instance) => instance !== undefined);
    const leaving = instances.filter(isLeaving).map(({ name }) => name);
    if (leaving.length > 0) {
        throw new CommandError(
            `${leaving.length === 1 ? "Cluster" : "Clusters"} ${quoted(leaving)} in ${project} ` +
                `${leaving.length === 1 ? "is" : "are"} being deleted and cannot be imported; nothing was written.`,
        );
    }
    return instances;
}

function isLeaving({ stateName }: Instance): boolean {
    return stateName === "DELETING";
}

function quoted(names: readonly string[]): string {
    return names.map((name) => `"${name}"`).join(", ");
}
