// Snapshots that a test wants a cluster to have.
import * as Type from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { DAY, HOUR, SECOND } from "../clock";
import { objectId } from "../random";
import { ID } from "../description/schemas";
import { addFormat, integer, object, oneOf } from "../wire/validation";
import { FREQUENCIES, MONGODB_VERSION, SNAPSHOT_STATUSES, SNAPSHOT_TYPES } from "../world/backups";
import type { Snapshot } from "../world/backups";
import type { Cluster } from "../world/cluster";

addFormat("date-time", (text) => !Number.isNaN(Date.parse(text)));
const DATE = Type.String({ format: "date-time", errorMessage: "must be a date in ISO 8601" });

const SIZE_ERROR = { errorMessage: "must be an integer, beyond 2^53 as a string of digits" };

/** A size of 64 bits. */
export const SIZE = Type.Unsafe<number | string>({
    if: { type: "string" },
    then: { pattern: "^[0-9]{1,19}$", ...SIZE_ERROR },
    else: { ...integer(0), ...SIZE_ERROR },
});

/** A snapshot as a test describes it: every part may be omitted. */
const SNAPSHOT = object(
    {},
    {
        id: ID,
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
    },
);

/** How many snapshots, or which ones. */
export const SNAPSHOTS = Type.Unsafe<number | Static<typeof SNAPSHOT>[]>({
    if: { type: "number" },
    then: integer(0, 100_000),
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
