import { parseArgs } from "node:util";
import { errorMessage, UsageError } from "./terminal";

/** What an option takes: a text, several texts, or nothing. */
type OptionKind = "text" | "texts" | "flag";

type Values<Options extends Readonly<Record<string, OptionKind>>> = {
    [Name in keyof Options]?: Options[Name] extends "texts"
        ? string[]
        : Options[Name] extends "text"
          ? string
          : boolean;
};

/**
 * Reads a command's arguments.
 *
 * @throws UsageError where there is one that the command does not know.
 */
export function readArguments<const Options extends Readonly<Record<string, OptionKind>>>(
    args: readonly string[],
    options: Options,
    allowPositionals: boolean,
): { values: Values<Options>; positionals: string[] } {
    const config = Object.fromEntries(
        Object.entries(options).map(([name, kind]) => [
            name,
            {
                type: kind === "flag" ? ("boolean" as const) : ("string" as const),
                multiple: kind === "texts",
            },
        ]),
    );
    try {
        const { values, positionals } = parseArgs({ args: [...args], options: config, allowPositionals });
        const empty = Object.entries(values).find(([, value]) => value === "");
        if (empty !== undefined) {
            throw new UsageError(`--${empty[0]} is empty`);
        }
        return { values: values as Values<Options>, positionals };
    } catch (error) {
        if (error instanceof UsageError) {
            throw error;
        }
        // What the parser says after its first sentence is about quoting, and only confuses here.
        const message = errorMessage(error);
        throw new UsageError(message.split(/\. |\n/)[0] ?? message);
    }
}
