// Snapshots that a test wants a cluster to have.
import * as Type from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { DAY, HOUR, SECOND } from "../clock";
import { objectId } from "../random";
import { oneOf, partial } from "../wire/validation";
import { FREQUENCIES, MONGODB_VERSION, SNAPSHOT_STATUSES, SNAPSHOT_TYPES } from "../world/backups";
import type { Snapshot } from "../world/backups";
import type { Cluster } from "../world/cluster";

const DATE = Type.String({ format: "date-time", problem: "must be a date in ISO 8601" });

/** A size of 64 bits. */
export const SIZE = Type.Unsafe<number | string>({
    type: ["integer", "string"],
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    pattern: "^[0-9]{1,19}$",
    problem: "must be an integer, beyond 2^53 as a string of digits",
});

/** A snapshot as a test describes it: every part may be omitted. */
const SNAPSHOT = partial({
    id: Type.String({ pattern: "^[a-f0-9]{24}$" }),
    /** Default: six hours before the one before it in the list, the first one six hours ago. */
    createdAt: DATE,
    /** Default: a second, and five seconds, after `createdAt`. Only the Flex generation shows them. */
    startsAt: DATE,
    finishesAt: DATE,
    /** Default: 35 days from now. */
    expiresAt: DATE,
    frequencyType: oneOf(FREQUENCIES),
    snapshotType: oneOf(SNAPSHOT_TYPES),
    status: oneOf(SNAPSHOT_STATUSES),
    mongodVersion: Type.String(),
    storageSizeBytes: SIZE,
});

/** How many snapshots, or which ones. */
export const SNAPSHOTS = Type.Unsafe<number | Static<typeof SNAPSHOT>[]>({
    if: { type: "number" },
    then: { type: "integer", minimum: 0, maximum: 100_000 },
    else: { type: "array", items: SNAPSHOT },
});

/** The snapshots, with defaults for what was omitted. */
export function snapshotsFrom(wanted: Static<typeof SNAPSHOTS>, database: Cluster, now: number): Snapshot[] {
    const seeds = typeof wanted === "number" ? Array.from({ length: wanted }, () => ({})) : wanted;
    return seeds.map((seed: Static<typeof SNAPSHOT>, index) => {
        const instant = (date: string | undefined, usual: number) =>
            date === undefined ? usual : Date.parse(date);
        const createdAt = instant(seed.createdAt, now - (index + 1) * 6 * HOUR);
        return {
            id: objectId(database.chance("seeded snapshot", index), createdAt),
            frequencyType: index % 4 === 0 ? "daily" : "hourly",
            snapshotType: "scheduled",
            status: "completed",
            mongodVersion: MONGODB_VERSION,
            ...seed,
            createdAt,
            startsAt: instant(seed.startsAt, createdAt + SECOND),
            finishesAt: instant(seed.finishesAt, createdAt + 5 * SECOND),
            expiresAt: instant(seed.expiresAt, now + 35 * DAY),
            storageSizeBytes: BigInt(seed.storageSizeBytes ?? 40_000_000 + index),
        };
    });
}
