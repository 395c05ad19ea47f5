// The comparison with the other tools: nothing is said that nothing shows, and the README says the same.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const guide = readFileSync(join(root, "docs/comparison.md"), "utf8");

/** The rows of the table under a heading's words, cell by cell; the first is its head. */
function rowsOf(text: string, head: string): string[][] {
    const [table = ""] = new RegExp(`^\\| ${head}[^]*?(?=\\n\\n)`, "m").exec(text) ?? [];
    return table
        .split("\n")
        .filter((line) => !line.startsWith("| --"))
        .map((line) =>
            line
                .split("|")
                .slice(1, -1)
                .map((cell) => cell.trim()),
        );
}

const [head = [], ...rows] = rowsOf(guide, "what ");
const sources = new Map(
    [...guide.matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name = "", url = ""]) => [name, url]),
);

test("each cell has a link to what shows it", () => {
    expect(head).toEqual(["what", "this provider", "`@pulumi/mongodbatlas`", "Terraform's `mongodbatlas`"]);
    expect(rows.length).toBeGreaterThan(9);
    for (const [what, ...cells] of rows) {
        const unshown = cells.filter((cell) => !/\]\([^)]+\)|\]\[[^\]]+\]/.test(cell));
        expect([what, unshown]).toEqual([what, []]);
    }
});

test("what is ours is shown by this repository, what is theirs by nobody else's word than theirs", () => {
    for (const [what, ours = "", ...theirs] of rows) {
        const named = [ours, ...theirs].map((cell) =>
            [...cell.matchAll(/\]\[([^\]]+)\]/g)].map(([, name = ""]) => name),
        );
        expect([what, named[0]]).toEqual([what, []]);
        for (const names of named.slice(1)) {
            expect([what, names.length > 0]).toEqual([what, true]);
        }
    }
});

test("each source is in use, and a file on GitHub is one of a commit", () => {
    const used = [...guide.matchAll(/\]\[([^\]]+)\]/g)].map(([, name = ""]) => name);
    expect([...new Set(used)].toSorted()).toEqual([...sources.keys()].toSorted());
    for (const url of sources.values()) {
        expect(url).toMatch(/^https:\/\//);
        // A branch's file may say something else tomorrow.
        expect(url).not.toMatch(/\/(blob|tree)\/(master|main)\//);
    }
});

test("the README's rows are rows of it, word for word", () => {
    const readme = rowsOf(readFileSync(join(root, "README.md"), "utf8"), "what ");
    const words = [head, ...rows].map((row) =>
        row.map((cell) => cell.replaceAll(/\[([^\]]*)\](\([^)]*\)|\[[^\]]*\])/g, "$1")),
    );
    expect(readme.length).toBeGreaterThan(5);
    for (const row of readme) {
        expect(words).toContainEqual(row);
    }
});

test("each measured figure says that it is of the emulator", () => {
    const measured = rows.flat().filter((cell) => cell.includes("bench/results.json"));
    expect(measured.length).toBeGreaterThan(5);
    expect(measured.filter((cell) => !cell.includes("against the emulator"))).toEqual([]);
    expect(guide).toContain("All tests and all figures are of this project's own emulator.");
});

test("its figures are what the last full benchmark has measured", () => {
    const { figures } = JSON.parse(readFileSync(join(root, "bench/results.json"), "utf8")) as {
        figures: { title: string; count?: number; ours: number; other?: number }[];
    };
    const measured = (title: string, count: number) =>
        figures.find((one) => one.title === title && one.count === count) ?? { ours: NaN, other: NaN };
    const one = measured("create, ready to returned: mean", 1);
    const many = measured("create, ready to returned: mean", 100);
    const requests = measured("create: requests", 100);
    expect(guide).toContain(`[${one.ours.toFixed(2)} s later for one, ${many.ours.toFixed(2)} s for 100](`);
    expect(guide).toContain(`[${one.other?.toFixed(2)} s later](`);
    expect(guide).toContain(
        `[${requests.ours}](../bench/results.json) against the emulator: all waits share one status request`,
    );
    expect(guide).toContain(`[${requests.other}](../bench/results.json) by a baseline`);
    const [create, update, destroy] = ["create: requests", "update: requests", "destroy: requests"].map(
        (title) => measured(title, 1),
    );
    expect(guide).toContain(
        `[create ${create?.ours}, update ${update?.ours}, destroy ${destroy?.ours}](../bench/results.json) against the emulator`,
    );
    expect(guide).toContain(
        `[create ${create?.other}, update ${update?.other}, destroy ${destroy?.other}](../bench/results.json)`,
    );
    expect(guide).toContain(`${destroy?.ours} instead of ${destroy?.other} for a destroy`);
});
