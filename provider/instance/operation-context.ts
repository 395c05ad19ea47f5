import type { Activity } from "./messages";

/** What an operation may tell while it runs. */
export interface Logger {
    /** How it goes, in a line that the next one replaces. */
    progress: (line: string) => void;
    /** What a person may want to know afterwards too, and need not act on. */
    info: (line: string) => void;
    /** What a person should read afterwards too. */
    warn: (line: string) => void;
}

/** What all requests and waits of an operation have in common. */
export interface OperationContext {
    /** What is being done, for messages. */
    activity: Activity;
    logger: Logger;
    options: {
        /** The moment of the clock at which the operation is given up. */
        deadline: number;
        /** Aborts when nobody wants to wait longer. */
        signal?: AbortSignal | undefined;
    };
}
