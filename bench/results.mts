// What the benchmark finds out: the content of its JSON file. Table and picture are made from nothing else.
import type { Credential } from "./emulator-client.mts";
import type { GridCell } from "./grid.mts";
import type { Measurement } from "./measure.mts";
import type { Metric } from "./metrics.mts";
import type { ProviderVariant } from "./programs.mts";

/** A measured operation and what it was measured on. */
export interface MeasuredRun extends Measurement {
    readonly variant: ProviderVariant;
    readonly credential: Credential;
    readonly count: number;
}

/** How large a stack's state is. */
export interface StateSize {
    readonly variant: ProviderVariant;
    readonly count: number;
    readonly bytesPerResource: number;
}

/** Two times measured one after the other, in seconds. */
export interface PairedTimes {
    readonly dynamic: number;
    readonly noop: number;
}

/** From the start of a provider's process to the answer of its first call, in seconds. */
export interface StartTimes extends PairedTimes {
    readonly plugin: number;
}

/** How the clusters came through a small bucket. */
export interface RateLimitedRun {
    readonly count: number;
    readonly failures: number;
    /** Requests that were answered 429. */
    readonly refused: number;
    /** From the first create's acceptance to the last one's return. */
    readonly seconds: number;
    /** What the bucket alone takes to let all creates through. */
    readonly ownSeconds: number;
    /** The longest time that one create took from its acceptance. */
    readonly longestCreate: number;
}

/** How clusters were created with a snapshot's data. */
export interface RestoreRun {
    readonly count: number;
    /** All requests to Atlas but the creates and the restores themselves. */
    readonly otherRequests: number;
    readonly restores: number;
    /** Of each cluster, the seconds from the end of its restore until its create returned. */
    readonly lags: readonly number[];
}

/** What scenarios have found. */
export interface Results {
    readonly grid: readonly GridCell[];
    readonly runs: readonly MeasuredRun[];
    readonly states: readonly StateSize[];
    /** No-op previews. */
    readonly previews: readonly PairedTimes[];
    readonly starts: readonly StartTimes[];
    readonly rateLimited: readonly RateLimitedRun[];
    readonly restored: readonly RestoreRun[];
}

/** Where and how it was measured. */
export interface Environment {
    readonly date: string;
    readonly mode: "quick" | "full";
    readonly minutes: number;
    readonly cpus: number;
    readonly cpu: string;
    /** Processes that wanted to run in the minute before: with more than there are processors, lateness is the machine's. */
    readonly load: number;
    readonly platform: string;
    readonly node: string;
    readonly engine: string;
    readonly sdk: string;
}

/** The JSON file. */
export interface Report extends Results {
    readonly circumstances: Environment;
    readonly figures: readonly Metric[];
}

/** Puts results together. */
export function merge(all: readonly Partial<Results>[]): Results {
    return {
        grid: all.flatMap(({ grid = [] }) => grid),
        runs: all.flatMap(({ runs = [] }) => runs),
        states: all.flatMap(({ states = [] }) => states),
        previews: all.flatMap(({ previews = [] }) => previews),
        starts: all.flatMap(({ starts = [] }) => starts),
        rateLimited: all.flatMap(({ rateLimited = [] }) => rateLimited),
        restored: all.flatMap(({ restored = [] }) => restored),
    };
}
