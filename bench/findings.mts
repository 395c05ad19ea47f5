// What the benchmark finds out: the content of its JSON file. Table and picture are made from nothing else.
import type { Era } from "./cloud.mts";
import type { Figure } from "./figures/figure.mts";
import type { Measurement } from "./operation.mts";
import type { Kind } from "./programs.mts";
import type { ScenarioName } from "./scenarios/names.mts";

/** A measured operation and what it was measured on. */
export interface Entry extends Measurement {
    /** `long`: one database that takes unusually long. */
    readonly scenario: ScenarioName | "long";
    readonly kind: Kind;
    readonly count: number;
    readonly era: Era;
    readonly scale: number;
    /** Whether what was waited for came sooner than in the real service, so that there were fewer looks at it. */
    readonly hurried: boolean;
}

/** How large a stack's state is. */
export interface StateSize {
    readonly kind: Kind;
    readonly count: number;
    readonly bytesPerResource: number;
    /** Of `__provider` alone. */
    readonly providerBytes: number;
}

/** Two times measured one after the other, in seconds. */
export interface Pair {
    readonly ours: number;
    readonly empty: number;
}

/** The same, and ours by the plugin. */
export interface Start extends Pair {
    readonly plugin: number;
}

/** How the databases came through a small bucket. */
export interface Bucket {
    readonly count: number;
    readonly failures: number;
    /** Requests that were answered 429. */
    readonly refused: number;
    /** From the first create's arrival to the last one's return. */
    readonly seconds: number;
    /** What the bucket alone takes to let all creates through. */
    readonly ownSeconds: number;
    /** The longest time that one create took from its acceptance. */
    readonly oneCreate: number;
    /** The longest time between two looks. */
    readonly longestGap: number;
}

/** What scenarios have found. */
export interface Findings {
    readonly entries: readonly Entry[];
    readonly states: readonly StateSize[];
    /** No-op previews. */
    readonly previews: readonly Pair[];
    /** From the start of a provider's process to the answer of its first call. */
    readonly starts: readonly Start[];
    readonly buckets: readonly Bucket[];
}

/** Where and how it was measured. */
export interface Circumstances {
    readonly date: string;
    readonly mode: "quick" | "full";
    readonly minutes: number;
    readonly cpus: number;
    readonly cpu: string;
    readonly platform: string;
    readonly node: string;
    readonly engine: string;
    readonly sdk: string;
}

/** The JSON file. */
export interface Results extends Findings {
    readonly circumstances: Circumstances;
    readonly figures: readonly Figure[];
}

/** Puts findings together. */
export function together(all: readonly Partial<Findings>[]): Findings {
    return {
        entries: all.flatMap(({ entries = [] }) => entries),
        states: all.flatMap(({ states = [] }) => states),
        previews: all.flatMap(({ previews = [] }) => previews),
        starts: all.flatMap(({ starts = [] }) => starts),
        buckets: all.flatMap(({ buckets = [] }) => buckets),
    };
}
