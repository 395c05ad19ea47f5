import { AtlasServerlessError } from "../provider/atlas/errors";
import { asRecord, asString } from "../provider/atlas/json-readers";

/** What a command works in: its environment, and where it writes to. */
export interface CliContext {
    env: Readonly<Record<string, string | undefined>>;
    /** Standard input. */
    input: AsyncIterable<unknown>;
    /** Writes to standard output, as it is: what the command was run for. Rejects where that takes no more. */
    print: (text: string) => Promise<void>;
    /** Writes a line to standard error: what a person should know besides. */
    say: (line: string) => void;
    /** Asks a person a question; absent where there is no terminal to ask at. */
    ask?: (question: string) => Promise<string>;
    /** Whether each request to Atlas is written to standard error, too. */
    isDebug?: boolean;
}

/** In the place of a file's name: standard input, or standard output. */
export const standardStream = "-";

/** What cannot be done, told to a person in one line: what happened, where, and what to do now. */
export class CommandError extends AtlasServerlessError {
    static override readonly typeName: string = "CommandError";
}

/** The command was not called as it can be. */
export class UsageError extends CommandError {
    static override readonly typeName: string = "UsageError";
}

/** `1 cluster`, `2 clusters`. */
export function pluralize(count: number, noun: string): string {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The message of whatever was thrown. */
export function errorMessage(error: unknown): string {
    return asString(asRecord(error)["message"]) ?? String(error);
}
