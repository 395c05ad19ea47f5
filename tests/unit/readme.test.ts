import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cells, choices, eras, type Operation, type Situation } from "../atlas/generations-table";

/** The rows that the README shows of the whole table. */
const shown: [Operation, Situation][] = [
    ["create", "absent"],
    ["read", "present"],
    ["update", "present"],
    ["delete", "present"],
    ["list", "present"],
    ["snapshots", "present"],
    ["read", "converted to Flex, new id"],
    ["update", "foreign"],
    ["delete", "foreign"],
    ["update", "converted to Dedicated"],
    ["read", "absent"],
];

/** Under `auto`, `serverless` and `flex`; one phrase where all three are the same. */
function cell(operation: Operation, situation: Situation, era: string): string {
    const outcomes = choices.map(
        (choice) =>
            cells.find(
                (one) =>
                    one.operation === operation &&
                    one.situation === situation &&
                    one.era === era &&
                    one.choice === choice,
            )?.outcome ?? "missing",
    );
    return new Set(outcomes).size === 1 ? (outcomes[0] ?? "") : outcomes.join(" / ");
}

/** Formatting pads the cells. */
const readme = readFileSync(join(__dirname, "../../README.md"), "utf8").replaceAll(/ +\|/g, " |");

test("the README's table of the generations is what the tests of every cell show", () => {
    for (const [operation, situation] of shown) {
        const row = [operation, situation, ...eras.map((era) => cell(operation, situation, era))];
        expect(readme).toContain(`| ${row.join(" | ")} |`);
    }
});

/** A figure of the benchmark. */
interface Figure {
    title: string;
    count?: number;
    unit: string;
    ours: number;
    other?: number;
}

/** Those that the README shows. */
const told: [title: string, count: number][] = [
    ["create, ready to returned: mean", 1],
    ["create, ready to returned: mean", 100],
    ["create: requests", 1],
    ["create: requests", 100],
    ["refresh: requests", 500],
    ["update: requests", 100],
    ["destroy, gone to returned: mean", 100],
    ["destroy: requests", 1],
    ["destroy: requests", 100],
    ["refresh: wall time", 500],
    ["state per resource", 500],
];

test.each(told)(
    "the README's figure of %s (%i) is what the last full benchmark has measured",
    (title, count) => {
        const results = readFileSync(join(__dirname, "../../bench/results.json"), "utf8");
        const { circumstances, figures } = JSON.parse(results) as {
            circumstances: { mode: string };
            figures: Figure[];
        };
        expect(circumstances.mode).toBe("full");
        const figure = figures.find((one) => one.title === title && one.count === count);
        const shownAs = (value = NaN) => {
            const digits = figure?.unit === "s" ? (value < 10 ? 2 : 1) : 0;
            return `${value.toFixed(digits)}${figure?.unit === "requests" ? "" : ` ${figure?.unit ?? ""}`}`;
        };
        expect(readme).toContain(
            `| ${title} | ${count} | ${shownAs(figure?.ours)} | ${shownAs(figure?.other)} |`,
        );
    },
);
