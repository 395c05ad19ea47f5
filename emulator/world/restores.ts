// Restore jobs: a snapshot of one cluster replaces all data of another. The status is computed from instants when it is read.
import type { Snapshot } from "./backups";

/** How a job can end. */
export const RESTORE_ENDINGS = ["completed", "failed", "expired", "cancelled"] as const;

/** One of {@link RESTORE_ENDINGS}. */
export type RestoreEnding = (typeof RESTORE_ENDINGS)[number];

/** What a job has to know of its two clusters. */
interface RestoreParty {
    /** Emulated instant at which nothing of it is left. */
    readonly goneAt: number | undefined;
}

/** What a job is made of. Instants are emulated milliseconds since 1970. */
export interface RestoreFacts<C> {
    readonly id: string;
    readonly source: C;
    readonly target: C;
    readonly snapshot: Snapshot;
    /** When it was accepted. */
    readonly requestedAt: number;
    /** When its work begins: `PENDING` becomes `RUNNING`. */
    readonly startsAt: number;
    readonly endsAt: number;
    readonly ending: RestoreEnding;
}

/** A restore job. */
export class RestoreJob<C extends RestoreParty> implements RestoreFacts<C> {
    readonly id: string;
    readonly source: C;
    readonly target: C;
    readonly snapshot: Snapshot;
    readonly requestedAt: number;
    readonly startsAt: number;
    #endsAt: number;
    #ending: RestoreEnding;

    constructor({ id, source, target, snapshot, requestedAt, startsAt, endsAt, ending }: RestoreFacts<C>) {
        this.id = id;
        this.source = source;
        this.target = target;
        this.snapshot = snapshot;
        this.requestedAt = requestedAt;
        this.startsAt = startsAt;
        this.#endsAt = endsAt;
        this.#ending = ending;
    }

    /** When it ended, or is due to; a job that loses one of its clusters fails with that. */
    get endsAt(): number {
        return Math.min(this.#endsAt, this.#lossAt);
    }

    /** How it ended, or is due to. */
    get ending(): RestoreEnding {
        return this.#lossAt < this.#endsAt ? "failed" : this.#ending;
    }

    /** How far it is. */
    statusAt(now: number): "pending" | "running" | RestoreEnding {
        return now >= this.endsAt ? this.ending : now < this.startsAt ? "pending" : "running";
    }

    /** Ends it at once, as no client can. */
    end(ending: RestoreEnding, now: number): void {
        this.#endsAt = now;
        this.#ending = ending;
    }

    get #lossAt(): number {
        return Math.min(this.source.goneAt ?? Infinity, this.target.goneAt ?? Infinity);
    }
}
