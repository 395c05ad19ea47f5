// Rings when something has happened; what it is, whoever listens looks up.

/** Wakes those who wait. */
export class Bell {
    #next = Promise.withResolvers<undefined>();

    /** Something has happened. */
    ring(): void {
        this.#next.resolve(undefined);
        this.#next = Promise.withResolvers();
    }

    /** Resolves when something happens from now on. */
    get next(): Promise<undefined> {
        return this.#next.promise;
    }
}
