// What a person is told while the engine is being fetched.

/** Takes one line for a person. */
export type Progress = (line: string) => void;

/** Writes to standard error: standard output belongs to what is run with the engine. */
export const toStandardError: Progress = (line) => {
    process.stderr.write(`${line}\n`);
};

/** The time since a moment, such as `2 min 05 s`. */
export function since(start: number): string {
    const seconds = Math.round((Date.now() - start) / 1000);
    const rest = seconds % 60;
    return seconds < 60
        ? `${seconds} s`
        : `${Math.floor(seconds / 60)} min ${String(rest).padStart(2, "0")} s`;
}
