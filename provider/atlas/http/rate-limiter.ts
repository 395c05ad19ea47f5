import { once } from "node:events";
import type { HttpResponse } from "../auth";
import { readRetryAfter, notSentError } from "./response-errors";
import { notNeeded, withDeadline, type Clock } from "../clock";
import { maxRetryAfter, type RequestOptions } from "../retry";

/** What a request does: a write goes before a read. */
export type RequestKind = "write" | "read";

/** Leave to send one request: which it is of those given. */
export type Permit = number;

/** A bucket is taken to get another request in so many milliseconds; each answer tells how it really stands. */
const refill = 1000;
/** At this share of the limit or below it, reads leave what is left to writes. */
const lowWatermark = 0.2;
/** But for one read in so many milliseconds: of what comes in, a tenth at most goes to reads. */
const minReadInterval = 14_900;
/** Before the first answer so many requests are under way at most: it may tell of a limit that all at once would exceed. */
const maxUnanswered = 50;
/** As long as it takes to do some work between two readings of the clock. Milliseconds. */
const tolerance = 20;

/**
 * What Atlas still lets this process ask for in one of its token buckets. As long as Atlas's answers do not
 * speak of a limit there is none; where they tell how much is left, requests slow down before nothing is, and writes go first.
 *
 * Source: `RateLimit-Limit`, `RateLimit-Remaining` and `Retry-After` of the Administration API's answers.
 */
export class RateLimiter {
    readonly #clock: Clock;
    /** For each kind, how many wait, and when the last of them has had its turn: turns come in the order of requests. */
    readonly #lines = {
        write: { length: 0, end: Promise.resolve() },
        read: { length: 0, end: Promise.resolve() },
    };
    #isAnswered = false;
    #limit: number | undefined;
    /** Requests that are certainly left, as it was at a moment: Atlas has told how many, and others were sent. */
    #left = { count: Infinity, at: 0 };
    #given = 0;
    /** Those that were sent and are not answered, each with how many others were under way when it was sent. */
    readonly #underWay = new Map<Permit, number>();
    #closedUntil = -Infinity;
    /** When the last of each kind was sent. */
    readonly #last: Record<RequestKind, number>;
    #changed = new AbortController();

    constructor(clock: Clock) {
        this.#clock = clock;
        this.#last = { read: clock.now(), write: -Infinity };
    }

    /**
     * Resolves when a request may be sent; the permit belongs to its answer.
     *
     * @param action What is being done, for the message when the time runs out.
     * @throws AtlasError where it may not be sent until its deadline; the signal's reason when that aborts.
     */
    async acquire(kind: RequestKind, action: string, options: RequestOptions = {}): Promise<Permit> {
        options.signal?.throwIfAborted();
        const line = this.#lines[kind];
        const overdueAt = this.#last.read + minReadInterval + refill;
        if (kind === "read" && line.length === 0 && this.#clock.now() > overdueAt) {
            // A read that was not wanted for long need not hurry: the later it comes, the more it shows.
            this.#last.read = this.#clock.now();
        }
        if (line.length === 0 && this.#pauseBefore(kind) === 0) {
            return this.#give(kind);
        }
        const before = line.end;
        const { promise: end, resolve: pass } = Promise.withResolvers<undefined>();
        line.end = before.then(() => end);
        line.length += 1;
        // Those of the other kind may have to wait longer now.
        this.#wake();
        const tooLate = (): never => {
            throw notSentError(action, "its time ran out while it waited for the limit on requests");
        };
        try {
            await withDeadline(this.#clock, options, before, tooLate);
            for (;;) {
                const pause = this.#pauseBefore(kind);
                if (pause === 0) {
                    return this.#give(kind);
                }
                // Things may change meanwhile, and let this one go earlier, or another one first.
                const { signal } = this.#changed;
                const changed: Promise<unknown> =
                    pause === Infinity
                        ? once(signal, "abort")
                        : this.#clock.sleep(pause, signal).catch(() => undefined);
                await withDeadline(this.#clock, options, changed, tooLate);
            }
        } finally {
            line.length -= 1;
            pass(undefined);
            this.#wake();
        }
    }

    /** Takes note of what an answer says, or of there being none. */
    onResponse(permit: Permit, answer: HttpResponse | undefined): void {
        this.#left = { count: this.#leftNow(), at: this.#clock.now() };
        const othersAtSending = this.#underWay.get(permit) ?? 0;
        this.#underWay.delete(permit);
        this.#isAnswered ||= answer !== undefined;
        const limit = Number(answer?.headers["ratelimit-limit"]);
        const remaining = Number(answer?.headers["ratelimit-remaining"]);
        if (limit > 0 && remaining >= 0) {
            this.#limit = limit;
            this.#update(remaining, othersAtSending + this.#given - permit);
        }
        const pause = (answer?.status === 429 ? readRetryAfter(answer) : undefined) ?? 0;
        // A longer one nobody waits for: it fails the request that was rate limited, and closes nothing.
        if (pause <= maxRetryAfter) {
            this.#closedUntil = Math.max(this.#closedUntil, this.#clock.now() + pause);
        }
        this.#wake();
    }

    /**
     * @param uncounted Other requests that Atlas may not have counted when it answered: those that were under way at any moment
     * since this one was sent, for they overtake each other, there and back. The lower guess empties no bucket.
     */
    #update(remaining: number, uncounted: number): void {
        const atLeast = remaining - uncounted;
        const known = this.#left.count === Infinity ? atLeast : this.#left.count;
        // What is told is rounded down.
        const count = Math.min(Math.max(known, atLeast), remaining + 0.99);
        this.#left = { count, at: this.#clock.now() };
    }

    #give(kind: RequestKind): Permit {
        const now = this.#clock.now();
        this.#left = { count: this.#leftNow() - 1, at: now };
        this.#given += 1;
        this.#underWay.set(this.#given, this.#underWay.size);
        this.#last[kind] = now;
        return this.#given;
    }

    /** Milliseconds until a request may be sent, as things stand; infinite where only an answer can let it. */
    #pauseBefore(kind: RequestKind): number {
        const now = this.#clock.now();
        // A request that was rate limited has slept as long by its own reading of the answer, some moments earlier or later.
        const closed = this.#closedUntil - now > tolerance ? this.#closedUntil - now : 0;
        if (this.#limit === undefined) {
            return !this.#isAnswered && this.#underWay.size >= maxUnanswered ? Infinity : closed;
        }
        const left = this.#leftNow();
        const isReadDue = this.#lines.read.length > 0 && now > this.#last.read + minReadInterval - refill;
        // The next request that comes in is kept for a read that is about to be due.
        const needed = kind === "write" && isReadDue && left < 2 ? 2 : 1;
        const empty = left >= needed ? 0 : Math.ceil((needed - left) * refill);
        const isSparing = kind === "read" && left <= this.#limit * lowWatermark;
        return Math.max(closed, empty, isSparing ? this.#pauseForWrites() : 0);
    }

    /** Milliseconds that a read leaves to writes: they may be waiting, or be held back by the engine. */
    #pauseForWrites(): number {
        const lastWrite = this.#lines.write.length > 0 ? Infinity : this.#last.write;
        return Math.max(Math.min(this.#last.read, lastWrite) + minReadInterval - this.#clock.now(), 0);
    }

    #leftNow(): number {
        const filled = (this.#clock.now() - this.#left.at) / refill;
        // While those under way are held up, a bucket that is full gets nothing.
        const atMost = (this.#limit ?? Infinity) - this.#underWay.size;
        return Math.min(this.#left.count + filled, atMost);
    }

    #wake(): void {
        this.#changed.abort(notNeeded);
        this.#changed = new AbortController();
    }
}

/** Gives the rate limiter of the token bucket that a path of the API draws on: that of an endpoint set and a project. */
export function rateLimiters(clock: Clock): (path: string) => RateLimiter {
    const byBucket = new Map<string, RateLimiter>();
    return (path) => {
        const [, project, set, backup] =
            /\/groups\/([^/]+)\/([^/]+)(?:\/[^/]+\/(backup)\/)?/.exec(path) ?? [];
        const bucket = [project, set, backup].join(" ");
        const rateLimiter = byBucket.get(bucket) ?? new RateLimiter(clock);
        byBucket.set(bucket, rateLimiter);
        return rateLimiter;
    };
}
