// Takes a request's token from its bucket, and gives the headers that say how full the bucket is.
import { SECOND } from "../clock";
import type { EmulatorState } from "../emulation";
import type { BucketName } from "../limits";
import { ApiErrorResponse } from "../wire/errors";

/** Takes a token and gives the headers of the answer, none where there is no bucket; throws 429. */
export function takeToken(
    { buckets, clock, limits }: EmulatorState,
    bucket: BucketName,
    groupId: string,
): Record<string, string> {
    const taking = buckets.take(bucket, groupId, limits, clock.now());
    if (taking === undefined) {
        return {};
    }
    const headers = {
        "RateLimit-Limit": String(taking.limit),
        "RateLimit-Remaining": String(taking.remaining),
    };
    if (taking.wait > 0) {
        // A bucket is refilled in emulated time, but the client waits in real seconds, so the header has those.
        const seconds = Math.max(1, Math.ceil(clock.realSpan(taking.wait) / SECOND));
        const detail = `The rate limit of ${taking.limit} requests is exhausted; try again in ${seconds} s.`;
        throw new ApiErrorResponse(429, "RATE_LIMITED_TOKEN_BUCKET", detail, null, {
            headers: { ...headers, "Retry-After": String(seconds) },
        });
    }
    return headers;
}
