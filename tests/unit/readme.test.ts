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

test("the README's table of the generations is what the tests of every cell show", () => {
    // Formatting pads the cells.
    const readme = readFileSync(join(__dirname, "../../README.md"), "utf8").replaceAll(/ +\|/g, " |");
    for (const [operation, situation] of shown) {
        const row = [operation, situation, ...eras.map((era) => cell(operation, situation, era))];
        expect(readme).toContain(`| ${row.join(" | ")} |`);
    }
});
