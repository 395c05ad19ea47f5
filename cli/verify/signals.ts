const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal sends one ^C to every process of the command, and npm passes it on: what comes so soon is the same one. */
const echo = 2000;

/**
 * Calls back at the first signal instead of ending the process; a later one ends it.
 *
 * @returns what makes signals mean again what they meant before.
 */
export function onSignals(stop: (signal: string) => void): () => void {
    let first: number | undefined;
    const handle = (signal: NodeJS.Signals): void => {
        if (first === undefined) {
            first = Date.now();
            stop(signal);
        } else if (Date.now() - first > echo) {
            release();
            process.kill(process.pid, signal);
        }
    };
    const release = (): void => signals.forEach((signal) => process.off(signal, handle));
    signals.forEach((signal) => process.on(signal, handle));
    return release;
}
