// Says that something has changed, and not what: a listener reads the state itself.

/** Wakes its listeners. */
export class ChangeSignal {
    #next = Promise.withResolvers<undefined>();

    /** Says that something has changed. */
    notify(): void {
        this.#next.resolve(undefined);
        this.#next = Promise.withResolvers();
    }

    /** Resolves with the next change from now on. */
    get next(): Promise<undefined> {
        return this.#next.promise;
    }
}
