// Everything that the project says to a person, as one text: in __snapshots__, to be read from end to end when a
// sentence is new. What is shown there is shown to somebody: what happened, where, and what to do now.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sentencesOf } from "./sentences";
import { bannedIn } from "./vocabulary";

const root = join(__dirname, "../..");

/** Lists, and programs that are written or generated: no sentences. */
const wordless = [
    "cli/program-text.ts",
    "emulator/regions.ts",
    "provider/dynamic/stub.ts",
    "provider/schema/validate-inputs.ts",
    "tools/browser.mts",
    "tools/cluster-life.mts",
    "tools/schema/validator.mts",
];

const said = globSync(["{cli,emulator,provider,sdk}/**/*.ts", "tools/**/*.mts"], { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.endsWith(".client.ts") && !wordless.includes(file))
    .sort()
    .map((file) => ({ file, sentences: sentencesOf(readFileSync(join(root, file), "utf8")) }))
    .filter(({ sentences }) => sentences.length > 0);

/** Without the places for values, which are code. */
const wordsOf = (sentence: string) => sentence.replaceAll(/\{[^{}]*\}/g, "{}");

test("this is what it says", () => {
    const text = said.map(({ file, sentences }) => [`## ${file}`, ...sentences].join("\n")).join("\n\n");
    expect(`\n${text}\n`).toMatchSnapshot();
});

test.each([
    ["blames, begs or shouts", /\b(please|sorry|oops|illegal|stupid)\b|!(?:$|\s)/i],
    [
        "speaks as programs do",
        /\b(failed to|unable to|cannot be null|undefined|an error occurred|exception)\b/i,
    ],
    [
        "names a command without quoting it",
        /(?:^|[^`$\w]\s?)(?<!npm )\b(?:run|then) (?:pulumi|npm|npx|terraform|tofu) /,
    ],
])("nothing of it %s", (_, pattern) => {
    const found = said.flatMap(({ file, sentences }) =>
        sentences
            // How a command is used is a table.
            .filter((sentence) => !sentence.includes("\nUsage: ") && pattern.test(wordsOf(sentence)))
            .map((sentence) => `${file}: ${sentence}`),
    );
    expect(found).toEqual([]);
});

/** What else is printed to people: the benchmark for contributors, the examples for those who copy them. */
const besides = globSync(["bench/**/*.mts", "examples/*/**/*.ts", "tools/*.{mjs,cjs,ts}"], {
    cwd: root,
    exclude: ["**/node_modules/**"],
}).map((file) => ({ file, sentences: sentencesOf(readFileSync(join(root, file), "utf8")) }));

test("nothing of it has one of the old words", () => {
    const found = [...said, ...besides].flatMap(({ file, sentences }) =>
        sentences.flatMap((sentence) =>
            bannedIn(wordsOf(sentence)).map((hit) => `${file}: ${hit}: ${sentence}`),
        ),
    );
    expect(found).toEqual([]);
    expect(besides.length).toBeGreaterThan(20);
});
