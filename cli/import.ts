import { existsSync, writeFileSync } from "node:fs";
import type { Databases } from "../provider/atlas/generations";
import type { Instance } from "../provider/atlas/instance";
import { ownerTag, readOwner, readOwnership } from "../provider/instance/ownership";
import { checkedProject, projectOf, withDatabases } from "./account";
import { readArguments } from "./arguments";
import { importable, type Importable } from "./import-entry";
import { programText } from "./program-text";
import { CommandError, counted, messageOf, UsageError, type Terminal } from "./terminal";

/** `pulumi-atlas-serverless import --help`. */
export const importHelp = `Writes Pulumi's import file for databases that exist, and the program text that declares them.
It only reads: neither Atlas nor Pulumi's state is changed.

Usage: pulumi-atlas-serverless import --project ID [NAME...] [options]

  --project ID    the Atlas project (default: MONGODB_ATLAS_PROJECT_ID)
  NAME...         the databases (default: all serverless databases and Flex clusters of the project)
  --file FILE     the import file to write (default: import.json)
  --program FILE  where to write the program text (default: standard output)
  --force         overwrite files that exist
  --help          show this

Then \`pulumi import --file import.json --generate-code=false --yes --protect=false\` takes the databases into the
stack's state; put the program text into the stack's program, and \`pulumi preview\` shows no change.

Credentials come from the environment, as for the provider: MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET.
`;

/** Writes the import file and the program text. */
export async function importCommand(args: readonly string[], terminal: Terminal): Promise<void> {
    const options = { project: "text", file: "text", program: "text", force: "flag" } as const;
    const { values, positionals } = readArguments(args, options, true);
    const given = values.project ?? projectOf(terminal);
    if (given === undefined) {
        throw new UsageError("--project is missing: give the id of the Atlas project");
    }
    const projectId = checkedProject(given);
    const { file = "import.json", program, force = false } = values;
    if (program === file) {
        throw new UsageError(`--file and --program are both "${file}": give two files`);
    }
    const outputs = [file, ...(program === undefined ? [] : [program])];
    // Before anything is asked or written, so that not one of the two is written alone.
    if (!force) {
        outputs.forEach(refuseToOverwrite);
    }

    const instances = await withDatabases(terminal, (databases) =>
        instancesIn(databases, projectId, positionals, terminal),
    );
    const found = instances.map((instance) => ({ instance, ...importable(instance) }));
    const text = programText(
        found.map(({ entry, declaration }) => ({ name: entry.name, args: declaration })),
    );

    write(file, `${JSON.stringify({ resources: found.map(({ entry }) => entry) }, undefined, 4)}\n`, force);
    terminal.say(`Wrote ${file}: ${counted(found.length, "database")} of project ${projectId}.`);
    if (program === undefined) {
        terminal.print(text);
    } else {
        write(program, text, force);
        terminal.say(
            `Wrote ${program}: the program text that declares ${found.length === 1 ? "it" : "them"}.`,
        );
    }
    found.forEach((each) => warningsOf(each).forEach((line) => terminal.say(`warning: ${line}`)));
    terminal.say(nextSteps(file, program));
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

function warningsOf({ instance, tagProblem }: Importable & { instance: Instance }): string[] {
    const warnings: string[] = [];
    const seen = readOwnership(instance.tags);
    if (seen !== undefined) {
        const owner = readOwner(seen.owner);
        const whose =
            owner === undefined
                ? `says "${seen.owner}"`
                : `names resource "${owner.logicalName}" of stack ${owner.project}/${owner.stack}`;
        warnings.push(
            `the tag ${ownerTag} of database "${instance.name}" ${whose}. If the state of another stack than yours holds the ` +
                "database, take it out there after the import (`pulumi state delete`): else both stacks would manage it, and a " +
                "destroy of either would delete it.",
        );
    }
    if (tagProblem !== undefined) {
        warnings.push(
            `the tags of database "${instance.name}" are left unmanaged, because a program could not declare them: ${tagProblem}.`,
        );
    }
    if (instance.stateName !== "IDLE") {
        warnings.push(
            `database "${instance.name}" is ${instance.stateName}, so the first preview will show an update that waits until it ` +
                "is IDLE. For a preview without changes, run this command again then.",
        );
    }
    return warnings;
}

function nextSteps(file: string, program: string | undefined): string {
    const text = program === undefined ? "the program text above" : program;
    return [
        "Next, in the folder of the stack's project:",
        `    pulumi import --file ${file} --generate-code=false --yes --protect=false`,
        `    (put ${text} into the stack's program)`,
        "    pulumi preview",
        "The preview shows no change. Without --protect=false Pulumi protects the databases against being deleted.",
    ].join("\n");
}

function refuseToOverwrite(file: string): void {
    if (existsSync(file)) {
        throw new CommandError(
            `${file} exists already, and nothing was written. Give --force to overwrite it, or name another file.`,
        );
    }
}

function write(file: string, text: string, force: boolean): void {
    try {
        writeFileSync(file, text, { flag: force ? "w" : "wx" });
    } catch (error) {
        throw new CommandError(`${file} could not be written: ${messageOf(error)}.`);
    }
}
