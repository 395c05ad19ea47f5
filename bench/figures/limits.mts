// What ours may cost at most.
import type { Operation } from "../operation.mts";

/** The limits of an operation: seconds from the awaited moment to the return, and requests. */
export interface Limits {
    readonly mean?: number;
    readonly worst?: number;
    readonly requests?: number;
}

const byCount: Readonly<Partial<Record<Operation, Readonly<Record<number, Limits>>>>> = {
    create: {
        1: { mean: 0.3, worst: 0.6, requests: 12 },
        100: { mean: 0.6, worst: 1.2, requests: 125 },
    },
    preview: { 500: { requests: 0 } },
    refresh: { 100: { requests: 3 }, 500: { requests: 4 } },
    destroy: { 100: { mean: 0.8, requests: 150 } },
};

/** The limits of an operation on so many databases. */
export function limitsOf(operation: Operation, count: number): Limits {
    return byCount[operation]?.[count] ?? {};
}

/** How many requests more the same may cost in the era `sunset`. */
export const sunsetMore = 5;

/** How late a create may return whose database takes unusually long. */
export function longLateness(waited: number): number {
    return 0.05 * waited + 0.2;
}

/** How long the databases may take through a bucket. */
export function bucketSeconds(own: number, oneCreate: number): number {
    return 1.1 * own + oneCreate;
}

/** The rest, by what they are for. */
export const most = {
    tokensPerProcess: 1,
    providerBytes: 100,
    previewRatio: 1.15,
    startRatio: 1.3,
    pluginStartRatio: 1,
    secondsBetweenLooks: 10,
    failures: 0,
} as const;
