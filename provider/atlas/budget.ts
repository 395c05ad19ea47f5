import type { Answer } from "./authorization";
import { readRetryAfter, unsent } from "./errors/mapping";
import { within, type Clock } from "./clock";
import { longestRetryAfter, type RequestOptions } from "./retry";

/** What a request is for: a write goes before a look. */
export type Purpose = "write" | "look";

/** A request that asks for its turn. */
export interface Asking extends RequestOptions {
    purpose: Purpose;
    /** What is being done, for the message when the time runs out. */
    doing: string;
}

/** While requests are scarce and writes want them, looks are so far apart, and no farther. Milliseconds. */
const lookDistance = 9900;
/** Below this share of the limit, requests are scarce. */
const scarce = 0.2;
/** A request that has had its turn. */
export interface Ticket {
    /** Which it is of those sent. */
    readonly ordinal: number;
}

/** A bucket is taken to get another request in so many milliseconds; each answer tells how it really stands. */
const refill = 1000;

/** As long as it takes to do some work between two readings of the clock. Milliseconds. */
const moments = 20;

/**
 * What Atlas still lets this process ask for in one of its token buckets. As long as Atlas does not speak of a limit
 * there is none; where its answers tell how much is left, requests slow down before nothing is, and writes go first.
 *
 * Source: `RateLimit-Limit`, `RateLimit-Remaining` and `Retry-After` of the Administration API's answers.
 */
export class Budget {
    readonly #clock: Clock;
    readonly #waiting: Record<Purpose, ((ticket: Ticket) => void)[]> = { write: [], look: [] };
    #limit: number | undefined;
    /** Requests that are certainly left, as it was at a moment: Atlas has told how many, and others were sent. */
    #left = { count: Infinity, at: 0 };
    #sent = 0;
    readonly #underWay = new Set<Ticket>();
    #closedUntil = -Infinity;
    #lastLook: number;
    #lastWrite = -Infinity;
    #alarm = new AbortController();
    #isServing = false;

    constructor(clock: Clock) {
        this.#clock = clock;
        this.#lastLook = clock.now();
    }

    /** Whether Atlas has told of a limit. */
    get isLimited(): boolean {
        return this.#limit !== undefined;
    }

    /**
     * Resolves when a request may be sent; its ticket belongs to its answer.
     *
     * @throws AtlasError where there is no room for it until its deadline; the signal's reason when that aborts.
     */
    async turn({ purpose, doing, deadline, signal }: Asking): Promise<Ticket> {
        signal?.throwIfAborted();
        if (purpose === "look" && this.#waiting.look.length === 0) {
            this.#wantLook();
        }
        const queue = this.#waiting[purpose];
        if (queue.length === 0 && this.#pauseBefore(purpose) === 0) {
            return this.#send(purpose);
        }
        const { promise: called, resolve: go } = Promise.withResolvers<Ticket>();
        queue.push(go);
        this.#alarm.abort();
        if (!this.#isServing) {
            this.#isServing = true;
            void this.#serve();
        }
        try {
            return await within(this.#clock, { deadline, signal }, called, () =>
                unsent(doing, "its time ran out while it waited for the limit on requests"),
            );
        } catch (error) {
            const place = queue.indexOf(go);
            if (place >= 0) {
                queue.splice(place, 1);
                // Nobody keeps the time for those who have left.
                this.#alarm.abort();
            } else {
                // Its turn came in the same moment: nothing will be sent for it.
                this.answered(await called, undefined);
            }
            throw error;
        }
    }

    /** Takes note of what an answer says, or of there being none. */
    answered(ticket: Ticket, answer: Answer | undefined): void {
        this.#underWay.delete(ticket);
        const limit = Number(answer?.headers["ratelimit-limit"]);
        const remaining = Number(answer?.headers["ratelimit-remaining"]);
        if (limit > 0 && remaining >= 0) {
            this.#limit = limit;
            this.#told(ticket, remaining);
        }
        const pause = (answer?.status === 429 ? readRetryAfter(answer) : undefined) ?? 0;
        // A longer one nobody waits for: it fails what was turned away, and closes nothing.
        if (pause <= longestRetryAfter) {
            this.#closedUntil = Math.max(this.#closedUntil, this.#clock.now() + pause);
        }
        this.#alarm.abort();
    }

    /** Whether those sent later, or still under way, are counted already nobody knows: the lower guess empties no bucket. */
    #told({ ordinal }: Ticket, remaining: number): void {
        const earlier = [...this.#underWay].filter((other) => other.ordinal < ordinal).length;
        const atLeast = remaining - (this.#sent - ordinal) - earlier;
        const known = this.#left.count === Infinity ? atLeast : this.#leftNow();
        // What is told is rounded down.
        const count = Math.min(Math.max(known, atLeast), remaining + 0.99);
        this.#left = { count, at: this.#clock.now() };
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
                this.#waiting[next].shift()?.(this.#send(next));
            }
        }
        this.#isServing = false;
    }

    /** A look that was not wanted for long need not hurry: the later it comes, the more it shows. */
    #wantLook(): void {
        const now = this.#clock.now();
        if (now > this.#lastLook + lookDistance + refill) {
            this.#lastLook = now;
        }
    }

    /** Whose turn it is, of those that wait. */
    #next(): Purpose {
        const { write, look } = this.#waiting;
        // The next request that comes in is kept for a look that is about to be overdue.
        const isLookDue = this.#clock.now() > this.#lastLook + lookDistance - refill && this.#leftNow() < 2;
        return write.length === 0 || (look.length > 0 && isLookDue) ? "look" : "write";
    }

    #send(purpose: Purpose): Ticket {
        this.#left = { count: this.#leftNow() - 1, at: this.#clock.now() };
        this.#sent += 1;
        const ticket = { ordinal: this.#sent };
        this.#underWay.add(ticket);
        if (purpose === "look") {
            this.#lastLook = this.#clock.now();
        } else {
            this.#lastWrite = this.#clock.now();
        }
        return ticket;
    }

    /** Milliseconds until a request may be sent, as things stand. */
    #pauseBefore(purpose: Purpose): number {
        const now = this.#clock.now();
        // Who was turned away has slept as long by its own reading of the answer, some moments earlier or later.
        const closed = this.#closedUntil - now > moments ? this.#closedUntil - now : 0;
        if (this.#limit === undefined) {
            return closed;
        }
        const left = this.#leftNow();
        const empty = left >= 1 ? 0 : Math.ceil((1 - left) * refill);
        const isSparing = purpose === "look" && left <= this.#limit * scarce;
        return Math.max(closed, empty, isSparing ? this.#pauseForWrites() : 0);
    }

    /** Milliseconds that a look leaves to writes: they may be waiting, or be held back by the engine. */
    #pauseForWrites(): number {
        const now = this.#clock.now();
        const areWaiting = this.#waiting.write.length > 0;
        const latest = (areWaiting ? Infinity : this.#lastWrite) + lookDistance;
        return Math.max(Math.min(this.#lastLook + lookDistance, latest) - now, 0);
    }

    #leftNow(): number {
        const filled = (this.#clock.now() - this.#left.at) / refill;
        return Math.min(this.#left.count + filled, this.#limit ?? Infinity);
    }
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
