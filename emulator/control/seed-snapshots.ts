// Snapshots that a test wants a cluster to have.
import { DAY, HOUR, SECOND } from "../clock";
import { objectId } from "../random";
import { expecting, isRecord, listOf, number, object, oneOf, optional, text } from "../wire/reader";
import type { Read, Reader } from "../wire/reader";
import { FREQUENCIES, MONGODB_VERSION, SNAPSHOT_STATUSES, SNAPSHOT_TYPES } from "../world/backups";
import type { Snapshot } from "../world/backups";
import type { Cluster } from "../world/cluster";

const DATE = expecting("must be a date in ISO 8601", (value) => {
    const instant = typeof value === "string" ? Date.parse(value) : NaN;
    return Number.isNaN(instant) ? undefined : instant;
});

/** A size of 64 bits. */
export const SIZE = expecting("must be an integer, beyond 2^53 as a string of digits", (value) => {
    const exact = typeof value === "string" ? /^\d{1,19}$/.test(value) : Number.isSafeInteger(value);
    return exact && (typeof value === "string" || typeof value === "number") ? BigInt(value) : undefined;
});

const SNAPSHOT = object({
    id: optional(text({ pattern: /^[a-f0-9]{24}$/ })),
    /** Default: six hours before the one before it in the list, the first one six hours ago. */
    createdAt: optional(DATE),
    /** Default: a second, and five seconds, after `createdAt`. Only the Flex generation shows them. */
    startsAt: optional(DATE),
    finishesAt: optional(DATE),
    /** Default: 35 days from now. */
    expiresAt: optional(DATE),
    frequencyType: optional(oneOf(FREQUENCIES)),
    snapshotType: optional(oneOf(SNAPSHOT_TYPES)),
    status: optional(oneOf(SNAPSHOT_STATUSES)),
    mongodVersion: optional(text()),
    storageSizeBytes: optional(SIZE),
});

/** A snapshot as a test describes it: every part may be omitted. */
type SnapshotSeed = Read<typeof SNAPSHOT>;

/** How many snapshots, or which ones. */
export const SNAPSHOTS: Reader<SnapshotSeed[]> = (value, field, problems) => {
    if (Array.isArray(value) || isRecord(value)) {
        return listOf(SNAPSHOT)(value, field, problems);
    }
    const count = number({ min: 0, max: 100_000 })(value, field, problems);
    return count === undefined ? undefined : Array.from({ length: count }, () => ({}));
};

/** The snapshots, with defaults for what was omitted. */
export function snapshotsFrom(seeds: readonly SnapshotSeed[], database: Cluster, now: number): Snapshot[] {
    return seeds.map((seed, index) => {
        const createdAt = seed.createdAt ?? now - (index + 1) * 6 * HOUR;
        return {
            id: objectId(database.chance("seeded snapshot", index), createdAt),
            createdAt,
            startsAt: createdAt + SECOND,
            finishesAt: createdAt + 5 * SECOND,
            expiresAt: now + 35 * DAY,
            frequencyType: index % 4 === 0 ? "daily" : "hourly",
            snapshotType: "scheduled",
            status: "completed",
            mongodVersion: MONGODB_VERSION,
            storageSizeBytes: BigInt(40_000_000 + index),
            ...seed,
        };
    });
}
