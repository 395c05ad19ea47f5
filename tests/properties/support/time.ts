// Time that passes only while all that there is waits for it: thirty minutes of waiting take no time at all, and the same
// things happen at the same moments each time.
import { channel } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import type { Clock } from "../../../provider/atlas/clock";
import { Clock as EmulatedClock } from "../../../emulator/clock";

interface Sleeper {
    readonly at: number;
    readonly wake: () => void;
}

/** Told by Node of each request that a client of this process begins. */
const begun = channel("http.client.request.created");

/** So many times nothing happens before time passes: what has just come over a socket is still on its way inside. */
const silence = 2;

/** The time of a provider. */
export class StillTime implements Clock {
    #now = 0;
    #sleepers: readonly Sleeper[] = [];
    /** Requests that have begun and have not ended. */
    #open = 0;
    /** Those of them that the server makes wait. */
    #held = 0;

    readonly #begin = (message: unknown): void => {
        this.#open += 1;
        const { request } = message as { request: ClientRequest };
        request.once("close", () => (this.#open -= 1));
    };

    now(): number {
        return this.#now;
    }

    sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        return new Promise((resolve, reject) => {
            const sleeper: Sleeper = { at: this.#now + milliseconds, wake: resolve };
            const leave = (): void => {
                this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
                reject(signal?.reason as Error);
            };
            if (signal?.aborted === true) {
                leave();
                return;
            }
            signal?.addEventListener("abort", leave, { once: true });
            const later = this.#sleepers.findIndex(({ at }) => at > sleeper.at);
            this.#sleepers = this.#sleepers.toSpliced(later < 0 ? Infinity : later, 0, sleeper);
        });
    }

    /** A server makes a request wait. */
    async hold(milliseconds: number): Promise<void> {
        this.#held += 1;
        await this.sleep(milliseconds);
        this.#held -= 1;
    }

    /** Lets time pass until the work is done. */
    async run<T>(work: () => Promise<T>): Promise<T> {
        const done = new AbortController();
        begun.subscribe(this.#begin);
        try {
            const finished = work().finally(() => done.abort());
            finished.catch(() => undefined);
            for (let quiet = 0; !done.signal.aborted; quiet += 1) {
                await new Promise((resolve) => setImmediate(resolve));
                if (this.#open > this.#held) {
                    quiet = 0;
                } else if (quiet >= silence) {
                    this.#pass();
                }
            }
            return await finished;
        } finally {
            begun.unsubscribe(this.#begin);
        }
    }

    /** Goes on to the moment at which the next one wakes. */
    #pass(): void {
        const [next, ...others] = this.#sleepers;
        if (next !== undefined) {
            this.#sleepers = others;
            this.#now = Math.max(this.#now, next.at);
            next.wake();
        }
    }
}

/** The same time, as an emulator sees it; credentials live by the real one. */
export class ServedTime extends EmulatedClock {
    readonly #time: StillTime;
    readonly #epoch = Date.now();

    constructor(time: StillTime) {
        super(1);
        this.#time = time;
    }

    override now(): number {
        return this.#epoch + this.#time.now();
    }

    override sleep(emulated: number): Promise<void> {
        return this.#time.hold(emulated);
    }

    override sleepReal(span: number): Promise<void> {
        return this.#time.hold(span);
    }
}
