import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { CommandError, errorMessage } from "./terminal";

/** A file to be written. */
export interface FileToWrite {
    file: string;
    text: string;
}

/** Takes back what was written. */
export type Undo = () => void;

/**
 * Writes all of these files, or none: where one cannot be written, the ones before it are again as they were.
 *
 * @throws CommandError where one cannot be written.
 */
export function writeFiles(files: readonly FileToWrite[], overwrite: boolean): Undo {
    const undone: Undo[] = [];
    const undo = (): void =>
        undone
            .splice(0)
            .toReversed()
            .forEach((step) => step());
    for (const { file, text } of files) {
        try {
            const before = contentOf(file);
            const descriptor = openSync(file, overwrite ? "w" : "wx");
            undone.push(before.restore);
            try {
                writeFileSync(descriptor, text);
            } finally {
                closeSync(descriptor);
            }
        } catch (error) {
            undo();
            throw new CommandError(
                `${file} could not be written: ${errorMessage(error)}. Nothing was written: name another file, or make room for it.`,
            );
        }
    }
    return undo;
}

/** How to make a file again what it is now. A device or a pipe cannot take anything back. */
function contentOf(file: string): { restore: Undo } {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) {
        return { restore: () => rmSync(file) };
    }
    if (!stats.isFile()) {
        return { restore: () => undefined };
    }
    const content = readFileSync(file);
    return { restore: () => writeFileSync(file, content) };
}
