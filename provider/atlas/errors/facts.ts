import type { AnswerFacts } from "./base";

/** What went wrong on the way to Atlas and back. */
export type AtlasErrorKind =
    /** Atlas answered, with an error of its own. */
    | "response"
    /** Something answered that is not Atlas's API, or not completely. */
    | "invalidResponse"
    /** Nothing answered. */
    | "connection"
    /** The request was never sent: it was canceled, or its time had run out. */
    | "notSent";

/** The facts of a failed request; each is there exactly when the answer had it. */
export interface AtlasErrorFacts extends AnswerFacts {
    kind: AtlasErrorKind;
    /** What was being done, to stand after "Could not": `create serverless instance "orders" in project 64…`. */
    action: string;
    detail?: string | undefined;
    reason?: string | undefined;
    parameters?: unknown[] | undefined;
    /** The fields Atlas complains about. */
    fields?: { field: string; description: string }[] | undefined;
    /** Milliseconds that the server asked us to stay away. */
    retryAfter?: number | undefined;
    /** True if the request had no effect: it never arrived, or was rejected unread, such as for a rate limit. */
    notApplied?: boolean | undefined;
    /** True where the same request may well succeed in a moment. */
    retryable?: boolean | undefined;
    /** True where the operation was never sent, because something failed that it needed; always so for the kind "notSent". */
    notSent?: boolean | undefined;
    /** Why it was not tried again, where that is not Atlas's doing. */
    givenUp?: string | undefined;
    /** The whole message, where it says more than one answer does. */
    message?: string | undefined;
    /** What to do now, where neither the error code nor the status says it, or says it well. */
    advice?: string | undefined;
}
