// The snapshots of one cluster: one every six hours, each kept as long as the backup option of its time promised.
import { DAY, HOUR } from "../clock";
import { objectId, uniform, type Random } from "../random";
import { observedSpan } from "./timings";

/** The schedules of snapshots, which decide how long one is kept. */
export const FREQUENCIES = ["hourly", "daily", "weekly", "monthly"] as const;
/** How a snapshot came about. */
export const SNAPSHOT_TYPES = ["onDemand", "scheduled"] as const;
/** The statuses of a snapshot: those of the serverless API, and `pending`, which only the Flex API has. */
export const SNAPSHOT_STATUSES = ["pending", "queued", "inProgress", "completed", "failed"] as const;

/** A snapshot at one instant. Instants are emulated milliseconds. */
export interface Snapshot {
    readonly id: string;
    readonly createdAt: number;
    /** When it was, or will be, begun. */
    readonly startsAt: number;
    /** When it was, or will be, complete. */
    readonly finishesAt: number;
    readonly expiresAt: number;
    readonly frequencyType: (typeof FREQUENCIES)[number];
    readonly snapshotType: (typeof SNAPSHOT_TYPES)[number];
    readonly status: (typeof SNAPSHOT_STATUSES)[number];
    readonly mongodVersion: string;
    /** 64 bits wide on the wire. */
    readonly storageSizeBytes: bigint;
}

/** The version every emulated cluster runs. */
export const MONGODB_VERSION = "8.0.12";

const INTERVAL = 6 * HOUR;
/** Basic backup keeps the two newest snapshots. */
const BASIC_RETENTION = 2 * INTERVAL;
/** Continuous backup also keeps one a day for 35 days. */
const DAILY_RETENTION = 35 * DAY;
const PER_DAY = DAY / INTERVAL;

/** What a file keeps of a cluster's snapshots; those of the series can be worked out again. */
export interface BackupRecord {
    readonly options: readonly { readonly from: number; readonly continuous: boolean }[];
    readonly placed: readonly Snapshot[];
    readonly seriesFrom?: number;
}

/** The past and future snapshots of one cluster. */
export class BackupHistory {
    readonly #chance: (...purpose: (string | number)[]) => Random;
    readonly #options: BackupRecord["options"][number][];
    #placed: readonly Snapshot[];
    #seriesFrom: number | undefined;

    constructor(
        chance: (...purpose: (string | number)[]) => Random,
        { options, placed, seriesFrom }: BackupRecord,
    ) {
        this.#chance = chance;
        this.#options = [...options];
        this.#placed = placed;
        this.#seriesFrom = seriesFrom;
    }

    /** What a file keeps of them. */
    record(): BackupRecord {
        const seriesFrom = this.#seriesFrom;
        return {
            options: this.#options,
            placed: this.#placed,
            ...(seriesFrom !== undefined && { seriesFrom }),
        };
    }

    /** The option from now on; snapshots keep what was promised when they were made. */
    setContinuous(continuous: boolean, now: number): void {
        if (this.#optionAt(now) !== continuous) {
            this.#options.push({ from: now, continuous });
        }
    }

    /** Replaces the snapshots that its age would have left by given ones; scheduled snapshots continue after `now`. */
    place(snapshots: readonly Snapshot[], now: number): void {
        this.#placed = snapshots;
        this.#seriesFrom = now + INTERVAL;
    }

    /** All snapshots there are at an instant, newest first, of a cluster that was ready at `readyAt`. */
    at(now: number, readyAt: number): Snapshot[] {
        const from = this.#seriesFrom ?? readyAt;
        const newest = Math.floor((now - from) / INTERVAL);
        const oldest = Math.max(0, newest - DAILY_RETENTION / INTERVAL);
        const series: Snapshot[] = [];
        for (let index = newest; index >= oldest; index--) {
            series.push(this.#scheduled(index, from + index * INTERVAL, now));
        }
        return [...series, ...this.#placed]
            .filter(({ createdAt, expiresAt }) => createdAt <= now && now < expiresAt)
            .sort((one, other) => other.createdAt - one.createdAt);
    }

    /** Whether a snapshot existed and has expired. */
    hasExpired(id: string, now: number): boolean {
        return this.#placed.some((snapshot) => snapshot.id === id && snapshot.expiresAt <= now);
    }

    /** When the next one of the series is due. */
    nextAt(now: number, readyAt: number): number {
        const from = this.#seriesFrom ?? readyAt;
        return now < from ? from : from + (Math.floor((now - from) / INTERVAL) + 1) * INTERVAL;
    }

    #optionAt(instant: number): boolean {
        return this.#options.findLast(({ from }) => from <= instant)?.continuous ?? false;
    }

    #scheduled(index: number, createdAt: number, now: number): Snapshot {
        const random = this.#chance("scheduled", index);
        const daily = index % PER_DAY === 0 && this.#optionAt(createdAt);
        const startsAfter = observedSpan(random, "snapshotQueued");
        const endsAfter = startsAfter + observedSpan(random, "snapshotInProgress");
        const age = now - createdAt;
        const status = age < startsAfter ? "queued" : age < endsAfter ? "inProgress" : "completed";
        const size = BigInt(Math.floor(uniform(random, 30e6, 40e6) + index * 1e6));
        return {
            id: objectId(random, createdAt),
            createdAt,
            startsAt: createdAt + startsAfter,
            finishesAt: createdAt + endsAfter,
            expiresAt: createdAt + (daily ? DAILY_RETENTION : BASIC_RETENTION),
            frequencyType: daily ? "daily" : "hourly",
            snapshotType: "scheduled",
            status,
            mongodVersion: MONGODB_VERSION,
            // Nothing is stored before the snapshot is complete.
            storageSizeBytes: status === "completed" ? size : 0n,
        };
    }
}
