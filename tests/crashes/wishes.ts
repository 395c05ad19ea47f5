// What whoever starts the runs may wish for.

/** CHAOS=full: all runs, not only a share of them. */
export const isFull = process.env["CHAOS"] === "full";

/** CHAOS_SEED=n: other moments. The same number gives the same runs. */
export const seed = Number(process.env["CHAOS_SEED"] ?? 1);
