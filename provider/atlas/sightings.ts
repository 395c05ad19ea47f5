import type { Place } from "./generation";
import type { Instance } from "./instance";

interface Sighting {
    instance: Instance;
    /** The moment at which the list was asked for, by the clock of ages, as are all moments here. */
    at: number;
}

/** Older sightings answer nobody. Milliseconds. */
const longestAge = 5000;

/**
 * What lists have just shown of an account's databases. It only ever says that a database was there: absence is
 * not remembered, it is proved afresh.
 */
export class Sightings {
    readonly #latest = new Map<string, Sighting>();
    /** The end of our last write to a database, or Infinity while one is under way. */
    readonly #written = new Map<string, number>();

    /** Remembers what a list that was asked for at `at` has shown. */
    note(instances: readonly Instance[], at: number): void {
        for (const [key, sighting] of this.#latest) {
            if (sighting.at < at - longestAge) {
                this.#latest.delete(key);
            }
        }
        for (const instance of instances) {
            const key = keyOf(instance);
            if (
                at >= (this.#written.get(key) ?? -Infinity) &&
                at >= (this.#latest.get(key)?.at ?? -Infinity)
            ) {
                this.#latest.set(key, { instance, at });
            }
        }
    }

    /** The database, as it was seen since a moment. */
    since(place: Place, moment: number): Instance | undefined {
        const sighting = this.#latest.get(keyOf(place));
        return sighting !== undefined && sighting.at >= moment ? sighting.instance : undefined;
    }

    /** Carries out a write to a database: nothing that was asked for before its end tells of it any more. */
    async writing<T>(place: Place, now: () => number, write: () => Promise<T>): Promise<T> {
        const key = keyOf(place);
        this.#latest.delete(key);
        this.#written.set(key, Infinity);
        try {
            return await write();
        } finally {
            this.#written.set(key, now());
        }
    }
}

function keyOf({ groupId, name }: Place): string {
    return `${groupId}/${name}`;
}
