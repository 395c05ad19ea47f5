// Writes docs/reference/ from the docstrings of what programs may import. A public name or property without a docstring, or
// a type of one that is not public, is an error. With --check it writes nothing there, and fails where the committed pages
// have drifted from the docstrings.
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../paths.mts";
import { writeReference } from "./write.mts";

const committed = join(root, "docs", "reference");

if (process.argv.includes("--check")) {
    const fresh = mkdtempSync(join(tmpdir(), "reference-"));
    try {
        process.exitCode = (await writeReference(fresh)) && isCommitted(fresh) ? 0 : 1;
    } finally {
        rmSync(fresh, { recursive: true });
    }
} else {
    process.exitCode = (await writeReference(committed)) ? 0 : 1;
}

/** Whether the committed pages are those of a folder; says which are not. */
function isCommitted(fresh: string): boolean {
    const [wanted, found] = [pagesIn(fresh), pagesIn(committed)];
    const drifted = [...new Set([...wanted.keys(), ...found.keys()])].filter(
        (page) => wanted.get(page) !== found.get(page),
    );
    for (const page of drifted) {
        console.error(
            `docs/reference/${page} has drifted from the docstrings: run \`npm run reference\` and commit.`,
        );
    }
    return drifted.length === 0;
}

function pagesIn(folder: string): Map<string, string> {
    return new Map(
        globSync("**/*.md", { cwd: folder })
            .toSorted()
            .map((page) => [page, readFileSync(join(folder, page), "utf8")]),
    );
}
