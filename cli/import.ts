import { existsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseProjectId, projectFrom } from "./account";
import { readArguments } from "./arguments";
import { collectFromProject } from "./from-project";
import type { ImportSet } from "./import-set";
import { collectFromStateFile } from "./migrate/from-state-file";
import { shellQuoted } from "./migrate/shell";
import { programText } from "./program-text";
import { CommandError, pluralize, errorMessage, UsageError, type CliContext } from "./terminal";

/** `pulumi-atlas-serverless import --help`. */
export const importHelp = `Writes Pulumi's import file for clusters that exist, and the program text that declares them.
It only reads: neither Atlas nor Pulumi's state is changed.

Usage: pulumi-atlas-serverless import --project ID [NAME...] [options]
       pulumi-atlas-serverless import --from FILE [NAME...] [options]

  --project ID    the Atlas project (default: MONGODB_ATLAS_PROJECT_ID)
  --from FILE     the clusters of another tool: a stack of @pulumi/mongodbatlas (what \`pulumi stack export\` writes),
                  or a Terraform state (a terraform.tfstate, what \`terraform state pull\` or \`show -json\` writes)
  --offline       with --from: do not compare the file with Atlas
  NAME...         the clusters (default: all serverless instances and Flex clusters of the project, or of the file)
  --file FILE     the import file to write (default: import.json)
  --program FILE  where to write the program text (default: standard output)
  --force         overwrite files that exist
  --debug         print each request to Atlas to standard error
  --help          show this

Then \`pulumi import --file import.json --generate-code=false --yes --protect=false\` takes the clusters into the
stack's state; put the program text into the stack's program, and \`pulumi preview\` shows no change.

Credentials come from the environment, as for the provider: MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET.
`;

const options = {
    project: "text",
    from: "text",
    offline: "flag",
    file: "text",
    program: "text",
    force: "flag",
    debug: "flag",
} as const;

/** Writes the import file and the generated code. */
export async function importCommand(args: readonly string[], given: CliContext): Promise<void> {
    const { values, positionals } = readArguments(args, options, true);
    const terminal = { ...given, isDebug: values.debug === true };
    const { file = "import.json", program, force = false } = values;
    const gather = gathererOf(values, positionals, terminal);
    if (program !== undefined && resolve(program) === resolve(file)) {
        throw new UsageError(`--file and --program are both "${file}": give two files`);
    }
    const outputs = [file, ...(program === undefined ? [] : [program])];
    const { from } = values;
    if (from !== undefined && outputs.some((output) => resolve(output) === resolve(from))) {
        throw new UsageError(`"${from}" is to be read and written: give --file and --program other names`);
    }
    // Before anything is asked or written, so that not one of the two is written alone.
    if (!force) {
        outputs.forEach(refuseToOverwrite);
    }

    const gathered = await gather();
    const { importables, source, warnings } = gathered;
    const text = programText(
        importables.map(({ entry, declaration, options }) => ({
            name: entry.name,
            args: declaration,
            ...(options !== undefined && { options }),
        })),
    );

    const entries = { resources: importables.map(({ entry }) => entry) };
    write(file, `${JSON.stringify(entries, undefined, 4)}\n`, force);
    terminal.say(`Wrote ${file}: ${pluralize(importables.length, "cluster")} ${source}.`);
    if (program === undefined) {
        terminal.print(text);
    } else {
        write(program, text, force);
        terminal.say(
            `Wrote ${program}: the program text that declares ${importables.length === 1 ? "it" : "them"}.`,
        );
    }
    warnings.forEach((line) => terminal.say(`warning: ${line}`));
    terminal.say(nextSteps(file, program, gathered));
}

/** Where the clusters come from: another tool's file, or a project. */
function gathererOf(
    { from, project, offline = false }: { from?: string; project?: string; offline?: boolean },
    names: readonly string[],
    terminal: CliContext,
): () => Promise<ImportSet> {
    if (from !== undefined) {
        if (project !== undefined) {
            throw new UsageError("--from and --project exclude each other: the file says which projects");
        }
        return () => collectFromStateFile(from, { names, offline }, terminal);
    }
    if (offline) {
        throw new UsageError("--offline needs --from: without a file there is only Atlas to ask");
    }
    const given = project ?? projectFrom(terminal);
    if (given === undefined) {
        throw new UsageError("--project is missing: give the id of the Atlas project");
    }
    const projectId = parseProjectId(given);
    return () => collectFromProject(projectId, names, terminal);
}

function nextSteps(
    file: string,
    program: string | undefined,
    { isUnseen = false, afterwards = [] }: ImportSet,
): string {
    const text = program === undefined ? "the program text above" : program;
    return [
        "Next, in the folder of the stack's project:",
        `    pulumi import --file ${shellQuoted(file)} --generate-code=false --yes --protect=false`,
        ...(isUnseen ? ["    pulumi refresh --yes"] : []),
        `    (put ${text} into the stack's program)`,
        "    pulumi preview",
        "The preview shows no change. Without --protect=false Pulumi protects the clusters against being deleted.",
        ...afterwards,
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
        throw new CommandError(`${file} could not be written: ${errorMessage(error)}.`);
    }
}
