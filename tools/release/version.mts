// The version: in which files it stands, how it is set, and what a tag of it must find.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What stands for the account that owns the repository, until there is one. */
export const ownerPlaceholder = /PLACEHOLDER-[A-Z]+/g;

const number = String.raw`\d+\.\d+\.\d+(?:-[\w.]+)?`;

const languagePages = ["csharp", "go", "java", "python", "yaml"].map((name) => `docs/languages/${name}.md`);

/** Where the version stands, by the files' paths from the root; provider/schema is generated from them. */
const places: Readonly<Record<string, RegExp>> = {
    "package.json": new RegExp(`(?<=^    "version": ")${number}(?=")`, "m"),
    // Of the lock itself, and of the package in it.
    "package-lock.json": new RegExp(
        `(?<="name": "pulumi-atlas-serverless",\\n +"version": ")${number}(?=")`,
        "g",
    ),
    "provider/version.ts": new RegExp(`(?<=version = ")${number}(?=")`),
    "provider/plugin/package/package.json": new RegExp(`(?<="pulumi-atlas-serverless": ")${number}(?=")`),
    // In the command that adds the package.
    ...Object.fromEntries(
        languagePages.map((page) => [page, new RegExp(`(?<=atlas-serverless@)${number}(?= --server )`)]),
    ),
};

const changelog = "CHANGELOG.md";

function isVersion(text: string): boolean {
    return new RegExp(`^${number}$`).test(text);
}

function heading(version: string, when: string): RegExp {
    return new RegExp(`^## ${version.replaceAll(".", "\\.")} \\(${when}\\)$`, "m");
}

/**
 * Sets the version in the sources below a root, and its date in the changelog.
 *
 * @throws Error with one line where it is no version, or has no section in the changelog.
 */
export function setVersion(root: string, version: string, date: string): void {
    if (!isVersion(version)) {
        throw new Error(`"${version}" is no version: write it like 1.2.3.`);
    }
    const changes = readFileSync(join(root, changelog), "utf8");
    const unreleased = heading(version, "not released yet");
    if (!unreleased.test(changes)) {
        throw new Error(
            `${changelog} has no section "## ${version} (not released yet)": write what changed, then run this again.`,
        );
    }
    for (const [file, place] of Object.entries(places)) {
        const path = join(root, file);
        writeFileSync(path, readFileSync(path, "utf8").replace(place, version));
    }
    writeFileSync(join(root, changelog), changes.replace(unreleased, `## ${version} (${date})`));
}

/** Why the sources below a root are not the release of a tag, one line each; none where they are. */
export function problemsOf(root: string, tag: string): string[] {
    const version = tag.replace(/^v/, "");
    const differing = Object.entries(places).flatMap(([file, place]) => {
        const found = [...readFileSync(join(root, file), "utf8").matchAll(new RegExp(place, "gm"))];
        const others = found.map(([one]) => one).filter((one) => one !== version);
        return found.length > 0 && others.length === 0
            ? []
            : [`${file} is of version ${others.join(" and ") || "none"}, the tag of ${version}.`];
    });
    const isDated = heading(version, String.raw`\d{4}-\d\d-\d\d`).test(
        readFileSync(join(root, changelog), "utf8"),
    );
    const [placeholder] = readFileSync(join(root, "package.json"), "utf8").match(ownerPlaceholder) ?? [];
    return [
        ...(tag === `v${version}` && isVersion(version) ? [] : [`The tag "${tag}" is not v and a version.`]),
        ...differing,
        ...(isDated ? [] : [`${changelog} has no date for ${version}.`]),
        ...(placeholder === undefined
            ? []
            : [`package.json still has ${placeholder} in place of the repository's owner.`]),
    ];
}
