import type { Clock } from "../../provider/atlas/clock";

interface Sleeper {
    at: number;
    wake: () => void;
}

/** A clock that stands still while anything happens, and jumps to the next sleeper's time when nothing does. */
export class VirtualClock implements Clock {
    #now = 0;
    #sleepers: Sleeper[] = [];

    now(): number {
        return this.#now;
    }

    sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        return new Promise((resolve, reject) => {
            const sleeper = { at: this.#now + milliseconds, wake: resolve };
            const forget = (): void => {
                this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
                reject(signal?.reason as Error);
            };
            if (signal?.aborted) {
                forget();
                return;
            }
            signal?.addEventListener("abort", forget, { once: true });
            this.#sleepers.push(sleeper);
        });
    }

    /** Lets time pass until the work is done. */
    async run<T>(work: Promise<T>): Promise<T> {
        const done = new AbortController();
        const finished = work.finally(() => done.abort());
        finished.catch(() => undefined);
        while (!done.signal.aborted) {
            await new Promise((resolve) => setImmediate(resolve));
            const next = this.#sleepers.reduce<Sleeper | undefined>(
                (first, sleeper) => (first === undefined || sleeper.at < first.at ? sleeper : first),
                undefined,
            );
            if (next !== undefined) {
                this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
                this.#now = Math.max(this.#now, next.at);
                next.wake();
            }
        }
        return finished;
    }
}
