// What Atlas allows per account and minute. The control API can raise or lower it.

/** The endpoint sets that have a token bucket, or may be given one. */
export const BUCKETS = ["clusters", "flexClusters", "flexSnapshots", "serverless"] as const;

/** One of {@link BUCKETS}. */
export type BucketName = (typeof BUCKETS)[number];

/** How many requests a bucket holds, and how many come back in an emulated minute. */
export interface BucketSize {
    readonly capacity: number;
    readonly refillPerMinute: number;
}

/** The limits in force; an endpoint set without a bucket has no limit, and its answers no limit headers. */
export interface Limits extends Readonly<Partial<Record<BucketName, BucketSize>>> {
    /** Requests for a token that one client may make in an emulated minute. */
    readonly tokenRequestsPerMinute: number;
    /** Tokens of one service account that may be live at once. */
    readonly liveTokens: number;
}

/**
 * The limits that Atlas publishes; it publishes none for the serverless API. For token requests, its documentation said 50 a
 * minute, and users got errors that said 10.
 */
export const PUBLISHED_LIMITS: Limits = {
    tokenRequestsPerMinute: 10,
    liveTokens: 100,
    clusters: { capacity: 10_000, refillPerMinute: 5000 },
    flexClusters: { capacity: 1200, refillPerMinute: 500 },
    flexSnapshots: { capacity: 1200, refillPerMinute: 500 },
};
