// What the commands of this repository say where they cannot go on.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../..");

function outcome(file: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, file), ...args], {
        env,
        encoding: "utf8",
    });
    return { status, stdout, stderr };
}

test.each([
    [["manny"], 'There is no example "manny": npm start'],
    [
        ["tenants"],
        "examples/tenants is run in another way, which the README's table of examples leads to: npm start",
    ],
    [["many", "stacks"], "One example at a time: npm start"],
])("npm start -- %j is told which examples there are", (args, beginning) => {
    expect(outcome("tools/start.mts", args)).toEqual({
        status: 2,
        stdout: "",
        stderr: expect.stringMatching(
            new RegExp(`^${beginning} shows the quickstart, npm start -- NAME one of .*\\bmany\\b.*\\.\\n$`),
        ) as string,
    });
});

test("without an engine, Go or network they say what is missing, and what to do", () => {
    const folder = mkdtempSync(join(tmpdir(), "atlas-no-engine-"));
    try {
        const env = {
            PATH: folder,
            HOME: folder,
            XDG_CACHE_HOME: folder,
            LOCALAPPDATA: folder,
            // Nobody listens there.
            HTTPS_PROXY: "http://127.0.0.1:9",
        };
        const { status, stdout, stderr } = outcome("tools/engine/find.mts", [], env);
        expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
        expect(stderr).toMatch(
            /^No Pulumi engine: there is no pulumi on PATH, the official download .*, .*\bgo\b.*\. Put Pulumi 3\.208\.0 or newer on PATH \(or Go, to build it\) and run this again\.\n$/i,
        );
    } finally {
        rmSync(folder, { recursive: true });
    }
});

describe("in a clone where npm has run no scripts", () => {
    let clone: string;
    beforeEach(() => {
        clone = mkdtempSync(join(tmpdir(), "atlas-clone-"));
        cpSync(join(root, "tools"), join(clone, "tools"), { recursive: true });
        for (const file of ["package.json", "package-lock.json"]) {
            cpSync(join(root, file), join(clone, file));
        }
        mkdirSync(join(clone, "node_modules"));
        writeFileSync(join(clone, "node_modules/.package-lock.json"), "{}");
    });
    afterEach(() => rmSync(clone, { recursive: true }));

    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
        scripts: Record<string, string>;
    };
    const started = Object.entries(scripts).filter(([, script]) => script.startsWith("node tools/run.mjs "));

    test.each(started)(
        "npm run %s says that the project's own Node.js is missing, and how to get it",
        (_, script) => {
            const [, file = "", ...args] = script.split(" ");
            const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, file), ...args], {
                encoding: "utf8",
            });
            expect({ status, stdout, stderr }).toEqual({
                status: 1,
                stdout: "",
                stderr:
                    "The project's own Node.js is missing (node_modules/node/bin/node): npm was told to run no scripts when it installed " +
                    "the package `node`, which fetches it in one. Run `npm rebuild node --ignore-scripts=false`, then this again.\n",
            });
        },
    );

    test("so do all scripts that run this project's TypeScript: no other Node.js need know it", () => {
        const others = Object.entries(scripts).filter(
            ([, script]) => script.includes(".mts") && !script.includes("node tools/run.mjs "),
        );
        expect(others).toEqual([]);
        expect(started.length).toBeGreaterThan(10);
    });

    test("the build says that nothing is installed, and how to get it", () => {
        const { status, stdout, stderr } = spawnSync(process.execPath, [join(clone, "tools/build.mjs")], {
            encoding: "utf8",
        });
        expect({ status, stdout, stderr }).toEqual({
            status: 1,
            stdout: "",
            stderr: "The build needs the packages typescript and esbuild, which are not installed. Run `npm ci --include=dev`, then this again.\n",
        });
    });

    test("a build that is there already is not made again where only that is asked for", () => {
        mkdirSync(join(clone, "dist/sdk"), { recursive: true });
        writeFileSync(join(clone, "dist/sdk/index.js"), "");
        const { status, stdout, stderr } = spawnSync(
            process.execPath,
            [join(clone, "tools/build.mjs"), "--unless-built"],
            { encoding: "utf8" },
        );
        expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
    });
});
