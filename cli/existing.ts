import type { Databases } from "../provider/atlas/generations";
import type { Instance } from "../provider/atlas/instance";
import { withDatabases } from "./account";
import { warningsOf, type Gathered } from "./gathered";
import { importable } from "./import-entry";
import { CommandError, type Terminal } from "./terminal";

/** Gathers databases of a project as Atlas has them: those of these names, or all. */
export async function gatherExisting(
    projectId: string,
    names: readonly string[],
    terminal: Terminal,
): Promise<Gathered> {
    const instances = await withDatabases(terminal, (databases) =>
        instancesIn(databases, projectId, names, terminal),
    );
    const found = instances.map((instance) => ({ instance, importable: importable(instance) }));
    return {
        source: `of project ${projectId}`,
        importables: found.map((each) => each.importable),
        warnings: found.flatMap((each) => warningsOf(each.instance, each.importable)),
    };
}

async function instancesIn(
    databases: Databases,
    projectId: string,
    names: readonly string[],
    { say }: Terminal,
): Promise<Instance[]> {
    const project = `project ${projectId}`;
    if (names.length === 0) {
        const all = await databases.list(projectId);
        const [leaving, there] = [all.filter(isLeaving), all.filter((instance) => !isLeaving(instance))];
        leaving.forEach(({ name }) =>
            say(`warning: database "${name}" is being deleted, so it is left out.`),
        );
        if (there.length === 0) {
            throw new CommandError(
                `There is no serverless database or Flex cluster in ${project} to import. Check the project's id.`,
            );
        }
        return there.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    }
    const unique = [...new Set(names)];
    const found = await Promise.all(unique.map((name) => databases.find({ groupId: projectId, name })));
    const missing = unique.filter((_, index) => found[index] === undefined);
    if (missing.length > 0) {
        throw new CommandError(
            `There is no serverless database or Flex cluster ${quoted(missing)} in ${project}. Check ` +
                `${missing.length === 1 ? "the name" : "the names"} and the project's id; nothing was written.`,
        );
    }
    const instances = found.filter((instance) => instance !== undefined);
    const leaving = instances.filter(isLeaving).map(({ name }) => name);
    if (leaving.length > 0) {
        throw new CommandError(
            `${leaving.length === 1 ? "Database" : "Databases"} ${quoted(leaving)} in ${project} ` +
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
