/** When a change is usually over. All times are milliseconds since the change was asked for. */
export interface Pace {
    /** Single looks for the case that it is over much sooner than usual. */
    early: readonly number[];
    /** Within these it is over almost always, so looks are close together. */
    likely: readonly [from: number, to: number];
}

/** The times that Atlas has been seen to take. */
export const paces = {
    creating: { early: [250, 1000, 3000], likely: [10_900, 12_500] },
    updating: { early: [250, 1000], likely: [2000, 4500] },
    deleting: { early: [250, 1000, 2500], likely: [4000, 8000] },
} as const satisfies Record<string, Pace>;

/** Between two looks in the likely time; also the least distance of any two looks. */
export const closest = 300;
const least = 500;
const most = 10_000;
const share = 0.05;

/**
 * When to look next at a change for which `waited` milliseconds have passed: at the early moments, closely in the
 * likely time, and past that every 5 % of the time waited, between half a second and ten.
 */
export function nextLook({ early, likely: [from, to] }: Pace, waited: number): number {
    const soon = early.find((moment) => moment >= waited + closest || (waited === 0 && moment > 0));
    if (soon !== undefined) {
        return soon;
    }
    if (waited + closest < from) {
        return from;
    }
    return waited + (waited < to ? closest : Math.min(Math.max(waited * share, least), most));
}
