// The limits, raised or lowered by a test.
import type { EmulatorState } from "../emulation";
import { PUBLISHED_LIMITS } from "../limits";
import { number } from "../wire/reader";
import { object, optional } from "../wire/objects";
import type { Shaped } from "../wire/objects";

const BUCKET = optional(
    object({
        /** Requests that it holds when it is full. */
        capacity: number({ min: 1 }),
        /** Requests that come back in an emulated minute. */
        refillPerMinute: number({ min: 1 }),
    }),
);

const SHAPE = {
    tokenRequestsPerMinute: optional(number({ min: 0 })),
    liveTokens: optional(number({ min: 0 })),
    clusters: BUCKET,
    flexClusters: BUCKET,
    flexSnapshots: BUCKET,
    serverless: BUCKET,
};

/** The body of `POST /_emulator/limits`: what it omits is as published. */
export const LIMITS = object(SHAPE);

/** Sets the limits; every bucket is full again. */
export function limit(emulation: EmulatorState, limits: Shaped<typeof SHAPE>): void {
    emulation.limits = { ...PUBLISHED_LIMITS, ...limits };
    emulation.buckets.fill();
}
