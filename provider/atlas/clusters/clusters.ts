import { findIn, findInstance, listIn, other, type ClusterApis } from "./absence";
import {
    BatchedReads,
    type ReadOptions,
    type ReadResult,
    type ReadTarget,
    type SeenInstance,
} from "./batched-reads";
import { Batcher, oneForAll, type BatchRequest, type PendingRead } from "./batcher";
import { AgeClock, withDeadline, type Clock } from "../clock";
import { AtlasError } from "../errors";
import { isNotFound, isOperationRetired, isWrongClusterType } from "../api/error-predicates";
import { outOfTime, reasonOf, notSentError } from "../http/response-errors";
import type { ApiGeneration, ClusterApi, ClusterRef, UpgradableClusterApi } from "../api/cluster-api";
import { InstanceCache } from "./instance-cache";
import type {
    Instance,
    InstanceChange,
    NewInstance,
    NewRestore,
    RestoreJob,
    ServedBy,
    Snapshot,
} from "../api/instance";
import type { LogOnce } from "../log-once";
import type { Precondition, RequestOptions } from "../retry";

/**
 * All clusters of an account, whichever generation of the API serves them. Everything above this file sees
 * clusters through it, and it alone may declare one absent.
 */
export class Clusters {
    readonly #generations: ClusterApis;
    readonly #logOnce: LogOnce;
    readonly #clock: Clock;
    readonly #ages: AgeClock;
    readonly #cache = new InstanceCache();
    readonly #reads: BatchedReads;
    readonly #restoreJobs: Batcher<Instance, RestoreJobs>;
    readonly #snapshots: Batcher<SnapshotTarget, { snapshot: Snapshot }>;
    /** The first create of a process finds out whether the serverless generation still writes; others wait for it. */
    #probe: Promise<void> | undefined;
    #serverlessWrites = true;

    constructor(serverless: UpgradableClusterApi, flex: ClusterApi, logOnce: LogOnce, clock: Clock) {
        this.#generations = { serverless, flex };
        this.#logOnce = logOnce;
        this.#clock = clock;
        this.#ages = new AgeClock(clock);
        this.#reads = new BatchedReads(this.#generations, clock, this.#ages, this.#cache);
        this.#restoreJobs = new Batcher(
            clock,
            oneForAll<Instance, RestoreJobs>(
                ({ groupId, name }) => `${groupId}/${name}`,
                async (source, options) => ({ jobs: await this.listRestoreJobs(source, options) }),
            ),
        );
        this.#snapshots = new Batcher(
            clock,
            oneForAll(
                ({ instance: { groupId, name }, snapshotId }) => `${groupId}/${name}/${snapshotId}`,
                async ({ instance, snapshotId }, options) => ({
                    snapshot: await this.#getSnapshot(instance, snapshotId, options),
                }),
            ),
        );
    }

    /**
     * The time by Atlas's clock, as its latest answer told it; by the local one before any. For ages of what Atlas has
     * dated: a local clock may be wrong by any amount. Milliseconds since 1970, true to a second or two.
     */
    now(): number {
        return this.#generations.flex.atlasNow();
    }

    /** The cluster, asked for now and by itself; undefined only where its absence is proved. */
    find(
        place: ClusterRef,
        preferredApi: ServedBy = "serverless",
        options?: RequestOptions,
    ): Promise<Instance | undefined> {
        return findInstance(this.#generations, place, preferredApi, options);
    }

    /**
     * The same, together with other reads of the project: see `BatchedReads.read`. A list that this process has asked for in
     * the last `maxAge` milliseconds answers where no write of ours to that cluster has followed; absence is proved afresh.
     */
    read(target: ReadTarget, options?: ReadOptions): Promise<Instance | undefined> {
        return this.#reads.read(target, options);
    }

    /** Asks for a read at a moment to come: see `BatchedReads.request`. */
    requestRead(target: ReadTarget, request: BatchRequest): PendingRead<SeenInstance> {
        return this.#reads.request(target, request);
    }

    /** The same for several clusters of one project, now. */
    readAll(targets: readonly ReadTarget[], options?: RequestOptions): Promise<ReadResult[]> {
        return this.#reads.readAll(targets, options);
    }

    /** All clusters of a project, of both generations, each once. */
    async list(groupId: string, options?: RequestOptions): Promise<Instance[]> {
        // One after the other, since clusters move one way: what leaves the first list is in the second one.
        const serverless = await listIn(this.#generations, "serverless", groupId, options);
        const flex = await listIn(this.#generations, "flex", groupId, options);
        const names = new Set(serverless.items.map(({ name }) => name));
        return [...serverless.items, ...flex.items.filter(({ name }) => !names.has(name))];
    }

    /** Creates a cluster where the choice says; `auto` begins with serverless and moves on to Flex where that is gone. */
    create(
        groupId: string,
        instance: NewInstance,
        choice: ApiGeneration,
        options?: RequestOptions,
    ): Promise<Instance> {
        return this.#writing({ groupId, name: instance.name }, () =>
            this.#create(groupId, instance, choice, options),
        );
    }

    async #create(
        groupId: string,
        instance: NewInstance,
        choice: ApiGeneration,
        options?: RequestOptions,
    ): Promise<Instance> {
        const { serverless, flex } = this.#generations;
        if (choice === "auto" && this.#probe !== undefined) {
            await this.#untilProbed(
                this.#probe,
                `create cluster "${instance.name}" in project ${groupId}`,
                options,
            );
        }
        if (choice === "flex" || (choice === "auto" && !this.#serverlessWrites)) {
            return flex.create(groupId, instance, options);
        }
        let decided = (): void => undefined;
        this.#probe ??= new Promise((resolve) => (decided = resolve));
        try {
            return await serverless.create(groupId, instance, options);
        } catch (error) {
            if (!isOperationRetired(error)) {
                throw error;
            }
            if (choice === "serverless") {
                throw apiRetiredError(`create cluster "${instance.name}" in project ${groupId}`, error);
            }
            this.#serverlessWrites = false;
            decided();
            return await flex.create(groupId, instance, options);
        } finally {
            decided();
        }
    }

    async #untilProbed(probe: Promise<void>, action: string, options: RequestOptions = {}): Promise<void> {
        const tooLate = (): never => {
            throw notSentError(action, outOfTime);
        };
        await withDeadline(this.#clock, options, probe, tooLate).catch((reason: unknown) => {
            throw reason instanceof AtlasError ? reason : notSentError(action, reasonOf(reason));
        });
    }

    /**
     * Turns the shared-tier cluster of that name into a serverless instance; undefined where Atlas no longer has
     * the operation.
     */
    async upgrade(
        groupId: string,
        instance: NewInstance,
        options?: RequestOptions,
    ): Promise<Instance | undefined> {
        try {
            return await this.#writing({ groupId, name: instance.name }, () =>
                this.#generations.serverless.upgrade(groupId, instance, options),
            );
        } catch (error) {
            if (isOperationRetired(error)) {
                return undefined;
            }
            throw error;
        }
    }

    /** @param precondition Asked where the change has to wait: what it relies on may have changed meanwhile. */
    update(
        instance: Instance,
        change: InstanceChange,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<Instance> {
        return this.#writing(instance, () =>
            this.#onInstance(
                instance,
                (generation) => generation.update(instance, change, options, precondition),
                options,
            ),
        );
    }

    /** @param precondition Asked where the delete has to wait: what it relies on may have changed meanwhile. */
    delete(instance: Instance, options?: RequestOptions, precondition?: Precondition): Promise<void> {
        return this.#writing(instance, () =>
            this.#onInstance(
                instance,
                (generation) => generation.delete(instance, options, precondition),
                options,
            ),
        );
    }

    listSnapshots(instance: Instance, options?: RequestOptions): Promise<Snapshot[]> {
        return this.#onInstance(
            instance,
            (generation) => generation.listSnapshots(instance, options),
            options,
        );
    }

    /** One snapshot; those who ask for the same in the same moment share a request. */
    async getSnapshot(instance: Instance, snapshotId: string, options?: RequestOptions): Promise<Snapshot> {
        const action = `read snapshot ${snapshotId} of cluster "${instance.name}" in project ${instance.groupId}`;
        return (await this.#snapshots.read({ instance, snapshotId }, action, options)).snapshot;
    }

    #getSnapshot(instance: Instance, snapshotId: string, options?: RequestOptions): Promise<Snapshot> {
        return this.#onInstance(
            instance,
            (generation) => generation.getSnapshot(instance, snapshotId, options),
            options,
        );
    }

    /** The restore jobs of a cluster's snapshots, the newest first. */
    listRestoreJobs(source: Instance, options?: RequestOptions): Promise<RestoreJob[]> {
        return this.#onInstance(source, (generation) => generation.listRestoreJobs(source, options), options);
    }

    /** Asks for a list of a cluster's restore jobs at a moment to come: all who want one by then share it. */
    requestRestoreJobs(source: Instance, request: BatchRequest): PendingRead<RestoreJobs> {
        return this.#restoreJobs.request(source, request);
    }

    /**
     * Starts a restore job: it replaces all data of its target.
     *
     * @param precondition Asked where it has to wait: what it relies on may have changed meanwhile.
     */
    startRestore(
        source: Instance,
        restore: NewRestore,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<RestoreJob> {
        return this.#onInstance(
            source,
            (generation) => generation.startRestore(source, restore, options, precondition),
            options,
        );
    }

    /** Carries out an operation where the cluster was seen; where it is no more, in the other generation, if it is there. */
    async #onInstance<T>(
        instance: Instance,
        operation: (generation: ClusterApi) => Promise<T>,
        options?: RequestOptions,
    ): Promise<T> {
        const seenIn = instance.servedBy;
        try {
            return await operation(this.#generations[seenIn]);
        } catch (error) {
            // In one generation's last days its 404 may mean the operation. No cluster goes back to it.
            const maybeMoved =
                seenIn === "serverless" && (isOperationRetired(error) || isNotFound(error, seenIn));
            if (!maybeMoved && !isWrongClusterType(error)) {
                throw error;
            }
            const there = await findIn(this.#generations, other[seenIn], instance, options).catch(
                (reason: unknown) => {
                    // It is of neither type, so the refusal meant what was asked for: a snapshot, say.
                    throw isWrongClusterType(reason) ? error : reason;
                },
            );
            if (there === undefined) {
                throw error;
            }
            const answer = await operation(this.#generations[other[seenIn]]);
            if (maybeMoved) {
                this.#tellOfMove();
            }
            return answer;
        }
    }

    #writing<T>(place: ClusterRef, write: () => Promise<T>): Promise<T> {
        return this.#cache.invalidateDuring(place, () => this.#ages.now(), write);
    }

    #tellOfMove(): void {
        this.#logOnce.info(
            "move",
            "Atlas no longer accepts writes through the serverless API (since 2026-01-22; reads end on " +
                "2027-01-18). This update uses the Flex API instead. No change of the program is needed.",
        );
    }
}

/** A snapshot to be read. */
interface SnapshotTarget {
    instance: Instance;
    snapshotId: string;
}

/** The restore jobs of a cluster's snapshots, the newest first. */
export interface RestoreJobs {
    jobs: readonly RestoreJob[];
}

/** A user insists on a generation that Atlas no longer has. */
function apiRetiredError(action: string, cause: AtlasError): AtlasError {
    return AtlasError.from({
        kind: "response",
        action,
        status: cause.status,
        errorCode: cause.errorCode,
        detail: cause.detail,
        requestId: cause.requestId,
        notApplied: true,
        advice: 'The serverless API no longer supports this operation, but apiGeneration is "serverless". Set apiGeneration to "auto", or omit it.',
    });
}
