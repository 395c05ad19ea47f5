import type { Clock } from "../../provider/atlas/clock";

/** A clock on which every sleep is over at once: it notes how long it would have been. */
export class SkippingClock implements Clock {
    /** Milliseconds of each sleep, in order. */
    readonly slept: number[] = [];
    /** What happens while somebody sleeps. */
    meanwhile: () => unknown = () => undefined;
    #now = 0;

    now(): number {
        return this.#now;
    }

    async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        this.slept.push(milliseconds);
        this.#now += milliseconds;
        await this.meanwhile();
        signal?.throwIfAborted();
    }
}
