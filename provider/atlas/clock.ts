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
        await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    },
};
