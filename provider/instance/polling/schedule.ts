/** What a wait is for. */
export type Change = "create" | "update" | "delete" | "restore";

/** The first poll comes so long after the change was accepted. Milliseconds. */
const firstDelay = 250;
/**
 * Between two polls, where 5 % of the time waited are less: `least` and those, up to `most`. Short updates and deletes are polled
 * sooner than every second, since those that end just after a poll would all be seen a second late; at 650 ms, twenty deletes of
 * one second were seen 0.86 s late (2026-11-30). A restore is the second wait of its create, and no short one (63 s seen,
 * 2026-08): at three seconds a create with its restore costs 50 polls. Milliseconds.
 */
const least: Readonly<Record<Change, number>> = { create: 500, update: 550, delete: 550, restore: 3000 };
const most: Readonly<Record<Change, number>> = { create: 500, update: 1000, delete: 1000, restore: 3000 };
const shareOfTimeWaited = 0.05;
/** Between two polls at most, so that a long wait shows progress. Milliseconds. */
const longest = 30_000;

/**
 * Milliseconds from one poll to the next, or from the change's acceptance to the first poll. It knows nothing of how long
 * changes usually take: after any duration the next poll comes within 5 % of it, or within half a second (a second for
 * updates and deletes, three for restores), so that a wait ends that soon after its change.
 *
 * @param waited Milliseconds since the change was accepted, at the last poll; 0 before the first one.
 */
export function pollDelay(change: Change, waited: number): number {
    const share = waited * shareOfTimeWaited;
    const pause = Math.max(Math.min(least[change] + share, most[change]), share);
    return waited === 0 ? firstDelay : Math.min(pause, longest);
}
