// What every operation does, whichever generation of the API Atlas has left. The table in docs/contributing/api-generations.md is made from this one.

export const operations = ["create", "read", "update", "delete", "list", "snapshots"] as const;
export type Operation = (typeof operations)[number];

export const eras = ["classic", "transition", "sunset"] as const;
export type Era = (typeof eras)[number];

/** The program's `apiGeneration`. */
export const choices = ["auto", "serverless", "flex"] as const;
export type Choice = (typeof choices)[number];

/** What has become of the cluster that the program made under the name; for a create, what an earlier, crashed one left. */
export const situations = [
    "present",
    "absent",
    /** Another cluster has the name: another id, and no mark of ours. */
    "foreign",
    "converted to Flex, same id",
    "converted to Flex, new id",
    "converted to Free",
    "converted to Dedicated",
] as const;
export type Situation = (typeof situations)[number];

/** All that can come of it. */
export const outcomes = [
    "made by serverless",
    "made by flex",
    /** The crashed create's cluster is ours, marked anew. */
    "taken over",
    "kept",
    "gone",
    /** Another cluster has the name: ours is gone, a person is told, and theirs is not touched. */
    "gone, and told of another",
    "updated by serverless",
    "updated by flex",
    "deleted by serverless",
    "deleted by flex",
    "nothing to delete",
    "listed",
    "not listed",
    "snapshots by serverless",
    "snapshots by flex",
    "refused: name taken",
    "refused: set auto",
    "refused: does not exist",
    "refused: another cluster",
    "refused: another kind",
] as const;
export type Outcome = (typeof outcomes)[number];

/** The outcomes under `auto`, `serverless` and `flex`; one word stands for three that are the same. */
type Row = Outcome | readonly [auto: Outcome, serverless: Outcome, flex: Outcome];
type Rows = Outcome | Readonly<Record<Era, Row>>;

const refusedWhereGone = (outcome: Outcome): Rows => ({
    classic: outcome,
    transition: outcome,
    sunset: [outcome, "refused: set auto", outcome],
});

const created = {
    classic: ["made by serverless", "made by serverless", "made by flex"],
    transition: ["made by serverless", "made by serverless", "made by flex"],
    sunset: ["made by flex", "refused: set auto", "made by flex"],
} as const;

const updated = {
    classic: ["updated by serverless", "updated by serverless", "updated by flex"],
    transition: ["updated by serverless", "updated by serverless", "updated by flex"],
    sunset: ["updated by flex", "refused: set auto", "updated by flex"],
} as const;

const deleted = {
    classic: ["deleted by serverless", "deleted by serverless", "deleted by flex"],
    transition: ["deleted by serverless", "deleted by serverless", "deleted by flex"],
    sunset: "deleted by flex",
} as const;

/** Data sources know no choice: the one that a program made with Flex was never in the serverless generation. */
const snapshots = {
    classic: ["snapshots by serverless", "snapshots by serverless", "snapshots by flex"],
    transition: ["snapshots by serverless", "snapshots by serverless", "snapshots by flex"],
    sunset: "snapshots by flex",
} as const;

const snapshotsOfConverted = {
    classic: "snapshots by serverless",
    transition: "snapshots by serverless",
    sunset: "snapshots by flex",
} as const;

const table: Readonly<Record<Operation, Readonly<Record<Situation, Rows>>>> = {
    create: {
        present: refusedWhereGone("taken over"),
        absent: created,
        foreign: refusedWhereGone("refused: name taken"),
        "converted to Flex, same id": refusedWhereGone("taken over"),
        "converted to Flex, new id": refusedWhereGone("taken over"),
        "converted to Free": refusedWhereGone("refused: name taken"),
        "converted to Dedicated": refusedWhereGone("refused: name taken"),
    },
    read: {
        present: "kept",
        absent: "gone",
        foreign: "gone, and told of another",
        "converted to Flex, same id": "kept",
        "converted to Flex, new id": "kept",
        "converted to Free": "refused: another kind",
        "converted to Dedicated": "refused: another kind",
    },
    update: {
        present: updated,
        absent: "refused: does not exist",
        foreign: "refused: another cluster",
        "converted to Flex, same id": updated,
        "converted to Flex, new id": updated,
        "converted to Free": "refused: another kind",
        "converted to Dedicated": "refused: another kind",
    },
    delete: {
        present: deleted,
        absent: "nothing to delete",
        foreign: "gone, and told of another",
        "converted to Flex, same id": deleted,
        "converted to Flex, new id": deleted,
        "converted to Free": "refused: another kind",
        "converted to Dedicated": "refused: another kind",
    },
    list: {
        present: "listed",
        absent: "not listed",
        foreign: "listed",
        "converted to Flex, same id": "listed",
        "converted to Flex, new id": "listed",
        "converted to Free": "not listed",
        "converted to Dedicated": "not listed",
    },
    snapshots: {
        present: snapshots,
        absent: "refused: does not exist",
        foreign: snapshotsOfConverted,
        "converted to Flex, same id": snapshotsOfConverted,
        "converted to Flex, new id": snapshotsOfConverted,
        "converted to Free": "refused: another kind",
        "converted to Dedicated": "refused: another kind",
    },
};

/** One cell of the table. */
export interface Cell {
    operation: Operation;
    era: Era;
    choice: Choice;
    situation: Situation;
    outcome: Outcome;
}

/** Every cell: nothing is left out. */
export const cells: readonly Cell[] = operations.flatMap((operation) =>
    situations.flatMap((situation) =>
        eras.flatMap((era) =>
            choices.map((choice) => {
                const outcome = outcomeOf(table[operation][situation], era, choice);
                return { operation, era, choice, situation, outcome };
            }),
        ),
    ),
);

function outcomeOf(rows: Rows, era: Era, choice: Choice): Outcome {
    const row = typeof rows === "string" ? rows : rows[era];
    if (typeof row === "string") {
        return row;
    }
    const [auto, serverless, flex] = row;
    return { auto, serverless, flex }[choice];
}
