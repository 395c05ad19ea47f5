/** Where lines for a person go. */
export interface LogLines {
    info?: ((line: string) => void) | undefined;
    warn?: ((line: string) => void) | undefined;
}

/** What a person should read once in a process, however often it is met. */
export class LogOnce {
    readonly #lines: LogLines;
    readonly #topics = new Set<string>();

    constructor(lines: LogLines = {}) {
        this.#lines = lines;
    }

    info(topic: string, line: string): void {
        this.#once(topic, line, this.#lines.info);
    }

    warn(topic: string, line: string): void {
        this.#once(topic, line, this.#lines.warn);
    }

    #once(topic: string, line: string, log: LogLines["info"]): void {
        if (!this.#topics.has(topic)) {
            this.#topics.add(topic);
            log?.(line);
        }
    }
}
