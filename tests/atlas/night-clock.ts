import type { Clock } from "../../provider/atlas/clock";

/** A clock on which nobody wakes before a test lets the time pass; it shows for how long each of those asleep has lain down. */
export class NightClock implements Clock {
    #now = 0;
    #sleepers: { at: number; milliseconds: number; wake: () => void }[] = [];
    #bell = Promise.withResolvers<undefined>();

    /** Milliseconds of each sleep that is not over. */
    get asleep(): number[] {
        return this.#sleepers.map(({ milliseconds }) => milliseconds);
    }

    now(): number {
        return this.#now;
    }

    sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        const { promise, resolve, reject } = Promise.withResolvers<undefined>();
        const sleeper = { at: this.#now + milliseconds, milliseconds, wake: () => resolve(undefined) };
        const rise = (): void => {
            this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
            reject(signal?.reason as Error);
        };
        if (signal?.aborted === true) {
            rise();
            return promise;
        }
        signal?.addEventListener("abort", rise, { once: true });
        this.#sleepers.push(sleeper);
        this.#bell.resolve(undefined);
        this.#bell = Promise.withResolvers<undefined>();
        return promise;
    }

    /** Resolves as soon as somebody sleeps for so many milliseconds. */
    async somebodySleeps(isIt: (milliseconds: number) => boolean): Promise<void> {
        while (!this.asleep.some(isIt)) {
            await this.#bell.promise;
        }
    }

    /** Lets time pass, and wakes those whose time has come. */
    pass(milliseconds: number): void {
        this.#now += milliseconds;
        const due = this.#sleepers.filter(({ at }) => at <= this.#now);
        this.#sleepers = this.#sleepers.filter((sleeper) => !due.includes(sleeper));
        due.forEach(({ wake }) => wake());
    }
}
