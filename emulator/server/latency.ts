// How long the service takes to answer, in emulated milliseconds, after the medians seen of the real one.
import { between, randomFor } from "../random";

/** How long a kind of operation takes to answer. */
export type Pace = "read" | "write" | "create";

const SPANS: Readonly<Record<Pace, readonly [low: number, high: number]>> = {
    read: [69, 91],
    write: [150, 400],
    create: [581, 750],
};

/** Latencies with jitter that depends on the seed, the operation and how often it was called for that database. */
export class Latencies {
    readonly #seed: number;
    readonly #counts = new Map<string, number>();

    constructor(seed: number) {
        this.#seed = seed;
    }

    /** The time from a request's arrival to its answer. */
    next(pace: Pace, operation: string, instance = ""): number {
        const key = `${operation} ${instance}`;
        const count = this.#counts.get(key) ?? 0;
        this.#counts.set(key, count + 1);
        const [low, high] = SPANS[pace];
        return between(randomFor(this.#seed, "latency", operation, instance, count), low, high);
    }
}
