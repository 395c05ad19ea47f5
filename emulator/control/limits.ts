// The limits, raised or lowered by a test.
import type { Static } from "@sinclair/typebox";
import type { EmulatorState } from "../emulation";
import { PUBLISHED_LIMITS } from "../limits";
import { integer, object } from "../wire/validation";

const BUCKET = object({
    /** Requests that it holds when it is full. */
    capacity: integer(1),
    /** Requests that come back in an emulated minute. */
    refillPerMinute: integer(1),
});

/** The body of `POST /_emulator/limits`: what it leaves out is as published. */
export const LIMITS = object(
    {},
    {
        tokenRequestsPerMinute: integer(0),
        liveTokens: integer(0),
        clusters: BUCKET,
        flexClusters: BUCKET,
        flexSnapshots: BUCKET,
        serverless: BUCKET,
    },
);

/** Sets the limits; every bucket is full again. */
export function limit(emulation: EmulatorState, limits: Static<typeof LIMITS>): void {
    emulation.limits = { ...PUBLISHED_LIMITS, ...limits };
    emulation.buckets.fill();
}
