/** What a program wrote to standard output did not get there: its disk is full, say. */
export class OutputError extends Error {
    override readonly name = "OutputError";
}

/**
 * Writes to standard output; the answer is whether anybody reads there.
 *
 * @throws OutputError where it could not be written for another reason. Its message is for a person.
 */
export function writeOut(text: string): Promise<boolean> {
    return new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => {
            if (error === undefined || error === null) {
                resolve(true);
            } else if (Reflect.get(error, "code") === "EPIPE") {
                resolve(false);
            } else {
                const why = `Standard output could not be written: ${error.message}.`;
                reject(new OutputError(`${why} Give it another place, and run this again.`));
            }
        });
    });
}

/** Writes a line to standard error. Where nobody reads it, nobody is told of that either. */
export function writeError(line: string): void {
    process.stderr.write(`${line}\n`);
}

/** For a command: who writes is told what went wrong, so that the streams need not end the process with a stack trace. */
export function survivesClosedStreams(): void {
    process.stdout.on("error", () => undefined);
    process.stderr.on("error", () => undefined);
}
