import { unknownValue } from "../instance/model/inputs";

/**
 * The identity of the state that this process works for: the id of its provider resource, which the engine draws at random when
 * it creates that resource, and keeps. Source: `ConfigureRequest.id`, where the engine's handshake says `configure_with_urn`.
 */
export class Identities {
    readonly #ids = new Set<string>();
    #isUnknown = false;

    /** Takes note of the id with which the process is configured; a preview may not know it yet. */
    add(id: string | undefined): void {
        if (id === unknownValue) {
            this.#isUnknown = true;
        } else if (id !== undefined && id !== "") {
            this.#ids.add(id);
        }
    }

    /**
     * The one identity; the engine's unknown value where a preview will only create it. Undefined where there is none, or where
     * engines of several states are attached to this process.
     */
    only(): string | undefined {
        const [id, ...others] = this.#ids;
        return others.length > 0 ? undefined : (id ?? (this.#isUnknown ? unknownValue : undefined));
    }
}
