// The words of all pages that people read in the repository. Those of the generated reference are in the docstrings.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hintsByErrorCode } from "../../provider/atlas/errors";
import { banned, bannedIn } from "./vocabulary";

const root = join(__dirname, "../..");

const pages = globSync(["*.md", "docs/**/*.md", "examples/*/README.md", ".github/*.md", ".github/**/*.yml"], {
    cwd: root,
})
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.startsWith("docs/reference/") && file !== "THIRD_PARTY_LICENSES.md");

/** What a page says itself: no code, no address, and no text of a message, which is held where messages are. */
function proseOf(page: string): string[] {
    const messages = Object.values(hintsByErrorCode);
    return readFileSync(join(root, page), "utf8")
        .replaceAll(/^```diff\n[\s\S]*?^```$/gm, "")
        .replaceAll(/`[^`\n]*`/g, "`code`")
        .replaceAll(/\]\([^)]*\)/g, "]")
        .replaceAll(/^\[[^\]]+\]: \S+$/gm, "")
        .split("\n")
        .filter(
            (line) => !messages.some((message) => line.includes(message.replaceAll(/`[^`\n]*`/g, "`code`"))),
        );
}

test.each(pages)("%s has none of the old words", (page) => {
    const found = proseOf(page).flatMap((line, index) =>
        bannedIn(line).map(
            (hit) => `${page}, line of prose ${index + 1}: ${hit}: ${line.trim().slice(0, 120)}`,
        ),
    );
    expect(found).toEqual([]);
});

test("there are pages", () => {
    expect(pages.length).toBeGreaterThan(30);
});

test.each(banned.map(({ planted, pattern }) => [planted, pattern] as const))(
    "a page that says %j would fail",
    (planted, pattern) => {
        expect(pattern.test(planted)).toBe(true);
        expect(bannedIn(planted)).not.toEqual([]);
    },
);

test.each([
    "Create a database user and an IP access list entry.",
    "The emulator serves the whole control API.",
    "An interrupted create is resumed, and the cluster is adopted.",
    "Set `adopt`, and look up the ID in the Atlas UI.",
])("%j may be said", (sentence) => {
    expect(bannedIn(sentence)).toEqual([]);
});
