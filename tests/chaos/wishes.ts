// What whoever starts the chaos may wish for: the only place that reads the environment for it.

const { CHAOS, CHAOS_SEED, CHAOS_CELL } = process.env;

/** CHAOS=full: every cell of a table, not only a share of them. */
export const isFull = CHAOS === "full";

/** CHAOS_SEED=n: another share. The same number gives the same cells. */
export const seed = Number(CHAOS_SEED ?? 1);

/** CHAOS_CELL=...: only the cells whose titles begin so. */
export const titleWished = CHAOS_CELL;
