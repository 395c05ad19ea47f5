import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseProjectId, projectFrom } from "./account";
import { readArguments } from "./arguments";
import { collectFromProject } from "./from-project";
import type { ImportSet } from "./import-set";
import { collectFromStateFile } from "./migrate/from-state-file";
import { shellCommand } from "./migrate/shell";
import { programText } from "./program-text";
import { CommandError, pluralize, standardStream, UsageError, type CliContext } from "./terminal";
import { writeFiles } from "./write-files";

/** `pulumi-atlas-serverless import --help`. */
export const importHelp = `Writes Pulumi's import file for clusters that exist, and the code that declares them.
It only reads: neither Atlas nor Pulumi's state is changed.

Usage: pulumi-atlas-serverless import --project ID [NAME...] [options]
       pulumi-atlas-serverless import --from FILE [NAME...] [options]

  --project ID    the Atlas project (default: MONGODB_ATLAS_PROJECT_ID)
  --from FILE     the clusters of another tool: a stack of @pulumi/mongodbatlas (what \`pulumi stack export\` writes),
                  or a Terraform state (a terraform.tfstate, what \`terraform state pull\` or \`show -json\` writes)
  --offline       with --from: do not compare the file with Atlas
  NAME...         the clusters (default: all serverless instances and Flex clusters of the project, or of the file)
  --file FILE     the import file to write (default: import.json)
  --program FILE  where to write the generated code (default: standard output)
  --force         overwrite files that exist
  --debug         print each request to Atlas to standard error
  --help          show this

A FILE of - is standard input for --from, and standard output for --file and --program.

Then \`pulumi import --file import.json --generate-code=false --yes --protect=false\` takes the clusters into the
stack's state; put the generated code into the stack's program, and \`pulumi preview\` shows no change.

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
    const { file = "import.json", program = standardStream, force = false } = values;
    const gather = gathererOf(values, positionals, terminal);
    if (resolve(program) === resolve(file)) {
        throw new UsageError(
            file === standardStream
                ? "--file and --program are both standard output: give one of them a file"
                : `--file and --program are both "${file}": give two files`,
        );
    }
    const outputs = [file, program].filter((output) => output !== standardStream);
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
    const texts = [
        { file, text: `${JSON.stringify(entries, undefined, 4)}\n` },
        { file: program, text },
    ];
    const isFile = (output: { file: string }): boolean => output.file !== standardStream;
    const undo = writeFiles(texts.filter(isFile), force);
    try {
        for (const output of texts.filter((each) => !isFile(each))) {
            await terminal.print(output.text);
        }
    } catch (error) {
        undo();
        throw error;
    }
    terminal.say(`Wrote ${nameOfOutput(file)}: ${pluralize(importables.length, "cluster")} ${source}.`);
    if (program !== standardStream) {
        terminal.say(`Wrote ${program}: the code that declares ${importables.length === 1 ? "it" : "them"}.`);
    }
    warnings.forEach((line) => terminal.say(`warning: ${line}`));
    nextSteps(file, program, gathered).forEach(terminal.say);
}

/** What a message calls a file that is written. */
function nameOfOutput(file: string): string {
    return file === standardStream ? "standard output" : file;
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
    program: string,
    { warnings, isUnseen = false, afterwards = [] }: ImportSet,
): string[] {
    const text = program === standardStream ? "the generated code above" : program;
    const importing = "pulumi import --file FILE --generate-code=false --yes --protect=false";
    const lines =
        file === standardStream
            ? [importing, "    FILE: where the shell has put standard output"]
            : shellCommand(importing, { FILE: file });
    return [
        "Next, in the folder of the stack's project:",
        ...lines.map((line) => `    ${line}`),
        ...(isUnseen ? ["    pulumi refresh --yes"] : []),
        `    (put ${text} into the stack's program)`,
        "    pulumi preview",
        `The preview shows no change${warnings.length > 0 ? ", unless a warning above says so" : ""}. Without --protect=false ` +
            "Pulumi protects the clusters against being deleted.",
        ...afterwards,
    ];
}

function refuseToOverwrite(file: string): void {
    if (existsSync(file)) {
        throw new CommandError(
            `${file} exists already, and nothing was written. Give --force to overwrite it, or name another file.`,
        );
    }
}
