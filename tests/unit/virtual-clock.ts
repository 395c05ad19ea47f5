import type { Clock } from "../../provider/atlas/clock";

interface Sleeper {
    at: number;
    wake: () => void;
}

/** A clock that stands still while anything happens, and jumps to the next sleeper's time when nothing does. */
export class VirtualClock implements Clock {
    #now = 0;
    /** The next to wake stands last. */
    readonly #sleepers: Sleeper[] = [];

    now(): number {
        return this.#now;
    }

    sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        return new Promise((resolve, reject) => {
            const sleeper = { at: this.#now + milliseconds, wake: resolve };
            const forget = (): void => {
                const place = this.#sleepers.lastIndexOf(sleeper);
                if (place >= 0) {
                    this.#sleepers.splice(place, 1);
                }
                reject(signal?.reason as Error);
            };
            if (signal?.aborted) {
                forget();
                return;
            }
            signal?.addEventListener("abort", forget, { once: true });
            this.#sleepers.splice(this.#placeOf(sleeper.at), 0, sleeper);
        });
    }

    /** Lets time pass until the work is done. */
    async run<T>(work: Promise<T>): Promise<T> {
        const done = new AbortController();
        const finished = work.finally(() => done.abort());
        finished.catch(() => undefined);
        for (;;) {
            await new Promise((resolve) => setImmediate(resolve));
            if (done.signal.aborted) {
                return finished;
            }
            const next = this.#sleepers.pop();
            if (next !== undefined) {
                this.#now = Math.max(this.#now, next.at);
                next.wake();
            }
        }
    }

    /** Before all that wake earlier or at the same time: those who slept first wake first. */
    #placeOf(at: number): number {
        let [low, high] = [0, this.#sleepers.length];
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.#sleepers[middle]?.at ?? 0) > at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
