import { AtlasServerlessError } from "../provider/atlas/errors";
import { record, text } from "../provider/atlas/json";

/** What a command works in: its environment, and where it writes to. */
export interface Terminal {
    env: Readonly<Record<string, string | undefined>>;
    /** Writes to standard output, as it is: what the command was run for. */
    print: (text: string) => void;
    /** Writes a line to standard error: what a person should know besides. */
    say: (line: string) => void;
    /** Whether each request to Atlas is written to standard error, too. */
    isDebug?: boolean;
}

/** What cannot be done, told to a person in one line: what happened, where, and what to do now. */
export class CommandError extends AtlasServerlessError {
    static override readonly typeName: string = "CommandError";
}

/** The command was not called as it can be. */
export class UsageError extends CommandError {
    static override readonly typeName: string = "UsageError";
}

/** `1 database`, `2 databases`. */
export function counted(count: number, noun: string): string {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
    return text(record(error)["message"]) ?? String(error);
}
