// Rings when something has happened; what it is, whoever listens looks up.

/** Wakes those who wait. */
export class ChangeSignal {
    #next = Promise.withResolvers<undefined>();

    /** Something has happened. */
    notify(): void {
        this.#next.resolve(undefined);
        this.#next = Promise.withResolvers();
    }

    /** Resolves when something happens from now on. */
    get next(): Promise<undefined> {
        return this.#next.promise;
    }
}
