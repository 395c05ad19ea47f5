import type { Answer } from "./authorization";
import { readRetryAfter } from "./answers";
import { within, type Clock } from "./clock";
import { AtlasError } from "./errors";
import type { Patience } from "./retry";

/** What a request is for: a write goes before a look. */
export type Purpose = "write" | "look";

/** A request that asks for its turn. */
export interface Asking extends Patience {
    purpose: Purpose;
    /** What is being done, for the message when the time runs out. */
    doing: string;
}

/** While requests are scarce and writes wait, a look still gets its turn after so long. Milliseconds. */
const longestWithoutLook = 10_000;
/** Below this share of the limit, requests are scarce. */
const scarce = 0.1;
/** A bucket is taken to get another request in so many milliseconds; each answer tells how it really stands. */
const refill = 1000;

/**
 * What Atlas still lets this process ask for in one of its token buckets. As long as Atlas does not speak of a limit
 * there is none; where its answers tell how much is left, requests slow down before nothing is, and writes go first.
 *
 * Source: `RateLimit-Limit`, `RateLimit-Remaining` and `Retry-After` of the Administration API's answers.
 */
export class Budget {
    readonly #clock: Clock;
    readonly #waiting: Record<Purpose, (() => void)[]> = { write: [], look: [] };
    #limit: number | undefined;
    /** Requests left as last told, less those sent since. */
    #left = Infinity;
    #toldAt = 0;
    #underWay = 0;
    #closedUntil = -Infinity;
    #lastLook = -Infinity;
    #alarm = new AbortController();
    #isServing = false;

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    /**
     * Resolves when a request may be sent.
     *
     * @throws AtlasError where there is no room for it until its deadline; the signal's reason when that aborts.
     */
    async turn({ purpose, doing, deadline, signal }: Asking): Promise<void> {
        signal?.throwIfAborted();
        const queue = this.#waiting[purpose];
        if (queue.length === 0 && this.#pauseBefore(purpose) === 0) {
            this.#send(purpose);
            return;
        }
        let go = (): void => undefined;
        const called = new Promise<void>((resolve) => queue.push((go = resolve)));
        this.#alarm.abort();
        if (!this.#isServing) {
            this.#isServing = true;
            void this.#serve();
        }
        try {
            await within(this.#clock, { deadline, signal }, called, () => noRoom(doing));
        } finally {
            const place = queue.indexOf(go);
            if (place >= 0) {
                queue.splice(place, 1);
            }
        }
    }

    /** Takes note of what an answer says, or of there being none. */
    answered(answer: Answer | undefined): void {
        this.#underWay -= 1;
        const now = this.#clock.now();
        const limit = Number(answer?.headers["ratelimit-limit"]);
        const remaining = Number(answer?.headers["ratelimit-remaining"]);
        if (limit > 0 && remaining >= 0) {
            this.#limit = limit;
            // Of those under way nobody knows whether they are counted already: the lower guess empties no bucket.
            this.#left = remaining - this.#underWay;
            this.#toldAt = now;
        }
        if (answer?.status === 429) {
            this.#closedUntil = Math.max(this.#closedUntil, now + (readRetryAfter(answer) ?? 0));
        }
        this.#alarm.abort();
    }

    async #serve(): Promise<void> {
        while (this.#waiting.write.length + this.#waiting.look.length > 0) {
            const next = this.#next();
            const pause = this.#pauseBefore(next);
            if (pause > 0) {
                this.#alarm = new AbortController();
                // Whatever happens meanwhile may let somebody else go first.
                await this.#clock.sleep(pause, this.#alarm.signal).catch(() => undefined);
            } else {
                this.#send(next);
                this.#waiting[next].shift()?.();
            }
        }
        this.#isServing = false;
    }

    /** Whose turn it is, of those that wait. */
    #next(): Purpose {
        const { write, look } = this.#waiting;
        const isLookOverdue = look.length > 0 && this.#clock.now() >= this.#lastLook + longestWithoutLook;
        return write.length > 0 && !isLookOverdue ? "write" : "look";
    }

    #send(purpose: Purpose): void {
        this.#left -= 1;
        this.#underWay += 1;
        if (purpose === "look") {
            this.#lastLook = this.#clock.now();
        }
    }

    /** Milliseconds until a request may be sent, as things stand. */
    #pauseBefore(purpose: Purpose): number {
        const now = this.#clock.now();
        const closed = Math.max(this.#closedUntil - now, 0);
        if (this.#limit === undefined) {
            return closed;
        }
        const left = this.#left + (now - this.#toldAt) / refill;
        const empty = left >= 1 ? 0 : (1 - left) * refill;
        const sparing =
            purpose === "look" && left <= this.#limit * scarce
                ? Math.max(this.#lastLook + this.#lookDistance() - now, 0)
                : 0;
        return Math.max(closed, empty, sparing);
    }

    /** Between two looks while requests are scarce: looks take no more than half of what comes in. */
    #lookDistance(): number {
        return this.#waiting.write.length > 0 ? longestWithoutLook : 2 * refill;
    }
}

function noRoom(doing: string): AtlasError {
    const detail = "the limit on requests left no room for it in time";
    return new AtlasError({ kind: "refused", doing, status: 429, detail, harmless: true });
}

/** One budget for each of Atlas's buckets: those of an endpoint set and project. */
export class Budgets {
    readonly #clock: Clock;
    readonly #budgets = new Map<string, Budget>();

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    /** The budget that a path of the API draws on. */
    of(path: string): Budget {
        const [, project, set, backup] =
            /\/groups\/([^/]+)\/([^/]+)(?:\/[^/]+\/(backup)\/)?/.exec(path) ?? [];
        const key = [project, set, backup].join(" ");
        const budget = this.#budgets.get(key) ?? new Budget(this.#clock);
        this.#budgets.set(key, budget);
        return budget;
    }
}
