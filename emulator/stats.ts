// Statistics of the requests, and a record of each of the last thousand. Never a secret.
import type { AuthorizationKind } from "./auth/authorize";

/** One answered (or cut) request to the API. */
export interface RequestRecord {
    /** Real instant of its arrival, ISO 8601 with milliseconds. */
    readonly time: string;
    readonly method: string;
    /** Path and query. */
    readonly path: string;
    /** The operation's name, or `unknown`. */
    readonly operation: string;
    /** The HTTP status; 0 where the connection was reset instead. */
    readonly status: number;
    /** Real milliseconds from arrival to answer. */
    readonly milliseconds: number;
    readonly authorization: AuthorizationKind;
}

const KEPT = 1000;

/** The counters. */
export class Stats {
    #operations: Record<string, number> = {};
    #statuses: Record<string, number> = {};
    #requests: RequestRecord[] = [];
    #total = 0;
    #challenges = 0;
    #tokens = 0;

    /** Counts a request. */
    record(record: RequestRecord, answerHeaders: Readonly<Record<string, string>>): void {
        this.#total += 1;
        this.#operations[record.operation] = (this.#operations[record.operation] ?? 0) + 1;
        this.#statuses[record.status] = (this.#statuses[record.status] ?? 0) + 1;
        this.#challenges += answerHeaders["WWW-Authenticate"]?.startsWith("Digest") === true ? 1 : 0;
        this.#tokens += record.operation === "createAccessToken" && record.status === 200 ? 1 : 0;
        this.#requests.push(record);
        if (this.#requests.length > KEPT) {
            this.#requests.shift();
        }
    }

    /** Everything counted since the start or the last {@link clear}. */
    toJSON(): Record<string, unknown> {
        return {
            total: this.#total,
            operations: this.#operations,
            statuses: this.#statuses,
            challenges: this.#challenges,
            tokens: this.#tokens,
            requests: this.#requests,
        };
    }

    /** The latest requests, newest first, each with its number since the start or the last {@link clear}. */
    latest(count: number): (RequestRecord & { readonly number: number })[] {
        return this.#requests
            .slice(-count)
            .toReversed()
            .map((request, index) => ({ number: this.#total - index, ...request }));
    }

    /** Starts again from zero. */
    clear(): void {
        this.#operations = {};
        this.#statuses = {};
        this.#requests = [];
        this.#total = 0;
        this.#challenges = 0;
        this.#tokens = 0;
    }
}
