// Statistics of the requests, and a record of each of the last thousand. Never a secret.
import type { AuthorizationKind } from "./auth/authorize";
import type { Role } from "./identity";

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

/** Requests that were refused alike. */
export interface RefusedRequests extends Pick<RequestRecord, "operation" | "status" | "authorization"> {
    /** When the latest of them came. */
    readonly time: string;
    readonly role?: Role;
    readonly why: string;
    readonly count: number;
}

/** The requests of those with a role. */
export interface RequestCount {
    readonly requests: number;
    readonly refused: number;
}

const KEPT = 1000;
const KEPT_REFUSALS = 100;

/** The counters. */
export class Stats {
    #operations: Record<string, number> = {};
    #statuses: Record<string, number> = {};
    #requests: RequestRecord[] = [];
    readonly #refusals = new Map<string, RefusedRequests>();
    readonly #accounts = new Map<Role, RequestCount>();
    #total = 0;
    #challenges = 0;
    #tokens = 0;

    /** Counts a request, of a role where it is known. */
    record(
        record: RequestRecord,
        { headers, why }: { headers: Readonly<Record<string, string>>; why?: string },
        role: Role | undefined,
    ): void {
        this.#total += 1;
        this.#operations[record.operation] = (this.#operations[record.operation] ?? 0) + 1;
        this.#statuses[record.status] = (this.#statuses[record.status] ?? 0) + 1;
        this.#challenges += headers["WWW-Authenticate"]?.startsWith("Digest") === true ? 1 : 0;
        this.#tokens += record.operation === "createAccessToken" && record.status === 200 ? 1 : 0;
        this.#requests.push(record);
        if (this.#requests.length > KEPT) {
            this.#requests.shift();
        }
        if (role !== undefined) {
            const { requests, refused } = this.countOf(role);
            this.#accounts.set(role, {
                requests: requests + 1,
                refused: refused + (why === undefined ? 0 : 1),
            });
        }
        if (why !== undefined) {
            this.#refuse(record, why, role);
        }
    }

    #refuse({ time, operation, status, authorization }: RequestRecord, why: string, role?: Role): void {
        const key = [operation, status, authorization, role, why].join(" ");
        const count = (this.#refusals.get(key)?.count ?? 0) + 1;
        const alike = { time, operation, status, authorization, ...(role && { role }), why, count };
        // Set again, it is the latest.
        this.#refusals.delete(key);
        this.#refusals.set(key, alike);
        const [oldest = ""] = this.#refusals.keys();
        if (this.#refusals.size > KEPT_REFUSALS) {
            this.#refusals.delete(oldest);
        }
    }

    /** How much those with a role have asked for. */
    countOf(role: Role): RequestCount {
        return this.#accounts.get(role) ?? { requests: 0, refused: 0 };
    }

    /** What was refused, and why, the latest first. */
    refusals(count: number): RefusedRequests[] {
        return [...this.#refusals.values()].slice(-count).toReversed();
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
        this.#refusals.clear();
        this.#accounts.clear();
        this.#total = 0;
        this.#challenges = 0;
        this.#tokens = 0;
    }
}
