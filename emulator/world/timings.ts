// How long Atlas was observed to take: the one place where that is written down. The provider must not know it.
import { SECOND } from "../clock";
import { logNormal, uniform, type Random } from "../random";
import type { Kind } from "./kinds";

/** What was observed of one kind of duration. */
interface Observation {
    /** The shortest and the longest that was seen, in seconds. */
    readonly seconds: readonly [shortest: number, longest: number];
    /** What was measured, where and when; or that it was not, and what is assumed instead. */
    readonly source: string;
}

/** Every duration that is emulated. */
export const observed = {
    creating: {
        seconds: [11, 12],
        source:
            "Recorded responses of the real service, 2025-04 to 2026-08: CREATING to IDLE, from the create's answer. " +
            "In 2026-08 a Flex cluster was IDLE within 8 s, so no client may rely on it.",
    },
    updating: {
        seconds: [2, 4],
        source:
            "Recorded responses of the real service, 2025-04 to 2026-08: PATCH answers UPDATING, IDLE within 4 s. " +
            "The lower end is assumed.",
    },
    deletionShows: {
        seconds: [0, 2],
        source:
            "Recorded responses of the real service, 2025-04 to 2026-08: DELETING 2 s after the delete's answer; " +
            "in 2026-05 IDLE or CREATING was still shown for a while.",
    },
    deleting: {
        seconds: [4, 97],
        source:
            "Recorded responses of the real service, 2025-04 to 2026-08: 404 CLUSTER_NOT_FOUND 4 to 97 s after the " +
            "delete's answer. Most of them near 20 s; how they spread in between is assumed.",
    },
    snapshotQueued: {
        seconds: [1, 2],
        source: "Not observed; assumed.",
    },
    snapshotInProgress: {
        seconds: [2, 6],
        source: "Not observed; assumed.",
    },
    restoreQueued: {
        seconds: [2, 5],
        source: "Not observed; assumed.",
    },
    restoring: {
        seconds: [61, 65],
        source:
            "Recorded responses of the real service, 2026-08: a Flex restore job was COMPLETED some 63 s after its " +
            "restoreScheduledDate. The spread is assumed.",
    },
    answersRead: {
        seconds: [0.069, 0.091],
        source: "Recorded responses of the real service, 2025-04 to 2026-08: medians of GET one cluster.",
    },
    answersWrite: {
        seconds: [0.15, 0.4],
        source: "Recorded responses of the real service, 2025-04 to 2026-08: between reads and creates.",
    },
    answersCreate: {
        seconds: [0.581, 0.75],
        source: "Recorded responses of the real service, 2025-04 to 2026-08: medians of creates.",
    },
} as const satisfies Record<string, Observation>;

/** The middle of what deletes took, in seconds, and the standard deviation of its logarithm. */
const deletes = { median: 20, spread: { serverless: 0.2, other: 0.35 } } as const;

/** An observed duration in emulated milliseconds, all lengths being equally likely. */
export function observedSpan(random: Random, kind: keyof typeof observed): number {
    const [shortest, longest] = observed[kind].seconds;
    return uniform(random, shortest, longest) * SECOND;
}

/** From the delete's answer until the cluster is gone, in emulated milliseconds. */
export function deleting(random: Random, kind: Kind): number {
    const [shortest, longest] = observed.deleting.seconds;
    const spread = kind === "serverless" ? deletes.spread.serverless : deletes.spread.other;
    return Math.min(longest, Math.max(shortest, logNormal(random, deletes.median, spread))) * SECOND;
}

/** How long the creation of a seeded cluster is assumed to have taken, in emulated milliseconds. */
export const usualCreation = ((observed.creating.seconds[0] + observed.creating.seconds[1]) / 2) * SECOND;
