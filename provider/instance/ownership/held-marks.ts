/**
 * The marks that this process has seen resources of its stack hold: in the states that the engine asked it to compare, and in
 * what it created and updated. By them a create tells a cluster that is held from one that an interrupted create left, and a
 * delete tells that its cluster was replaced.
 */
export class HeldMarks {
    readonly #urns = new Map<string, string>();

    /** Takes note of a resource that holds a mark. */
    note(mark: string | undefined, urn: string | undefined): void {
        if (mark !== undefined && mark !== "") {
            this.#urns.set(mark, urn ?? "");
        }
    }

    /** Another run of Pulumi begins, perhaps with another state. */
    forget(): void {
        this.#urns.clear();
    }

    /** The URN of the resource that was last seen to hold a mark. */
    holderOf(mark: string | undefined): string | undefined {
        return mark === undefined ? undefined : this.#urns.get(mark);
    }
}
