// One cluster as a timeline: its state is computed from instants when it is read, so no timer has to run.
import { hex, objectId, randomFor, type Random } from "../random";
import type { BackingProvider } from "../regions";
import { BackupHistory, type BackupRecord, type Snapshot } from "./backups";
import { History, type StateName, type StateSpan, type Step } from "./history";
import { effectiveOf, type Effective, type Kind, type SharedSize } from "./kinds";
import { RestoreJob, type RestoreEnding } from "./restores";
import { deleting, observedSpan } from "./timings";

/** A tag, in the order it was sent. */
export interface Tag {
    readonly key: string;
    readonly value: string;
}

/** What the create request asked for. */
export interface ClusterSpec {
    readonly name: string;
    readonly kind: Kind;
    /** Which of the shared tiers; the other kinds have no sizes here. */
    readonly size?: SharedSize;
    readonly backingProviderName: BackingProvider;
    readonly regionName: string;
    readonly tags: readonly Tag[];
    readonly terminationProtectionEnabled: boolean;
    /** Only a serverless instance has it; for the other kinds it is accepted and ignored. */
    readonly continuousBackup: boolean;
}

/** How a cluster turns into one of another kind. */
export interface Conversion {
    readonly kind: Kind;
    /** Whether it gets a new id. */
    readonly newId: boolean;
}

/** What can be changed in place. */
export interface ClusterChange {
    readonly tags?: readonly Tag[];
    readonly terminationProtectionEnabled?: boolean;
    readonly continuousBackup?: boolean;
}

/** Where a cluster comes from. */
export interface CreationInfo {
    readonly projectId: string;
    readonly seed: number;
    /** How many clusters of that name the project had before: each has an id and chances of its own. */
    readonly incarnation: number;
    /** Emulated instant of its creation. */
    readonly at: number;
}

/** A cluster as a file keeps it, without its restore jobs. Instants are emulated milliseconds since 1970. */
export interface ClusterRecord {
    readonly id: string;
    readonly spec: ClusterSpec;
    readonly incarnation: number;
    readonly createdAt: number;
    readonly readyAt: number;
    readonly goneAt?: number;
    readonly wasServerless: boolean;
    readonly autoIndexing: boolean;
    /** How often it was converted, and changed in place. */
    readonly conversions: number;
    readonly changes: number;
    readonly states: readonly Step[];
    readonly backups: BackupRecord;
}

/** A restore from one cluster to another. */
export type ClusterRestore = RestoreJob<Cluster>;

/** A snapshot, and whose data are in it. */
export interface ClusterSnapshot {
    readonly snapshot: Snapshot;
    readonly database: Cluster;
}

/** The restore that is asked for. */
interface RestoreRequest extends Pick<ClusterRestore, "snapshot" | "target"> {
    /** Emulated instant of the answer. */
    readonly at: number;
    /** Emulated milliseconds until it ends; default about as long as was seen. */
    readonly takes?: number;
    readonly ending?: RestoreEnding;
}

/** A cluster, alive from its creation until `gone`. */
export class Cluster {
    readonly projectId: string;
    readonly createdAt: number;
    /** The part of the host name that Atlas adds to the name. */
    readonly hostSuffix: string;
    backups: BackupHistory;
    /** Whether auto-indexing is on, which only the serverless API shows. */
    autoIndexing = true;
    /** The jobs that restore its snapshots, oldest first. */
    readonly restores: ClusterRestore[] = [];
    /** The jobs that replace its data, oldest first. */
    readonly #restorations: ClusterRestore[] = [];
    readonly #birth: CreationInfo;
    #id: string;
    #conversions = 0;
    #spec: ClusterSpec;
    /** Whether it has ever been serverless. */
    #wasServerless: boolean;
    #history = new History();
    #readyAt: number;
    #goneAt: number | undefined;
    #changes = 0;

    constructor(spec: ClusterSpec, birth: CreationInfo, readyAt: number) {
        this.projectId = birth.projectId;
        this.#birth = birth;
        this.#spec = settled(spec);
        this.#wasServerless = spec.kind === "serverless";
        this.createdAt = birth.at;
        this.#readyAt = readyAt;
        this.#history.begin("CREATING", birth.at);
        this.#history.begin("IDLE", readyAt);
        this.#id = objectId(this.chance("id"), birth.at);
        this.hostSuffix = hex(this.chance("host"), 5);
        const options = [{ from: 0, continuous: this.#spec.continuousBackup }];
        this.backups = this.#backupsOf({ options, placed: [] });
    }

    #backupsOf(record: BackupRecord): BackupHistory {
        return new BackupHistory((...purpose) => this.chance("backup", ...purpose), record);
    }

    get id(): string {
        return this.#id;
    }

    /** Whether the serverless API serves it: a serverless instance, or a Flex cluster that one was converted to. */
    get servedAsServerless(): boolean {
        const { kind } = this.#spec;
        return kind === "serverless" || (kind === "flex" && this.#wasServerless);
    }

    /** What it is really made of. */
    get effective(): Effective {
        return effectiveOf(this.#spec.kind, this.#spec.size);
    }

    get spec(): ClusterSpec {
        return this.#spec;
    }

    /** When it was, or will be, `IDLE` for the first time. */
    get readyAt(): number {
        return this.#readyAt;
    }

    /** When nothing of it was, or will be, left; undefined where no deletion was accepted. */
    get goneAt(): number | undefined {
        return this.#goneAt;
    }

    /** Its past, current and scheduled states in order; of very many, the latest. */
    get stays(): readonly StateSpan[] {
        return this.#history.stays();
    }

    /** Whether a deletion was accepted, seen yet or not. */
    get deletionRequested(): boolean {
        return this.#goneAt !== undefined;
    }

    /** Whether nothing of it is left. */
    isGone(now: number): boolean {
        return this.#goneAt !== undefined && now >= this.#goneAt;
    }

    /** The state that a read at this instant returns. */
    stateAt(now: number): StateName {
        const stateName = this.#history.at(now);
        return stateName === "GONE" ? "DELETING" : stateName;
    }

    /** Starts a job that restores one of its snapshots. */
    restore({ snapshot, target, at, takes, ending = "completed" }: RestoreRequest): ClusterRestore {
        const random = this.chance("restore", this.restores.length);
        const id = objectId(random, at);
        const span = takes ?? observedSpan(random, "restoring");
        const startsAt = at + Math.min(span, observedSpan(random, "restoreQueued"));
        const times = { requestedAt: at, startsAt, endsAt: at + span };
        return this.addRestore(
            new RestoreJob<Cluster>({ id, source: this, target, snapshot, ...times, ending }),
        );
    }

    /** Adds a job that restores one of its snapshots. */
    addRestore(job: ClusterRestore): ClusterRestore {
        this.restores.push(job);
        job.target.#restorations.push(job);
        return job;
    }

    /** What a file keeps of it. */
    record(): ClusterRecord {
        const goneAt = this.#goneAt;
        return {
            id: this.#id,
            spec: this.#spec,
            incarnation: this.#birth.incarnation,
            createdAt: this.createdAt,
            readyAt: this.#readyAt,
            ...(goneAt !== undefined && { goneAt }),
            wasServerless: this.#wasServerless,
            autoIndexing: this.autoIndexing,
            conversions: this.#conversions,
            changes: this.#changes,
            states: this.#history.steps,
            backups: this.backups.record(),
        };
    }

    /** The cluster that a file has kept. */
    static load(record: ClusterRecord, projectId: string, seed: number): Cluster {
        const { incarnation, createdAt: at, spec, readyAt } = record;
        const cluster = new Cluster(spec, { projectId, seed, incarnation, at }, readyAt);
        cluster.#id = record.id;
        cluster.#goneAt = record.goneAt;
        cluster.#wasServerless = record.wasServerless;
        cluster.autoIndexing = record.autoIndexing;
        cluster.#conversions = record.conversions;
        cluster.#changes = record.changes;
        cluster.#history = new History(record.states);
        cluster.backups = cluster.#backupsOf(record.backups);
        return cluster;
    }

    /** Whether a restore is replacing its data, or about to. */
    isBeingRestored(now: number): boolean {
        return this.#restorations.some((job) => now < job.endsAt);
    }

    /** The job whose snapshot it now has the data of; undefined where nothing was restored to it. */
    restoredBy(now: number): ClusterRestore | undefined {
        return this.#restorations.findLast((job) => job.statusAt(now) === "completed");
    }

    /** Changes it in place, which takes a while unless a longer state is under way. */
    change(change: ClusterChange, now: number, answersAt: number, takes?: number): void {
        this.rewrite(change, now);
        const state = this.stateAt(now);
        if (state === "IDLE" || state === "UPDATING") {
            this.begin("UPDATING", now, (takes ?? this.#updatingSpan()) + (answersAt - now));
        }
    }

    /** Changes it in place at once, as no client can. */
    rewrite(change: ClusterChange, now: number): void {
        this.#spec = settled({ ...this.#spec, ...change });
        this.backups.setContinuous(this.#spec.continuousBackup, now);
    }

    /** Turns it into another kind in place and at once: same name, data, tags and age, and no other state. */
    convert({ kind, newId }: Conversion, now: number): void {
        this.#turn({ ...this.#spec, kind }, newId, now);
    }

    /** Turns a shared-tier cluster into the serverless instance that a client asked for, which takes a while. */
    upgrade(spec: ClusterSpec, newId: boolean, now: number, answersAt: number, takes?: number): void {
        this.#wasServerless = true;
        this.#turn(spec, newId, now);
        // How long an upgrade takes was never seen: it is taken to be as long as making one.
        const span = takes ?? observedSpan(this.chance("upgrading"), "creating");
        this.begin("UPDATING", now, span + (answersAt - now));
    }

    #turn(spec: ClusterSpec, newId: boolean, now: number): void {
        this.#spec = settled(spec);
        this.backups.setContinuous(this.#spec.continuousBackup, now);
        if (newId) {
            this.#conversions += 1;
            this.#id = objectId(this.chance("id", this.#conversions), now);
        }
    }

    /** Accepts a delete request at the instant of its response. */
    delete(answersAt: number, takes?: number): void {
        const goneAt = answersAt + (takes ?? deleting(this.chance("deleting"), this.#spec.kind));
        const showsAt = answersAt + observedSpan(this.chance("deletionShows"), "deletionShows");
        this.#history.begin("DELETING", Math.min(showsAt, goneAt));
        this.#endAt(goneAt);
    }

    /** Begins a state now: for as long as Atlas would take, or for a span in milliseconds. */
    begin(stateName: StateName, now: number, takes?: number): void {
        this.#goneAt = undefined;
        this.#history.begin(stateName, now);
        if (stateName === "CREATING") {
            this.#readyAt = now + (takes ?? observedSpan(this.chance("creating"), "creating"));
            this.#history.begin("IDLE", this.#readyAt);
            return;
        }
        this.#readyAt = Math.min(this.#readyAt, now);
        if (stateName === "UPDATING") {
            this.#history.begin("IDLE", now + (takes ?? this.#updatingSpan()));
        } else if (stateName === "REPAIRING" && takes !== undefined) {
            this.#history.begin("IDLE", now + takes);
        } else if (stateName === "DELETING") {
            this.#endAt(now + (takes ?? deleting(this.chance("deleting"), this.#spec.kind)));
        }
    }

    #endAt(instant: number): void {
        this.#goneAt = instant;
        this.#history.begin("GONE", instant);
    }

    #updatingSpan(): number {
        this.#changes += 1;
        return observedSpan(this.chance("updating", this.#changes), "updating");
    }

    /** The random numbers of this cluster: the same ones, whatever happens to other clusters. */
    chance(...purpose: readonly (string | number)[]): Random {
        const { seed, projectId, incarnation } = this.#birth;
        return randomFor(seed, projectId, this.#spec.name, incarnation, ...purpose);
    }

    /** A new one: it is `CREATING` from the create's answer on. */
    static create(spec: ClusterSpec, birth: CreationInfo, answersAt: number, takes?: number): Cluster {
        const database = new Cluster(spec, birth, answersAt);
        database.begin("CREATING", answersAt, takes);
        return database;
    }
}

function settled(spec: ClusterSpec): ClusterSpec {
    return { ...spec, continuousBackup: spec.kind === "serverless" && spec.continuousBackup };
}
