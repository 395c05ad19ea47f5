// The limits, raised or lowered by a test.
import type { EmulatorState } from "../emulation";
import { PUBLISHED_LIMITS } from "../limits";
import { number, object, optional, type Read } from "../wire/reader";

const BUCKET = optional(
    object({
        /** Requests that it holds when it is full. */
        capacity: number({ min: 1 }),
        /** Requests that come back in an emulated minute. */
        refillPerMinute: number({ min: 1 }),
    }),
);

/** The body of `POST /_emulator/limits`: what it leaves out is as published. */
export const LIMITS = object({
    tokenRequestsPerMinute: optional(number({ min: 0 })),
    liveTokens: optional(number({ min: 0 })),
    clusters: BUCKET,
    flexClusters: BUCKET,
    flexSnapshots: BUCKET,
    serverless: BUCKET,
});

/** Sets the limits; every bucket is full again. */
export function limit(emulation: EmulatorState, limits: Read<typeof LIMITS>): void {
    emulation.limits = { ...PUBLISHED_LIMITS, ...limits };
    emulation.buckets.fill();
}
