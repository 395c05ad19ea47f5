// How long the service takes to answer, in emulated milliseconds.
import { randomFor } from "../random";
import { observedSpan } from "../world/timings";

/** How long a kind of operation takes to answer. */
export type LatencyClass = "read" | "write" | "create";

const OBSERVED = { read: "answersRead", write: "answersWrite", create: "answersCreate" } as const;

/** Latencies with jitter that depends on the seed, the operation and how often it was called for that cluster. */
export class LatencyModel {
    readonly #seed: number;
    readonly #counts = new Map<string, number>();

    constructor(seed: number) {
        this.#seed = seed;
    }

    /** The time from a request's arrival to its answer. */
    next(pace: LatencyClass, operation: string, instance = ""): number {
        const key = `${operation} ${instance}`;
        const count = this.#counts.get(key) ?? 0;
        this.#counts.set(key, count + 1);
        return observedSpan(randomFor(this.#seed, "latency", operation, instance, count), OBSERVED[pace]);
    }
}
