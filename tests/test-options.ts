// What whoever starts the tests may wish for: the only place that reads the environment for it.

const { CHAOS, CHAOS_SEED, CHAOS_CELL } = process.env;

/** CHAOS=full: every cell of a table, every crash, every case of a property; not only a share of them. */
export const isFull = CHAOS === "full";

/** CHAOS_SEED=n: another share, other moments, other cases. The same number gives the same ones. */
export const seed = Number(CHAOS_SEED ?? 1);

/** CHAOS_CELL=...: only the cells whose titles begin so. */
export const titleWished = CHAOS_CELL;
