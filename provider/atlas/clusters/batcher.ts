import { notNeeded, withDeadline, type Clock } from "../clock";
import type { AtlasError } from "../errors";
import { noAnswer } from "../http/response-errors";
import type { RequestOptions } from "../retry";

/** The engine asks for several resources at once: their reads come within so many milliseconds of each other. */
const batchWindow = 15;

/** A read that failed. */
export interface Failure {
    failure: unknown;
}

/** A read that is asked for. */
export interface PendingRead<V> {
    /** Never rejects. */
    readonly result: Promise<V | Failure>;
    /** Whoever asked does not want it any more. */
    readonly leave: () => void;
}

/** How a read is asked for. */
export interface BatchRequest {
    /** The moment of the clock by which it is sent; it may be sent earlier, with another one. */
    sendBy: number;
    /** An answer to a request will do that was sent at this moment of the clock of ages, or later. Default: only one to this request. */
    since?: number | undefined;
    /** Told of each failure that is not the last word. */
    onRetry?: ((failure: AtlasError) => void) | undefined;
}

/** What is read in batches, and how. */
export interface Batches<T, V> {
    /** Targets with one key are read together. */
    keyOf: (target: T) => string;
    /** What an earlier answer has shown to a request that was sent at this moment of the clock of ages, or later. */
    cached?: (target: T, since: number) => V | undefined;
    /** Reads all of these, one result for each, in their order. */
    send: (targets: readonly [T, ...T[]], options: RequestOptions) => Promise<(V | Failure)[]>;
}

/** A read that is not sent yet, or not answered. */
interface Reader<T, V> {
    readonly target: T;
    readonly since: number;
    readonly settle: (result: V | Failure) => void;
    readonly onRetry: (failure: AtlasError) => void;
    /** Ends what sends it at its moment. */
    readonly timer: AbortController;
    leave: () => void;
}

/** The reads of one key that are not sent yet, and the end of its batches: they are sent one after the other. */
interface Queue<T, V> {
    readonly readers: Set<Reader<T, V>>;
    end: Promise<void>;
}

/** Reads together: one batch of a key at a time, for all who want a read by then. */
export class Batcher<T, V extends object> {
    readonly #clock: Clock;
    readonly #batches: Batches<T, V>;
    readonly #queues = new Map<string, Queue<T, V>>();

    constructor(clock: Clock, batches: Batches<T, V>) {
        this.#clock = clock;
        this.#batches = batches;
    }

    /** Asks for a read that is sent at a moment of the clock, or earlier with another one. */
    request(
        target: T,
        { sendBy, since = Infinity, onRetry = () => undefined }: BatchRequest,
    ): PendingRead<V> {
        const cached = this.#batches.cached?.(target, since);
        if (cached !== undefined) {
            return { result: Promise.resolve(cached), leave: () => undefined };
        }
        const key = this.#batches.keyOf(target);
        const queue: Queue<T, V> = this.#queues.get(key) ?? { readers: new Set(), end: Promise.resolve() };
        this.#queues.set(key, queue);
        const { promise: result, resolve: settle } = Promise.withResolvers<V | Failure>();
        const timer = new AbortController();
        const leave = (): void => {
            timer.abort(notNeeded);
            queue.readers.delete(reader);
        };
        const reader: Reader<T, V> = { target, since, settle, onRetry, timer, leave };
        queue.readers.add(reader);
        // Unless another one has sent it by then, together with its own.
        const sendIfLeft = (): Promise<void> | undefined =>
            queue.readers.has(reader) ? this.#send(queue) : undefined;
        this.#clock.sleep(Math.max(sendBy - this.#clock.now(), 0), timer.signal).then(
            () => (queue.end = queue.end.then(sendIfLeft)),
            () => undefined,
        );
        return { result, leave: () => reader.leave() };
    }

    /**
     * Reads a target now, together with those that others ask for in the same moment.
     *
     * @param action What is being done, for messages.
     * @throws What the read failed with; at the deadline AtlasError, which tells why there was no answer; the signal's reason
     * when that aborts. The request continues for the others who want it; without others it ends.
     */
    async read(
        target: T,
        action: string,
        { since, onRetry, ...options }: RequestOptions & Pick<BatchRequest, "since"> = {},
    ): Promise<V> {
        let lastFailure: AtlasError | undefined;
        const { result, leave } = this.request(target, {
            since,
            sendBy: this.#clock.now() + batchWindow,
            onRetry: (failure) => {
                lastFailure = failure;
                onRetry?.(failure);
            },
        });
        try {
            const read = await withDeadline(this.#clock, options, result, () => {
                throw lastFailure ?? noAnswer(action);
            });
            if ("failure" in read) {
                throw read.failure;
            }
            return read;
        } finally {
            leave();
        }
    }

    /** Sends all that is not sent yet; a batch that everybody has left ends early. */
    async #send(queue: Queue<T, V>): Promise<void> {
        const [first, ...others] = [...queue.readers].filter(({ target, since, settle, timer }) => {
            timer.abort(notNeeded);
            // What the last batch has shown answers those who came while it was under way.
            const cached = this.#batches.cached?.(target, since);
            if (cached !== undefined) {
                settle(cached);
            }
            return cached === undefined;
        });
        queue.readers.clear();
        if (first === undefined) {
            return;
        }
        const readers = [first, ...others];
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
        const results = await this.#batches.send([first.target, ...others.map(({ target }) => target)], {
            signal: stop.signal,
            onRetry: (failure) => readers.forEach(({ onRetry }) => onRetry(failure)),
        });
        readers.forEach(({ settle }, index) => settle(results[index] ?? { failure: undefined }));
    }
}

/** Batches in which one request answers all, since all of a key want the same. */
export function oneForAll<T, V extends object>(
    keyOf: (target: T) => string,
    read: (target: T, options: RequestOptions) => Promise<V>,
): Batches<T, V> {
    return {
        keyOf,
        send: async (targets, options) => {
            const result = await read(targets[0], options).catch((failure: unknown) => ({ failure }));
            return targets.map(() => result);
        },
    };
}
