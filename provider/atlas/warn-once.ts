/** What a person should hear once, however often it is met. */
export class WarnOnce {
    readonly #said = new Set<string>();
    readonly #say: (line: string) => void;

    constructor(say: (line: string) => void) {
        this.#say = say;
    }

    /** Says a line unless one about the same topic was said before. */
    once(topic: string, line: string): void {
        if (!this.#said.has(topic)) {
            this.#said.add(topic);
            this.#say(line);
        }
    }
}
