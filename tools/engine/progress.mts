// What a person is told while something takes its time.

/** Takes one line for a person. */
export type Progress = (line: string) => void;

/** Writes to standard error: standard output belongs to what is run with the engine. */
export const toStandardError: Progress = (line) => {
    process.stderr.write(`${line}\n`);
};

/** Milliseconds after which something is said at the latest. The limit is 10 s, and a timer on a busy machine is late. */
export const longestSilence = 8_000;

/**
 * Does work, and says a line whenever nothing has been said for {@link longestSilence}. The work is given a function to call
 * when it has said something itself.
 */
export async function withProgress<T>(
    progress: Progress,
    line: () => string,
    work: (spoke: () => void) => Promise<T>,
): Promise<T> {
    const timer = setInterval(() => progress(line()), longestSilence);
    try {
        return await work(() => timer.refresh());
    } finally {
        clearInterval(timer);
    }
}

/** The time since a moment, such as `2 min 05 s`. */
export function since(start: number): string {
    const seconds = Math.round((Date.now() - start) / 1000);
    const rest = seconds % 60;
    return seconds < 60
        ? `${seconds} s`
        : `${Math.floor(seconds / 60)} min ${String(rest).padStart(2, "0")} s`;
}
