import { listIn, findInstance, other, type ClusterApis } from "./absence";
import type { AgeClock, Clock } from "../clock";
import type { ClusterRef } from "../api/cluster-api";
import { Batcher, type BatchRequest, type Failure, type PendingRead } from "./batcher";
import type { Instance, ServedBy } from "../api/instance";
import type { InstanceCache } from "./instance-cache";
import type { RequestOptions } from "../retry";

/** A cluster that is to be read. */
export interface ReadTarget extends ClusterRef {
    /** The generation that is asked first: the one that served the cluster when it was last seen. */
    preferredApi: ServedBy;
    /** Whether Atlas has accepted our delete of it, and has shown it `DELETING` since. */
    deletionObserved?: boolean | undefined;
}

/** A cluster that was seen, to be read again. */
export function readTargetOf({ groupId, name, servedBy }: Instance): ReadTarget {
    return { groupId, name, preferredApi: servedBy };
}

/** What became of one read among others. */
export type ReadResult = SeenInstance | Failure;

/** A cluster as it was read, or the proof that there is none. */
export interface SeenInstance {
    instance: Instance | undefined;
}

/** How old an answer may be. */
export interface ReadOptions extends RequestOptions {
    /** What a list has shown that was sent in the last so many milliseconds will do. Default 0. */
    maxAge?: number;
}

/**
 * Reads single clusters, together: one batch of a project at a time, for all who want a read by then. A batch of one is a
 * `GET` of the cluster, a larger one a list of each generation that is needed.
 */
export class BatchedReads {
    readonly #generations: ClusterApis;
    readonly #ages: AgeClock;
    readonly #cache: InstanceCache;
    readonly #batcher: Batcher<ReadTarget, SeenInstance>;

    constructor(generations: ClusterApis, clock: Clock, ages: AgeClock, cache: InstanceCache) {
        this.#generations = generations;
        this.#ages = ages;
        this.#cache = cache;
        this.#batcher = new Batcher(clock, {
            keyOf: ({ groupId }) => groupId,
            cached: (target, since) => cache.get(target, since),
            send: (targets, options) => this.readAll(targets, options),
        });
    }

    /**
     * The cluster as it is, or proof that there is none.
     *
     * @throws AtlasError at the deadline, which tells why there was no answer; the signal's reason when that aborts. The
     * request continues for the others who want it; without others it ends.
     */
    async read(
        target: ReadTarget,
        { maxAge = 0, ...options }: ReadOptions = {},
    ): Promise<Instance | undefined> {
        const since = this.#ages.now() - maxAge;
        const action = `read cluster "${target.name}" in project ${target.groupId}`;
        return (await this.#batcher.read(target, action, { since, ...options })).instance;
    }

    /** Asks for a read that is sent at a moment of the clock, or earlier with another one: see `Batcher.request`. */
    request(target: ReadTarget, request: BatchRequest): PendingRead<SeenInstance> {
        return this.#batcher.request(target, request);
    }

    /** The same for several clusters of one project, now. */
    async readAll(targets: readonly ReadTarget[], options?: RequestOptions): Promise<ReadResult[]> {
        const [only, ...others] = targets;
        if (only === undefined) {
            return [];
        }
        if (others.length === 0) {
            return [await resultOf(findInstance(this.#generations, only, only.preferredApi, options))];
        }
        const { groupId } = only;
        const lists: Partial<Record<ServedBy, Promise<List>>> = {};
        const listed = (servedBy: ServedBy): Promise<List> =>
            (lists[servedBy] ??= this.#list(servedBy, groupId, options));
        // MongoDB moves clusters from serverless to Flex, never back: asked in that order, one of the two shows each.
        if (targets.some(({ preferredApi }) => preferredApi === "serverless")) {
            await listed("serverless").catch(() => undefined);
        }
        const read = async (target: ReadTarget): Promise<Instance | undefined> => {
            const { name, preferredApi, deletionObserved = false } = target;
            const first = await listed(preferredApi);
            const second = first.byName.has(name) ? first : await listed(other[preferredApi]);
            const shown = first.byName.get(name) ?? second.byName.get(name);
            // Nothing else happens to a cluster that Atlas deletes: here two complete lists are proof.
            const isProved = deletionObserved && first.isComplete && second.isComplete;
            return shown === undefined && !isProved
                ? findInstance(this.#generations, target, preferredApi, options)
                : shown;
        };
        return Promise.all(targets.map((target) => resultOf(read(target))));
    }

    async #list(servedBy: ServedBy, groupId: string, options?: RequestOptions): Promise<List> {
        const at = this.#ages.now();
        const { items, isComplete } = await listIn(this.#generations, servedBy, groupId, options);
        this.#cache.put(items, at);
        return { byName: new Map(items.map((instance) => [instance.name, instance])), isComplete };
    }
}

/** What a generation's list shows. */
interface List {
    byName: ReadonlyMap<string, Instance>;
    isComplete: boolean;
}

function resultOf(read: Promise<Instance | undefined>): Promise<ReadResult> {
    return read.then(
        (instance) => ({ instance }),
        (failure: unknown) => ({ failure }),
    );
}
