import { setImmediate as breath } from "node:timers/promises";
import type { Clock } from "../../provider/atlas/clock";

/** A clock that only a test moves on; whoever sleeps wakes as soon as all have begun that begin together. */
export class ManualClock implements Clock {
    #now = 0;

    now(): number {
        return this.#now;
    }

    async sleep(_milliseconds: number, signal?: AbortSignal): Promise<void> {
        await breath();
        signal?.throwIfAborted();
    }

    pass(milliseconds: number): void {
        this.#now += milliseconds;
    }
}
