// What is worked out of measured operations.
import type { Entry, Findings } from "../findings.mts";
import type { Operation } from "../operation.mts";
import type { Kind } from "../programs.mts";
import { median, summarize } from "../statistics.mts";

/** The operations, in the order of a database's life. */
export const operations: readonly Operation[] = ["create", "preview", "refresh", "update", "destroy"];

/** The numbers of databases that growth is shown for. */
export const counts: readonly number[] = [1, 20, 100, 500];

/** Where waiting was measured: with more databases, time is scaled. */
export const waitingCounts = counts.filter((count) => count <= 100);

const special: readonly Entry["scenario"][] = ["long", "sunset", "bucket"];

/** What was measured of an operation in the ordinary scenarios. */
export function entriesOf(
    { entries }: Pick<Findings, "entries">,
    kind: Kind,
    operation: Operation,
    count: number,
): readonly Entry[] {
    return entries
        .filter((entry) => entry.kind === kind && entry.operation === operation && entry.count === count)
        .filter(({ scenario }) => !special.includes(scenario));
}

/** Something worked out of the repetitions of one measurement; undefined where there are none. */
export type Measure = (entries: readonly Entry[]) => number | undefined;

const latenessOf = (entries: readonly Entry[]) => summarize(entries.flatMap(({ lags }) => lags));

/** How late the calls returned. */
export const meanLateness: Measure = (entries) => latenessOf(entries)?.mean;
export const p95Lateness: Measure = (entries) => latenessOf(entries)?.p95;
export const worstLateness: Measure = (entries) => latenessOf(entries)?.worst;

/** The most requests that one repetition needed. */
export const requests: Measure = (entries) => summarize(entries.map((entry) => entry.requests))?.worst;

/** The wall time of one repetition in the middle. */
export const wallTime: Measure = (entries) =>
    entries.length === 0 ? undefined : median(entries.map(({ seconds }) => seconds));

/** The most memory of a provider's process in MB, where the probe was there to see it. */
export const peakMemory: Measure = (entries) => {
    const known = entries.map((entry) => entry.peakMemory).filter((bytes) => bytes > 0);
    return known.length === 0 ? undefined : Math.max(...known) / 2 ** 20;
};

/** The same measure of ours and of the baseline. */
export function both(findings: Findings, operation: Operation, count: number, measure: Measure) {
    return {
        count,
        ours: measure(entriesOf(findings, "ours", operation, count)),
        other: measure(entriesOf(findings, "baseline", operation, count)),
    };
}
