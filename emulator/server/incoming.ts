// What the server has read of a request before an operation sees it.
import type { Reply } from "./replies";

/** A path, or a method on a path, of no operation. */
export interface Unrouted {
    readonly surface: "nowhere";
    readonly operation: "unknown";
    readonly pace: "read";
    readonly reply: Reply;
}

/** A request as it came in. */
export interface Incoming {
    readonly method: string;
    /** Path and query exactly as the request line has them. */
    readonly target: string;
    readonly url: URL;
    readonly header: (name: string) => string | undefined;
    /** The path's parameters, decoded. */
    readonly parameters: Readonly<Record<string, string>>;
    /** The body; undefined where it was too large to take. */
    readonly text: string | undefined;
}
