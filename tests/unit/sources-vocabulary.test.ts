// The words of comments, docstrings, the titles of tests, and the emulator's page. Messages are checked by the tests that render them.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { sentencesOf } from "./sentences";
import { bannedIn } from "./vocabulary";

const root = join(__dirname, "../..");

/** A piece of prose in a source file, and the line that it begins in. */
interface Prose {
    readonly line: number;
    readonly text: string;
}

function parse(code: string): ts.SourceFile {
    return ts.createSourceFile("source.ts", code, ts.ScriptTarget.Latest, true);
}

function lineOf(source: ts.SourceFile, position: number): number {
    return source.getLineAndCharacterOfPosition(position).line + 1;
}

/** Names of code, and programs, say what they must. */
function withoutCode(text: string): string {
    return text.replaceAll(/```[\s\S]*?```/g, "code").replaceAll(/`[^`]*`/g, "code");
}

/** All comments, each as one line. */
function commentsIn(code: string): Prose[] {
    const source = parse(code);
    const found = new Map<number, number>();
    const visit = (node: ts.Node): void => {
        const children = node.getChildren(source);
        if (children.length === 0) {
            const ranges = [
                ...(ts.getLeadingCommentRanges(code, node.getFullStart()) ?? []),
                ...(ts.getTrailingCommentRanges(code, node.getEnd()) ?? []),
            ];
            ranges.forEach(({ pos, end }) => found.set(pos, end));
        }
        children.forEach(visit);
    };
    visit(source);
    const single = [...found].map(([pos, end]) => ({
        line: lineOf(source, pos),
        text: code.slice(pos, end),
    }));
    return single.map(({ line, text }) => ({
        line,
        text: withoutCode(text.replaceAll(/\n\s*\*? ?/g, " ")),
    }));
}

/** The titles of tests and of what groups them. */
function titlesIn(code: string): Prose[] {
    const source = parse(code);
    const titles: Prose[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node) && /^(test|it|describe)\b/.test(node.expression.getText(source))) {
            const [title] = node.arguments;
            if (title !== undefined && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title))) {
                titles.push({
                    line: lineOf(source, title.getStart(source)),
                    text: withoutCode(title.getText(source).slice(1, -1)),
                });
            }
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return titles;
}

function hits(patterns: string[], proseOf: (code: string) => Prose[]): string[] {
    const files = globSync(patterns, { cwd: root }).map((file) => file.replaceAll("\\", "/"));
    return files.flatMap((file) =>
        proseOf(readFileSync(join(root, file), "utf8")).flatMap(({ line, text }) =>
            bannedIn(text).map((hit) => `${file}:${line}: ${hit}: ${text.slice(0, 160)}`),
        ),
    );
}

test("no comment has one of the old words", () => {
    const sources = "{provider,sdk,cli,emulator,examples,tools,bench}/**/*.{ts,mts,mjs,js,cjs}";
    expect(hits([sources], commentsIn)).toEqual([]);
});

/** What a person reads on a page: its texts, and the labels that a screen reader says. */
function textsOnPage(html: string): string[] {
    const labels = [...html.matchAll(/ (?:aria-label|title|alt)="([^"]*)"/g)].map(([, label = ""]) => label);
    const texts = html.replaceAll(/<!--|-->/g, "\n").replaceAll(/<[^>]*>/g, "\n");
    return [...labels, ...texts.split("\n").map((line) => line.trim())].filter((text) => text !== "");
}

test("the emulator's page has none of the old words", () => {
    const read = (file: string) => readFileSync(join(root, "emulator/page", file), "utf8");
    const style = [...read("page.css").matchAll(/\/\*[\s\S]*?\*\//g)].map(([comment]) => comment);
    const texts = [...textsOnPage(read("page.html")), ...sentencesOf(read("page.client.js")), ...style];
    expect(texts.length).toBeGreaterThan(30);
    expect(texts.flatMap((text) => bannedIn(text).map((hit) => `${hit}: ${text}`))).toEqual([]);
});

test("texts and labels of a page are found, its markup is not", () => {
    const html = `<!-- A note. --><ul id="databases" aria-label="Faults"><li data-part="door">One\n    two</li></ul>`;
    expect(textsOnPage(html)).toEqual(["Faults", "A note.", "One", "two"]);
});

test("no title of a test has one of the old words", () => {
    expect(hits(["tests/**/*.ts", "examples/*/*.test.ts"], titlesIn)).toEqual([]);
});

test("each comment is found, with its line, and nothing else is", () => {
    const code = [
        'const url = "https://a.example"; // Behind a value.',
        "/**",
        " * A database that",
        " * `goes on`.",
        " */",
        "export function first(/* Inside. */ value = /\\/*x/): string {",
        "    // At the end of a block.",
        "    return `// not one ${value}`;",
        "    // After everything.",
        "}",
    ].join("\n");
    expect(commentsIn(code).toSorted((one, other) => one.line - other.line)).toEqual([
        { line: 1, text: "// Behind a value." },
        { line: 2, text: "/** A database that code. /" },
        { line: 6, text: "/* Inside. */" },
        { line: 7, text: "// At the end of a block." },
        { line: 9, text: "// After everything." },
    ]);
});

test("each title is found, whatever way a test is declared", () => {
    const code = [
        "describe(\"one\", () => { it.each([1])('two %d', () => {}); });",
        "test.each`a`(`three ${1}`, () => {});",
        'expect("no title").toBe(1);',
    ].join("\n");
    expect(titlesIn(code).map(({ text }) => text)).toEqual(["one", "two %d", "three ${1}"]);
});
