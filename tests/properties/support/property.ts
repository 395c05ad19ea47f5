// A property as a test: with how many cases it is tried, what a failure says, and the layer's tally.
import { appendFileSync } from "node:fs";
import { basename } from "node:path";
import fc from "fast-check";
import { isFull, seed } from "../../test-options.ts";
import { tallyVariable, type Entry } from "./tally.ts";

/** With how many cases a property is tried, by what one case takes: `few` by `npm test`, `many` with CHAOS=full. */
const cases = {
    /** Nothing but computing. */
    computed: { few: 400, many: 40_000 },
    /** Some requests over a socket. */
    asked: { few: 80, many: 5000 },
    /** Clusters' lives from one end to the other, with all the waits of all of them. */
    lived: { few: 40, many: 3000 },
} as const;

const minutes = isFull ? 60 : 2;

/** What a case takes. */
export type Cost = keyof typeof cases;

/** Tells that a property holds, and tries it. */
export function holds<T>(title: string, cost: Cost, property: fc.IRawProperty<T>): void {
    const numRuns = cases[cost][isFull ? "many" : "few"];
    it(
        title,
        async () => {
            const details = await fc.check(property, { seed, numRuns, endOnFailure: false });
            note({ file: fileName(), title, cases: details.numRuns, isFailed: details.failed });
            if (details.failed) {
                const report = fc.defaultReportMessage(details) ?? title;
                throw new Error(`${report}\n\n${again(title)}`, { cause: details.errorInstance });
            }
        },
        minutes * 60_000,
    );
}

/** How to see a failure once more. */
function again(title: string): string {
    const variables = `${isFull ? "CHAOS=full " : ""}CHAOS_SEED=${seed}`;
    return `Once more: ${variables} npm test -- --selectProjects properties -t ${JSON.stringify(title)}`;
}

function fileName(): string {
    return basename(expect.getState().testPath ?? "").replace(/\.test\.ts$/, "");
}

function note(entry: Entry): void {
    const file = process.env[tallyVariable];
    if (file !== undefined) {
        appendFileSync(file, `${JSON.stringify(entry)}\n`);
    }
}
