// What the README and its first guides tell of this repository, held to it.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cells, choices, eras, type Operation, type Situation } from "../atlas/generations-table";

/** The rows that the guide shows of the whole table. */
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

const root = join(__dirname, "../..");

/** Formatting pads the cells. */
function unpadded(file: string): string {
    return readFileSync(join(root, file), "utf8").replaceAll(/ +\|/g, " |");
}

const readme = unpadded("README.md");

test("the guide's table of the generations is what the tests of every cell show", () => {
    const guide = unpadded("docs/contributing/api-generations.md");
    for (const [operation, situation] of shown) {
        const row = [operation, situation, ...eras.map((era) => cell(operation, situation, era))];
        expect(guide).toContain(`| ${row.join(" | ")} |`);
    }
});

test("the picture of the layers has each folder, with its role, and no other", () => {
    const architecture = unpadded("docs/contributing/architecture.md");
    const [, picture = ""] = /\n```\n(sdk\/[\s\S]*?)```/.exec(architecture) ?? [];
    let above = "";
    const pictured = picture
        .trimEnd()
        .split("\n")
        .map((line) => {
            const [, indent = "", name = "", role] = /^( *)([a-z]+)\/ +(\S.*)$/.exec(line) ?? [];
            above = indent === "" ? name : above;
            return [indent === "" ? name : `${above}/${name}`, role === undefined ? `no role: ${line}` : ""];
        });
    const rooms = [...foldersIn("."), ...foldersIn("provider").map((room) => `provider/${room}`)];
    expect(Object.fromEntries(pictured)).toEqual(Object.fromEntries(rooms.map((room) => [room, ""])));
    expect(pictured).toHaveLength(rooms.length);
});

/** The folders that the repository has: not what commands leave there, nor what a person's tools do. */
function foldersIn(folder: string): string[] {
    const ignored = readFileSync(join(root, ".gitignore"), "utf8").replaceAll("/\n", "\n").split("\n");
    return readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .filter((name) => !name.startsWith(".") && !ignored.includes(name));
}

test("that a version is not released yet is told as long as the changelog says so", () => {
    const [, version] = /^## (\S+) \(not released yet\)$/m.exec(unpadded("CHANGELOG.md")) ?? [];
    const [, told] = /^Version (\S+) is not released yet/m.exec(readme) ?? [];
    expect(told).toBe(version);
    expect(unpadded("docs/comparison.md").includes("[not released yet]")).toBe(version !== undefined);
});

test("the README is for users, and short", () => {
    const lines = readFileSync(join(root, "README.md"), "utf8").trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(150);
    // What became of serverless comes before anything else.
    expect(lines.slice(0, 8).join(" ")).toMatch(
        /Flex clusters.*retired serverless instances on January 22, 2026/,
    );
});

test.each([
    [
        "that it was never run against Atlas",
        /tested it against its own emulator, and not yet against the Atlas service/,
    ],
    [
        "that it writes a tag, and how not to",
        /one tag to each cluster, `pulumi-owner`.*docs\/ownership\.md#without-the-tag/,
    ],
    ["that a first up has one resource more", /also shows a resource `atlas-serverless`/],
    ["that a preview proves no credentials", /preview.*sends no request to Atlas for a new cluster/],
    ["what costs data", /replaces the cluster, and its data is deleted/],
    ["that a cluster costs money", /bills a Flex cluster/],
    ["what it lacks", /no users, access lists, Free or Dedicated clusters/],
    ["which languages nobody has tried", /C# and Java should work, and are not tested/],
])("the README tells a reader who decides: %s", (_, says) => {
    expect(readme.replaceAll(/\s+/g, " ")).toMatch(says);
});

/** A figure of the benchmark. */
interface Figure {
    title: string;
    count?: number;
    unit: string;
    ours: number;
    other?: number;
}

/** Those that the page on performance shows; the first of each kind are those where this provider is not better. */
const told: [title: string, count: number][] = [
    ["create, ready to returned: mean", 1],
    ["create, ready to returned: mean", 100],
    ["update, changed to returned: mean", 1],
    ["destroy, gone to returned: mean", 1],
    ["create: requests", 1],
    ["update: requests", 1],
    ["destroy: requests", 1],
    ["refresh: requests", 1],
    ["create: requests", 100],
    ["update: requests", 100],
    ["destroy: requests", 100],
    ["refresh: requests", 500],
    ["refresh: wall time", 500],
];

test.each(told)(
    "the figure of %s (%i) on the page on performance is what the last full benchmark has measured",
    (title, count) => {
        const results = readFileSync(join(root, "bench/results.json"), "utf8");
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
        expect(unpadded("docs/performance.md")).toContain(
            `| ${title} | ${count} | ${shownAs(figure?.ours)} | ${shownAs(figure?.other)} |`,
        );
    },
);

test("the page on performance says first that its figures are of the emulator", () => {
    const [beforeTables = ""] = unpadded("docs/performance.md").split("| figure");
    expect(beforeTables).toContain("All figures are of this project's emulator, not of Atlas.");
});

test.each([1, 4, 11.5, 45])(
    "the row of changes that take %d s on the page on performance is what the last full benchmark has measured",
    (seconds) => {
        const { grid } = JSON.parse(readFileSync(join(root, "bench/results.json"), "utf8")) as {
            grid: { kind: string; seconds: number; count: number; lateness: { mean: number } }[];
        };
        const shown = (
            [
                ["create", 1],
                ["create", 100],
                ["update", 100],
                ["destroy", 100],
            ] as const
        ).map(([kind, count]) => {
            const measured = grid.find(
                (one) => one.kind === kind && one.seconds === seconds && one.count === count,
            );
            return `${(measured?.lateness.mean ?? NaN).toFixed(2)} s`;
        });
        expect(unpadded("docs/performance.md")).toContain(`| ${seconds} s | ${shown.join(" | ")} |`);
    },
);

/** The pages of this repository that a page links to. */
function linkedFrom(page: string): string[] {
    const links = readFileSync(join(root, page), "utf8").matchAll(
        /\]\((?!https?:)([^)#]+\.md)(?:#[^)]*)?\)/g,
    );
    return [...links].map(([, link = ""]) => join(dirname(page), link));
}

/** What a newcomer asks, the page that answers it, and a sentence of the answer. */
const questions: [question: string, page: string, answer: RegExp][] = [
    ["how to begin with a real account", "docs/get-started.md", /## 2\. Create a service account/],
    ["how to connect", "docs/get-started.md", /mongosh "\$\(pulumi stack output uri\)"/],
    [
        "what ServerlessInstance means now",
        "docs/serverless-and-flex.md",
        /`ServerlessInstance` creates a Flex cluster/,
    ],
    ["how to import an existing cluster", "docs/import.md", /^\| the cluster +\| use/m],
    ["how to configure credentials", "docs/installation-configuration.md", /## All settings/],
    ["what each input does", "docs/inputs-outputs.md", /^\| input +\| type +\| required \| default/m],
    ["how to upgrade", "docs/upgrading.md", /## What a version may change/],
    ...["python", "go", "csharp", "java", "yaml"].map((language): [string, string, RegExp] => [
        `how to use it in ${language}`,
        `docs/languages/${language}.md`,
        /From an empty folder|pulumi new yaml/,
    ]),
];

test.each(questions)("%s is answered within two clicks from the README", (_, page, answer) => {
    const first = linkedFrom("README.md");
    expect([...first, ...first.flatMap(linkedFrom)]).toContain(page);
    expect(readFileSync(join(root, page), "utf8")).toMatch(answer);
});
