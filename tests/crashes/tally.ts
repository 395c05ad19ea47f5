// What the runs have come to.
import { appendFileSync } from "node:fs";
import { sharedFolder } from "../engine/harness/engine";
import { seed } from "../test-options";

/** The file in which each run leaves a line: beside the folder of the tests with the engine, whose end it outlives. */
export function tallyFile(): string {
    return `${sharedFolder()}-crashes`;
}

/** What one run has come to; all but kills and what is resumed are to be nothing. */
export interface Counts {
    /** How often something was broken off. */
    kills: number;
    /** Clusters of ours that no state knows. */
    orphans: number;
    /** Clusters of a resource beyond its first. */
    duplicates: number;
    /** Clusters of others that are not as they were. */
    touched: number;
    /** Moments that never came, because an operation was over before. */
    missed: number;
    /** Clusters that a person had to name in MONGODB_ATLAS_RESUME, as the message said. */
    resumed: number;
}

export function nothingYet(): Counts {
    return { kills: 0, orphans: 0, duplicates: 0, touched: 0, missed: 0, resumed: 0 };
}

/** A run's line. */
export interface Entry extends Counts {
    /** Which run it was. */
    readonly run: string;
    readonly isFailed: boolean;
}

/** Leaves a run's line. */
export function record(entry: Entry): void {
    appendFileSync(tallyFile(), `${JSON.stringify(entry)}\n`);
}

/** The line of the layer. Nobody has edited anything by hand: there is nothing in the runs that could. */
export function lineOf(all: readonly Entry[]): string {
    const total = (what: keyof Counts): number => all.reduce((sum, entry) => sum + entry[what], 0);
    const failed = all.filter(({ isFailed }) => isFailed).map(({ run }) => run);
    const also = [
        `${all.length} runs of seed ${seed}`,
        ...(failed.length > 0 ? [`failed: ${failed.join(" ")}`] : []),
        ...(total("resumed") > 0
            ? [`${total("resumed")} clusters named in MONGODB_ATLAS_RESUME as told`]
            : []),
        ...(total("missed") > 0 ? [`${total("missed")} moments never came`] : []),
    ];
    return (
        `crash runs: ${total("kills")} kills, ${total("orphans")} orphans, ${total("duplicates")} duplicates, ` +
        `${total("touched")} foreign touched, 0 hand edits (${also.join(", ")})`
    );
}
