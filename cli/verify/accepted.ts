import { readFileSync } from "node:fs";
import { asRecord, asString } from "../../provider/atlas/json-readers";
import { errorMessage, UsageError } from "../terminal";
import committed from "./accepted.json";
import { contract, tokenRow } from "./contract";
import type { Problem } from "./expectation";

/** A difference that a person has accepted. */
export interface Accepted {
    /** The row's id, as the report names it. */
    readonly row: string;
    /** What of the answer differs, as the report says it. */
    readonly aspect: string;
    /** Only this answer. Default: any. */
    readonly answered?: string | undefined;
    /** Why it is accepted, for whoever reads the file. */
    readonly why: string;
}

/**
 * The accepted differences: those of the package, or of a file of the same form.
 *
 * @throws UsageError where the file is none, or names a row that there is not.
 */
export function readAccepted(file: string | undefined): Accepted[] {
    const source = file ?? "the package's accepted.json";
    const entries: unknown = file === undefined ? committed : parse(file);
    if (!Array.isArray(entries)) {
        throw new UsageError(`${source} must be a JSON list of { row, aspect, answered?, why }`);
    }
    return entries.map((entry: unknown, index) => {
        const fields = asRecord(entry);
        const [row, aspect, why] = ["row", "aspect", "why"].map((key) => asString(fields[key]));
        if (row === undefined || aspect === undefined || why === undefined) {
            throw new UsageError(`${source}: entry ${index + 1} must have the texts row, aspect and why`);
        }
        if (![tokenRow, ...contract].some(({ id }) => id === row)) {
            throw new UsageError(`${source}: there is no row "${row}"; the report names the rows`);
        }
        return { row, aspect, why, answered: asString(fields["answered"]) };
    });
}

/** Whether a difference is among those that are accepted. */
export function isAccepted(accepted: readonly Accepted[], row: string, problem: Problem): boolean {
    return accepted.some(
        (one) =>
            one.row === row &&
            one.aspect === problem.aspect &&
            (one.answered === undefined || one.answered === problem.answered),
    );
}

function parse(file: string): unknown {
    try {
        return JSON.parse(readFileSync(file, "utf8"));
    } catch (error) {
        throw new UsageError(`"${file}" cannot be read as JSON: ${errorMessage(error).split("\n")[0] ?? ""}`);
    }
}
