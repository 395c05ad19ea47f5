import type { AtlasError } from "../errors";
import type { RequestOptions } from "../retry";

/**
 * Waits for work as long as one caller does: rejects at its deadline, or when it is told to stop. The work itself continues.
 *
 * @param listen Lets the caller know of each failure after which the work is tried again.
 */
export type Wait = <T>(
    work: Promise<T>,
    listen?: (onRetry: (failure: AtlasError) => void) => void,
) => Promise<T>;

/**
 * Work that several callers wait for. Each leaves it at its own deadline or cancel; when the last has left it is told to stop.
 */
export class SharedWork<T> {
    readonly #stop = new AbortController();
    readonly #work: Promise<T>;
    #callers = 0;
    #isOver = false;
    #lastFailure: AtlasError | undefined;
    readonly #listeners = new Set<(failure: AtlasError) => void>();

    /** @param work Begins at once; by its options it is told to stop, and tells of failures after which it tries again. */
    constructor(work: (options: RequestOptions) => Promise<T>) {
        this.#work = work({
            signal: this.#stop.signal,
            onRetry: (failure) => {
                this.#lastFailure = failure;
                this.#listeners.forEach((onRetry) => onRetry(failure));
            },
        });
        const end = (): void => {
            this.#isOver = true;
            this.#listeners.clear();
        };
        this.#work.then(end, end);
    }

    /** Whether all who waited have left, and the work has not come to its end yet. */
    get isAbandoned(): boolean {
        return this.#stop.signal.aborted && !this.#isOver;
    }

    /** What has come of the work in the end; undefined where it failed or was given up. Never rejects. */
    get outcome(): Promise<T | undefined> {
        return this.#work.catch(() => undefined);
    }

    /** The outcome, as long as a caller waits for it. */
    async join(wait: Wait): Promise<T> {
        this.#callers += 1;
        try {
            return await wait(this.#work, (onRetry) => this.#listen(onRetry));
        } finally {
            this.#callers -= 1;
            if (this.#callers === 0 && !this.#isOver) {
                this.#stop.abort(new Error("nobody waits for it any longer"));
            }
        }
    }

    /** Also tells whoever comes later why it is not over yet. */
    #listen(onRetry: (failure: AtlasError) => void): void {
        if (this.#isOver) {
            return;
        }
        this.#listeners.add(onRetry);
        if (this.#lastFailure !== undefined) {
            onRetry(this.#lastFailure);
        }
    }
}
