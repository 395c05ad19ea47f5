// The line that Pulumi's state keeps of the provider finds this package from wherever a program may have it, and says what to
// do where it is nowhere. As Pulumi's host runs it: compiled from text, in the program's folder.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stub } from "../../provider/dynamic/stub";

let root: string;
beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "stub-")));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Writes files by their path; one whose text begins with `->` is a link to a folder. */
function write(files: Readonly<Record<string, string | object>>): void {
    for (const [path, content] of Object.entries(files)) {
        const file = join(root, path);
        mkdirSync(dirname(file), { recursive: true });
        if (typeof content === "string" && content.startsWith("->")) {
            symlinkSync(join(root, content.slice(2)), file, "junction");
        } else {
            writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
        }
    }
}

/** This package in a folder, with a provider that says which one it is. */
function ours(folder: string, which = "ours"): Record<string, string | object> {
    return {
        [`${folder}/pulumi-atlas-serverless/package.json`]: { exports: { "./dynamic": "./dynamic.js" } },
        [`${folder}/pulumi-atlas-serverless/dynamic.js`]: `exports.provider = ${JSON.stringify(which)};`,
    };
}

const needing = (...names: string[]): object => ({
    name: "x",
    dependencies: Object.fromEntries(names.map((name) => [name, "*"])),
});

const host = `
    const load = require(${JSON.stringify(require.resolve("require-from-string"))});
    try {
        console.log(load(${JSON.stringify(stub)}).handler());
    } catch (error) {
        console.log(String(error), error.stack);
    }
`;

/** What the host has of the stub in a folder: the provider, or the error with its stack. */
function inFolder(folder: string): string {
    mkdirSync(join(root, folder), { recursive: true });
    return execFileSync(process.execPath, ["-e", host], {
        cwd: join(root, folder),
        encoding: "utf8",
        env: {},
    }).trim();
}

it("finds what the program itself has, whether or not a package.json says so", () => {
    write(ours("program/node_modules"));
    expect(inFolder("program/dist/bin")).toBe("ours");
});

it.each(["dependencies", "devDependencies"])("finds what a package of the program's %s has", (kind) => {
    write({
        "program/package.json": { name: "program", [kind]: { "@acme/shop": "workspace:*" } },
        "program/node_modules/@acme/shop": "->libraries/shop",
        "libraries/shop/package.json": needing("pulumi-atlas-serverless"),
        ...ours("libraries/shop/node_modules"),
    });
    expect(inFolder("program")).toBe("ours");
});

it("finds it behind several packages, some of which are missing, hidden, named as Node's own or need each other", () => {
    const hidden = (...names: string[]): object => ({ ...needing(...names), exports: "./none.js" });
    const store = "node_modules/.pnpm";
    write({
        "program/package.json": needing("events", "missing", "a"),
        "program/node_modules/events/package.json": needing(),
        "program/node_modules/a": `->${store}/a@1/node_modules/a`,
        [`${store}/a@1/node_modules/a/package.json`]: hidden("b"),
        [`${store}/a@1/node_modules/b`]: `->${store}/b@1/node_modules/b`,
        [`${store}/b@1/node_modules/b/package.json`]: hidden("a", "c"),
        [`${store}/b@1/node_modules/a`]: `->${store}/a@1/node_modules/a`,
        [`${store}/b@1/node_modules/c/package.json`]: hidden("pulumi-atlas-serverless"),
        ...ours(`${store}/b@1/node_modules`),
    });
    expect(inFolder("program")).toBe("ours");
});

it("goes by the nearest package.json with a name: others only say how files are to be read", () => {
    write({
        "program/package.json": needing("a"),
        "program/dist/package.json": { type: "commonjs" },
        "program/node_modules/a": "->a",
        "a/package.json": needing("pulumi-atlas-serverless"),
        ...ours("a/node_modules"),
    });
    expect(inFolder("program/dist/bin")).toBe("ours");
});

it("takes the one that fewest packages are before, and none of those that the program does not need", () => {
    write({
        "package.json": needing("d"),
        "node_modules/d": "->d",
        "d/package.json": needing("pulumi-atlas-serverless"),
        ...ours("d/node_modules", "a neighbor's"),
        "program/package.json": needing("a", "b"),
        "program/node_modules/a": "->a",
        "program/node_modules/b": "->b",
        "a/package.json": needing("c"),
        "a/node_modules/c": "->c",
        "b/package.json": needing("pulumi-atlas-serverless"),
        "c/package.json": needing("pulumi-atlas-serverless"),
        ...ours("b/node_modules"),
        ...ours("c/node_modules", "further"),
    });
    expect(inFolder("program")).toBe("ours");
});

it.each([
    ["has no package.json", {}],
    ["needs only what is not there", { "program/package.json": needing("missing") }],
    ["needs other things", { "program/package.json": needing("a"), "program/node_modules/a/x.js": "" }],
])("says in one line what to install where, for a program that %s", (_, files) => {
    write(files);
    expect(inFolder("program")).toBe(
        "Error: pulumi-atlas-serverless is not installed: " +
            `run \`npm install pulumi-atlas-serverless\` in ${join(root, "program")}`,
    );
});

it("says what is wrong with one that is there and lacks something itself", () => {
    write({
        ...ours("program/node_modules"),
        "program/node_modules/pulumi-atlas-serverless/dynamic.js": 'require("axios");',
    });
    expect(inFolder("program")).toContain("Cannot find module 'axios'");
});
