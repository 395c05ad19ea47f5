/** One HTTP request, as its debug line tells it. It has no place for a header, a body or a query. */
export interface RequestTrace {
    /** Atlas's name of the operation: `createFlexCluster`. */
    operation: string;
    method: string;
    /** Path without its query. */
    path: string;
    /** Where there was an answer: its HTTP status. */
    status: number | undefined;
    /** Why there was none. */
    failure?: string | undefined;
    /** From the moment at which it was sent to its end. Milliseconds. */
    milliseconds: number;
    /** How often the operation has been sent, this time included. */
    attempt: number;
    /** What came of the time before. */
    after?: string | undefined;
    /** How long it had to wait before it was sent, since it was asked for or since the time before. Milliseconds. */
    delay: number;
    /** How much of that the limit on requests took. Milliseconds. */
    rateLimitDelay: number;
    /** Atlas's id of the request. */
    requestId?: string | undefined;
}

/** Shorter delays are a computer's own. Milliseconds. */
const shortest = 50;

/** A request as a line for those who watch the wire. */
export function describeRequest(trace: RequestTrace): string {
    const { operation, method, path, status, failure, milliseconds, attempt, after, delay, rateLimitDelay } =
        trace;
    const ms = (value: number): string => `${Math.round(value)} ms`;
    const parts = [
        `${operation} ${method} ${path}: ${status ?? failure ?? "no answer"} in ${ms(milliseconds)}`,
        `attempt ${attempt}${after === undefined ? "" : ` after ${after}`}`,
        ...(delay < shortest ? [] : [`delayed ${ms(delay)}`]),
        ...(rateLimitDelay < shortest ? [] : [`${ms(rateLimitDelay)} of it by the rate limit`]),
        ...(trace.requestId === undefined ? [] : [`request ${trace.requestId}`]),
    ];
    return `Atlas API request: ${parts.join(", ")}`;
}

/** How often one operation has been sent, and what was waited for. */
export class Attempts {
    readonly #now: () => number;
    #count = 0;
    #after: string | undefined;
    #since: number;
    #rateLimitDelay = 0;

    /** @param now The moment, in milliseconds of a clock that never goes back. */
    constructor(now: () => number) {
        this.#now = now;
        this.#since = now();
    }

    /** Waits for the limit on requests. */
    async limited<T>(turn: Promise<T>): Promise<T> {
        const begun = this.#now();
        const outcome = await turn;
        this.#rateLimitDelay += this.#now() - begun;
        return outcome;
    }

    /**
     * A request that is sent now.
     *
     * @returns Told of its end, it gives the part of the trace that it knows.
     */
    send(): (
        outcome: Pick<RequestTrace, "status" | "failure">,
    ) => Pick<RequestTrace, "milliseconds" | "attempt" | "after" | "delay" | "rateLimitDelay"> {
        const begun = this.#now();
        this.#count += 1;
        const known = {
            attempt: this.#count,
            after: this.#after,
            delay: begun - this.#since,
            rateLimitDelay: this.#rateLimitDelay,
        };
        return ({ status, failure }) => {
            this.#since = this.#now();
            this.#after = String(status ?? failure);
            this.#rateLimitDelay = 0;
            return { ...known, milliseconds: this.#since - begun };
        };
    }
}

/** A request's id, where it looks like one: what a server sends is shown to people. */
export function shownRequestId(value: string | undefined): string | undefined {
    return value !== undefined && /^[\w-]{1,64}$/.test(value) ? value : undefined;
}
