// What many measured values come to.

/** A summary of measured values. */
export interface Summary {
    readonly count: number;
    readonly least: number;
    readonly mean: number;
    /** The value that 95 of 100 do not exceed. */
    readonly p95: number;
    readonly worst: number;
}

/** Sums values up; undefined where there are none. */
export function summarize(values: readonly number[]): Summary | undefined {
    const sorted = values.toSorted((one, other) => one - other);
    const [least] = sorted;
    const worst = sorted.at(-1);
    const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1];
    if (least === undefined || worst === undefined || p95 === undefined) {
        return undefined;
    }
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    return { count: sorted.length, least, mean, p95, worst };
}

/** The middle of values, of which there must be some. */
export function median(values: readonly number[]): number {
    const sorted = values.toSorted((one, other) => one - other);
    const upper = sorted[Math.floor(sorted.length / 2)];
    const lower = sorted[Math.ceil(sorted.length / 2) - 1];
    if (upper === undefined || lower === undefined) {
        throw new Error("Nothing has no median.");
    }
    return (lower + upper) / 2;
}
