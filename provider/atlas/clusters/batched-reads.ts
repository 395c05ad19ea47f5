import { listIn, findInstance, other, type ClusterApis } from "./absence";
import { withDeadline, type AgeClock, type Clock } from "../clock";
import type { ClusterRef } from "../api/cluster-api";
import type { AtlasError } from "../errors";
import { noAnswer } from "../http/response-errors";
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

/** What became of one read among others: no instance is proof that there is none. */
export type ReadResult = { instance: Instance | undefined } | { failure: unknown };

/** How old an answer may be. */
export interface ReadOptions extends RequestOptions {
    /** What a list has shown that was sent in the last so many milliseconds will do. Default 0. */
    maxAge?: number;
}

/** The engine asks for several resources at once: their reads come within so many milliseconds of each other. */
const batchWindow = 15;

/** A read that is asked for. */
export interface PendingRead {
    /** Never rejects. */
    readonly result: Promise<ReadResult>;
    /** Whoever asked does not want it any more. */
    readonly leave: () => void;
}

/** A read that is not sent yet, or not answered. */
interface Reader {
    readonly target: ReadTarget;
    /** The answer may be of a list that was sent at this moment of the clock of ages, or later. */
    readonly since: number;
    readonly settle: (result: ReadResult) => void;
    readonly onRetry: (failure: AtlasError) => void;
    leave: () => void;
}

/** A project's reads that are not sent yet. */
interface Queue {
    readonly readers: Set<Reader>;
    /** When they are sent, by the clock. */
    sendAt: number;
    timer: AbortController;
    /** The end of the batches: they are sent one after the other. */
    end: Promise<void>;
}

/**
 * Reads single clusters, together: one batch of a project at a time, for all who want a read by then. A batch of one is a
 * `GET` of the cluster, a larger one a list of each generation that is needed.
 */
export class BatchedReads {
    readonly #generations: ClusterApis;
    readonly #clock: Clock;
    readonly #ages: AgeClock;
    readonly #cache: InstanceCache;
    readonly #queues = new Map<string, Queue>();

    constructor(generations: ClusterApis, clock: Clock, ages: AgeClock, cache: InstanceCache) {
        this.#generations = generations;
        this.#clock = clock;
        this.#ages = ages;
        this.#cache = cache;
    }

    /**
     * The cluster as it is, or proof that there is none.
     *
     * @throws AtlasError at the deadline, which tells why there was no answer; the signal's reason when that aborts. The
     * request continues for the others who want it; without others it ends.
     */
    async read(
        target: ReadTarget,
        { maxAge = 0, onRetry, ...options }: ReadOptions = {},
    ): Promise<Instance | undefined> {
        const cached = this.#cache.get(target, this.#ages.now() - maxAge);
        if (cached !== undefined) {
            return cached;
        }
        let lastFailure: AtlasError | undefined;
        const { result, leave } = this.request(target, {
            maxAge,
            sendBy: this.#clock.now() + batchWindow,
            onRetry: (failure) => {
                lastFailure = failure;
                onRetry?.(failure);
            },
        });
        try {
            const read = await withDeadline(
                this.#clock,
                options,
                result,
                () => lastFailure ?? noAnswer(`read cluster "${target.name}" in project ${target.groupId}`),
            );
            if ("failure" in read) {
                throw read.failure;
            }
            return read.instance;
        } finally {
            leave();
        }
    }

    /**
     * Asks for a read that is sent at a moment of the clock, or earlier with another one.
     *
     * @param maxAge Without it only an answer to this request itself will do.
     * @param sendBy The moment of the clock by which it is sent.
     */
    request(
        target: ReadTarget,
        {
            sendBy,
            maxAge,
            onRetry = () => undefined,
        }: Pick<ReadOptions, "maxAge" | "onRetry"> & { sendBy: number },
    ): PendingRead {
        const queue = this.#queueOf(target.groupId);
        const { promise: result, resolve: settle } = Promise.withResolvers<ReadResult>();
        const leave = (): void => void queue.readers.delete(reader);
        const since = maxAge === undefined ? Infinity : this.#ages.now() - maxAge;
        const reader: Reader = { target, since, settle, onRetry, leave };
        queue.readers.add(reader);
        if (sendBy < queue.sendAt) {
            this.#sendAt(queue, sendBy);
        }
        return { result, leave: () => reader.leave() };
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

    #queueOf(groupId: string): Queue {
        const [readers, timer, end] = [new Set<Reader>(), new AbortController(), Promise.resolve()];
        const queue = this.#queues.get(groupId) ?? { readers, sendAt: Infinity, timer, end };
        this.#queues.set(groupId, queue);
        return queue;
    }

    #sendAt(queue: Queue, moment: number): void {
        queue.timer.abort();
        queue.timer = new AbortController();
        queue.sendAt = moment;
        this.#clock.sleep(Math.max(moment - this.#clock.now(), 0), queue.timer.signal).then(
            () => (queue.end = queue.end.then(() => this.#send(queue))),
            () => undefined,
        );
    }

    /** Sends all that is not sent yet; a batch that everybody has left ends early. */
    async #send(queue: Queue): Promise<void> {
        const readers = [...queue.readers].filter(({ target, since, settle }) => {
            // What the last batch has shown answers those who came while it was under way.
            const instance = this.#cache.get(target, since);
            if (instance !== undefined) {
                settle({ instance });
            }
            return instance === undefined;
        });
        queue.readers.clear();
        queue.sendAt = Infinity;
        const stop = new AbortController();
        const present = new Set(readers);
        for (const reader of readers) {
            reader.leave = () => {
                present.delete(reader);
                if (present.size === 0) {
                    stop.abort(new Error("nobody waits for it any longer"));
                }
            };
        }
        const results = await this.readAll(
            readers.map(({ target }) => target),
            {
                signal: stop.signal,
                onRetry: (failure) => readers.forEach(({ onRetry }) => onRetry(failure)),
            },
        );
        readers.forEach(({ settle }, index) => settle(results[index] ?? { failure: undefined }));
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
