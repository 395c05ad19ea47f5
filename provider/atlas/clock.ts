import { setTimeout as delay } from "node:timers/promises";

/** Time, as the waiting code sees it; a test may bring its own. */
export interface Clock {
    /** Milliseconds since some fixed moment; never goes back. */
    now(): number;
    /** Resolves after `milliseconds`; rejects with the signal's reason when that aborts first. */
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own monotonic time. */
export const systemClock: Clock = {
    now: () => performance.now(),
    sleep: async (milliseconds, signal) => {
        try {
            await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
        } catch (error) {
            // Node rejects with an error of its own.
            signal?.throwIfAborted();
            throw error;
        }
    },
};

/** The longest time that a timer can hold. Milliseconds: 24 days. */
const longestSleep = 2 ** 31 - 1;

/**
 * The outcome of some work, as long as patience lasts: at the deadline, the moment of the clock, it rejects with what
 * `tooLate` gives, and with the signal's reason when that aborts. The work itself goes on.
 */
export async function within<T>(
    clock: Clock,
    { deadline = Infinity, signal }: { deadline?: number | undefined; signal?: AbortSignal | undefined },
    work: Promise<T>,
    tooLate: () => Error,
): Promise<T> {
    const over = new AbortController();
    const stop = AbortSignal.any([over.signal, ...(signal === undefined ? [] : [signal])]);
    const left = Math.min(Math.max(deadline - clock.now(), 0), longestSleep);
    const ended = clock.sleep(left, stop).then(() => {
        throw tooLate();
    });
    try {
        return await Promise.race([work, ended]);
    } finally {
        over.abort();
    }
}
