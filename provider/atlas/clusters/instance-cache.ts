import type { ClusterRef } from "../api/cluster-api";
import type { Instance } from "../api/instance";

/** A cluster as a list has shown it that was sent at a moment. */
interface Entry {
    instance: Instance;
    at: number;
}

/** Older entries answer nobody. Milliseconds. */
const maxAge = 5000;

/**
 * What lists have just shown of an account's clusters. It only ever says that a cluster was there: absence is never cached,
 * it is proved afresh. All moments are of the clock of ages.
 */
export class InstanceCache {
    readonly #entries = new Map<string, Entry>();
    /** The end of our last write to a cluster, or Infinity while one is under way. */
    readonly #writtenAt = new Map<string, number>();

    /** Keeps what a list has shown that was sent at `at`, but for clusters that we have written to since. */
    put(instances: readonly Instance[], at: number): void {
        for (const [key, entry] of this.#entries) {
            if (entry.at < at - maxAge) {
                this.#entries.delete(key);
            }
        }
        for (const instance of instances) {
            const key = keyOf(instance);
            const { at: shownAt = -Infinity } = this.#entries.get(key) ?? {};
            if (at >= shownAt && at >= (this.#writtenAt.get(key) ?? -Infinity)) {
                this.#entries.set(key, { instance, at });
            }
        }
    }

    /** The cluster, as a list has shown it that was sent at `since` or later. */
    get(place: ClusterRef, since: number): Entry | undefined {
        const entry = this.#entries.get(keyOf(place));
        return entry !== undefined && entry.at >= since ? entry : undefined;
    }

    /** Carries out a write to a cluster: nothing that was sent before the write's end counts any more. */
    async invalidateDuring<T>(place: ClusterRef, now: () => number, write: () => Promise<T>): Promise<T> {
        const key = keyOf(place);
        this.#entries.delete(key);
        this.#writtenAt.set(key, Infinity);
        try {
            return await write();
        } finally {
            this.#writtenAt.set(key, now());
        }
    }
}

function keyOf({ groupId, name }: ClusterRef): string {
    return `${groupId}/${name}`;
}
