// What many measured values come to.

/** A summary of measured values. */
export interface Summary {
    readonly count: number;
    readonly mean: number;
    readonly worst: number;
}

/** Sums values up; there must be some. */
export function summarize(values: readonly number[]): Summary {
    if (values.length === 0) {
        throw new Error("Nothing was measured.");
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { count: values.length, mean, worst: Math.max(...values) };
}

/** Milliseconds as seconds to the millisecond: the rest is noise. */
export function roundedSeconds(milliseconds: number): number {
    return Math.round(milliseconds) / 1000;
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

/** The nth of values that lie evenly around one, at most a share of it away, so that polls at regular distances meet none by chance. */
export function spread(value: number, share: number, index: number): number {
    const golden = (Math.sqrt(5) - 1) / 2;
    return value * (1 + share * (2 * (((index + 1) * golden) % 1) - 1));
}
