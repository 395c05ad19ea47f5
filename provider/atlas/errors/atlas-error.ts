import { AtlasServerlessError } from "./base";
import { describe, notSent } from "./error-messages";
import type { AtlasErrorFacts, AtlasErrorKind } from "./facts";

/**
 * A request to the Atlas Administration API that failed. Each subclass is a category of failure.
 */
export class AtlasError extends AtlasServerlessError {
    static override readonly typeName: string = "AtlasError";

    /** @internal */
    readonly kind: AtlasErrorKind;
    /** Atlas's own description of the error. Undefined if Atlas returned none. */
    readonly detail: string | undefined;
    /** @internal */
    readonly reason: string | undefined;
    /** @internal */
    readonly parameters: unknown[];
    /** Milliseconds that Atlas asked to wait before the next request. Undefined if it didn't. */
    readonly retryAfter: number | undefined;
    /** @internal */
    readonly notApplied: boolean;
    /** @internal */
    readonly retryable: boolean;
    /** @internal */
    readonly notSent: boolean;
    /**
     * True where it was not tried again though that might have helped: there was no time left, or nobody wanted it any longer.
     *
     * @internal
     */
    readonly isGivenUp: boolean;
    readonly #facts: AtlasErrorFacts;

    /** @internal */
    constructor(facts: AtlasErrorFacts) {
        super(facts.message ?? describe(facts), facts);
        this.kind = facts.kind;
        this.detail = facts.detail;
        this.reason = facts.reason;
        this.parameters = facts.parameters ?? [];
        this.retryAfter = facts.retryAfter;
        this.notApplied = facts.notApplied ?? facts.kind === "notSent";
        this.retryable = facts.retryable ?? false;
        this.notSent = facts.notSent ?? facts.kind === "notSent";
        this.isGivenUp = facts.givenUp !== undefined;
        this.#facts = facts;
    }

    /**
     * The error of the class that the facts belong to.
     *
     * @internal
     */
    static from(facts: AtlasErrorFacts): AtlasError {
        return new (classOf(facts))(facts);
    }

    /**
     * The same failure as one that kept an operation from being sent: it says nothing of the operation's object.
     *
     * @internal
     */
    asNotSent(): AtlasError {
        return AtlasError.from({ ...this.#facts, notApplied: true, notSent: true });
    }

    /**
     * The same failure as the one of an operation that needed what failed; of a write it is told that it was not sent.
     *
     * @internal
     */
    asStepOf(action: string, isWrite: boolean): AtlasError {
        if (action === this.#facts.action) {
            return this;
        }
        const needing = isWrite ? notSent(action) : action;
        return AtlasError.from({ ...this.#facts, action: `${needing}: could not ${this.#facts.action}` });
    }

    /**
     * The same failure where another try was wanted, and then kept from being sent by a failure.
     *
     * @internal
     */
    notAgain({ kind, detail = "", message }: AtlasError): AtlasError {
        const givenUp = kind === "notSent" ? detail : message.replace(/^C/, "c");
        return AtlasError.from({ ...this.#facts, givenUp });
    }
}

/** Atlas refused the credentials (401), for the request itself or for an access token. */
export class AuthenticationError extends AtlasError {
    static override readonly typeName: string = "AuthenticationError";
}

/** The credentials lack a role, or their API access list doesn't include this address (403). */
export class PermissionDeniedError extends AtlasError {
    static override readonly typeName: string = "PermissionDeniedError";
}

/** The cluster, snapshot, or project doesn't exist (404). For a cluster, both Atlas APIs have said so. */
export class NotFoundError extends AtlasError {
    static override readonly typeName: string = "NotFoundError";

    /**
     * What several answers of Atlas have proved together: the cluster is in neither generation of the API.
     *
     * @internal
     */
    static proved(message: string): NotFoundError {
        const errorCode = "CLUSTER_NOT_FOUND";
        return new NotFoundError({
            kind: "response",
            action: "find the cluster",
            status: 404,
            errorCode,
            message,
        });
    }
}

/** Another operation on the cluster is in progress, or the region is out of capacity (409). */
export class ConflictError extends AtlasError {
    static override readonly typeName: string = "ConflictError";
}

/** Too many requests (429), and not enough time left to wait. */
export class RateLimitError extends AtlasError {
    static override readonly typeName: string = "RateLimitError";
}

/** Atlas rejected the request as invalid, or no longer has the operation (any other 4xx). */
export class InvalidRequestError extends AtlasError {
    static override readonly typeName: string = "InvalidRequestError";
}

/** Atlas failed, or isn't available (5xx). */
export class ServerError extends AtlasError {
    static override readonly typeName: string = "ServerError";
}

/** Nothing answered at the base URL, or something other than Atlas did. */
export class ConnectionError extends AtlasError {
    static override readonly typeName: string = "ConnectionError";
}

/** The request was never sent: its time had run out, or it was canceled. */
export class NotSentError extends AtlasError {
    static override readonly typeName: string = "NotSentError";
}

const classByStatus: Readonly<Record<number, typeof AtlasError>> = {
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
};

function classOf({ kind, status = 0 }: AtlasErrorFacts): typeof AtlasError {
    if (kind === "notSent") {
        return NotSentError;
    }
    if (status >= 500) {
        return ServerError;
    }
    if (kind === "response") {
        return classByStatus[status] ?? InvalidRequestError;
    }
    return status === 429 ? RateLimitError : ConnectionError;
}
