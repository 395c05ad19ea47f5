/**
 * Invariant: only what this state made, or was told to take, is ours. Names, URNs and even provider ids can be equal in two
 * states; a mark is equal only in a copy.
 *
 * How a cluster that was found under a state's name stands to that state. The first that fits.
 */
export const relations = [
    /** It carries the mark that the state recorded, whatever else its tag says. */
    "owned",
    /** It carries no tag, and has the id that the state recorded. */
    "untagged",
    /** Its tag names our own slot with another mark: a killed take, a second process, a copy, an older state. */
    "remarked",
    /** Its tag names somebody else, and the state has no mark: it was imported. */
    "foreign",
    /** Another resource adopted it from us: our mark is among its earlier ones, or it still has our ID. */
    "transferred",
    /** Another cluster has the name, which is had by one at a time: ours is gone. */
    "gone",
    /** Another id, and nothing that proves the one or the other. */
    "doubtful",
] as const;

/** One of them. */
export type Relation = (typeof relations)[number];
