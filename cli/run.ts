import { AtlasServerlessError } from "../provider/atlas/errors";
import { version } from "../provider/version";
import { importCommand, importHelp } from "./import";
import { orphansCommand, orphansHelp } from "./orphans";
import { printable, printableLines } from "./printable";
import { UsageError, type CliContext } from "./terminal";
import { verifyCommand, verifyHelp } from "./verify/command";

const help = `Commands for the Pulumi provider for MongoDB Atlas serverless instances and Flex clusters.

Usage: pulumi-atlas-serverless COMMAND [options]

  import     writes Pulumi's import file and the generated code for clusters that exist, or that another tool manages
  orphans    lists the clusters that no stack's state contains any more
  verify     compares an Atlas project with what this package expects of the Atlas Administration API
  --help     show this; after a command: its options
  --version  show the package's version
`;

interface Command {
    help: string;
    /** Does it, and gives the exit code. */
    perform: (args: readonly string[], terminal: CliContext) => Promise<number>;
}

const commands = new Map<string, Command>([
    ["import", { help: importHelp, perform: (...given) => importCommand(...given).then(() => 0) }],
    ["orphans", { help: orphansHelp, perform: orphansCommand }],
    ["verify", { help: verifyHelp, perform: verifyCommand }],
]);

/** Runs the command that the arguments name; gives the exit code: 1 for a failure, 2 for a wrong use, others are the command's. */
export async function run(args: readonly string[], given: CliContext): Promise<number> {
    const terminal: CliContext = {
        ...given,
        print: (text) => given.print(printableLines(text)),
        say: (line) => given.say(printable(line)),
    };
    const [name, ...rest] = args;
    if (name === "--help" || name === "-h" || name === "help") {
        await terminal.print(help);
        return 0;
    }
    if (name === "--version" || name === "version") {
        await terminal.print(`${version}\n`);
        return 0;
    }
    try {
        const command = name === undefined ? undefined : commands.get(name);
        if (command === undefined) {
            const known = [...commands.keys()].join(", ");
            throw new UsageError(
                name === undefined
                    ? `a command is missing: ${known}`
                    : `there is no command "${name}"; there are: ${known}`,
            );
        }
        if (rest.some((arg) => arg === "--help" || arg === "-h")) {
            await terminal.print(command.help);
            return 0;
        }
        return await command.perform(rest, terminal);
    } catch (error) {
        if (error instanceof UsageError) {
            const about = name !== undefined && commands.has(name) ? ` ${name}` : "";
            terminal.say(
                `pulumi-atlas-serverless${about}: ${error.message} (see pulumi-atlas-serverless${about} --help)`,
            );
            return 2;
        }
        if (AtlasServerlessError.isInstance(error)) {
            error.message.split("\n").forEach((line) => terminal.say(`pulumi-atlas-serverless: ${line}`));
            return 1;
        }
        throw error;
    }
}
