import { setMaxListeners } from "node:events";
import { clearTimeout, setTimeout } from "node:timers";

/** Time, as the waiting code sees it; a test may bring its own. */
export interface Clock {
    /** Milliseconds since some fixed moment; never goes back, and may stand still while the machine is suspended. */
    now(): number;
    /**
     * Milliseconds since some fixed moment of the wall clock, which continues while the machine is suspended, and may be set in
     * both directions; absent on a clock that is never suspended.
     */
    wall?(): number;
    /** Resolves after `milliseconds`; rejects with the signal's reason when that aborts first. */
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own monotonic time, and its wall clock. */
export const systemClock: Clock = {
    now: () => performance.now(),
    wall: () => Date.now(),
    // The module's timer, not the global one, since a test stands in for it. `node:timers/promises` makes an error with a stack
    // for each sleep that is ended early, at a cost of 50 µs: a hundred waits that end at once would be seen some 5 ms later
    // (2026-11-30).
    sleep: (milliseconds, signal) =>
        new Promise((resolve, reject) => {
            const timer = setTimeout(() => {
                forget();
                resolve();
            }, milliseconds);
            const forget = onAbort(signal, (reason) => {
                clearTimeout(timer);
                reject(reason);
            });
        }),
};

/** The reason of a sleep that ends since nobody needs it any longer: one for all, since each new error takes its stack. */
export const notNeeded = new Error("not needed any longer");

/** So much the two clocks of a machine may part between two readings without a suspend: one is slewed, or rounded. Milliseconds. */
const unsteadiness = 100;

/**
 * Time by which the age of what was seen is told. While the machine is suspended its monotonic clock may stand still: what the
 * wall clock has gained on it counts, too. What the wall clock loses counts as nothing, so nothing ever becomes younger.
 */
export class AgeClock {
    readonly #clock: Clock;
    /** How far the wall clock was ahead when it was last read. */
    #lead: number;
    #suspended = 0;

    constructor(clock: Clock) {
        this.#clock = clock;
        this.#lead = this.#leadNow();
    }

    /** Milliseconds since some fixed moment; never goes back, and never stands still. */
    now(): number {
        const lead = this.#leadNow();
        const gained = lead - this.#lead;
        this.#lead = lead;
        this.#suspended += gained > unsteadiness ? gained : 0;
        return this.#clock.now() + this.#suspended;
    }

    #leadNow(): number {
        return this.#clock.wall === undefined ? 0 : this.#clock.wall() - this.#clock.now();
    }
}

/** The longest time that a timer can hold. Milliseconds: 24 days. */
const longestSleep = 2 ** 31 - 1;

/**
 * The outcome of some work; at the deadline, a moment of the clock, what `atDeadline` gives or throws. It rejects with the
 * signal's reason when that aborts. The work itself continues.
 */
export async function withDeadline<T>(
    clock: Clock,
    { deadline = Infinity, signal }: { deadline?: number | undefined; signal?: AbortSignal | undefined },
    work: Promise<T>,
    atDeadline: () => T,
): Promise<T> {
    const timer = new AbortController();
    const forget = onAbort(signal, (reason) => timer.abort(reason));
    const left = Math.min(Math.max(deadline - clock.now(), 0), longestSleep);
    const ended =
        deadline === Infinity ? aborted(timer.signal) : clock.sleep(left, timer.signal).then(atDeadline);
    try {
        return await Promise.race([work, ended]);
    } finally {
        forget();
        timer.abort(notNeeded);
    }
}

/** Rejects with the signal's reason when that aborts. */
function aborted(signal: AbortSignal): Promise<never> {
    return new Promise((_resolve, reject) => void onAbort(signal, reject));
}

/** Hands on the signal's reason when that aborts, at once if it has; gives what ends that. */
function onAbort(signal: AbortSignal | undefined, end: (reason: Error) => void): () => void {
    if (signal === undefined) {
        return () => undefined;
    }
    const listener = (): void => end(signal.reason as Error);
    if (signal.aborted) {
        listener();
    } else {
        // One signal ends all operations of a process, and Node.js before 22.13 warns of the eleventh listener.
        setMaxListeners(0, signal);
        signal.addEventListener("abort", listener, { once: true });
    }
    return () => signal.removeEventListener("abort", listener);
}
