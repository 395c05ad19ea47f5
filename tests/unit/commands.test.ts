// What the commands of this repository say where they cannot go on.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

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

/** Runs a program of this repository's tools, and gives what it prints as JSON. */
function evaluated(script: string): unknown {
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
        encoding: "utf8",
    });
    return stdout === "" ? stderr : JSON.parse(stdout);
}

test("of work that takes its time something is said every 10 s at the latest, and nothing once it is over", () => {
    const script = `
        import { mock } from "node:test";
        mock.timers.enable({ apis: ["setInterval"] });
        const { withProgress } = await import(${JSON.stringify(join(root, "tools/engine/progress.mts"))});
        const lines = [];
        let end;
        const work = withProgress((line) => lines.push(line), () => "under way", () => new Promise((resolve) => (end = resolve)));
        const counts = [];
        for (let tens = 0; tens < 6; tens += 1) {
            mock.timers.tick(10_000);
            counts.push(lines.length);
        }
        end("done");
        const result = await work;
        mock.timers.tick(60_000);
        console.log(JSON.stringify({ counts, result, all: lines.length }));
    `;
    expect(evaluated(script)).toEqual({ counts: [1, 2, 3, 5, 6, 7], result: "done", all: 7 });
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

    test("an installation that takes its time says so until it is over", () => {
        rmSync(join(clone, "node_modules/.package-lock.json"));
        const bin = join(clone, "bin");
        mkdirSync(bin);
        writeFileSync(join(bin, "npm"), "#!/bin/sh\nsleep 1\n", { mode: 0o755 });
        // The same with intervals that are a twentieth as long.
        const hurried =
            "const { setInterval } = globalThis; globalThis.setInterval = (act, span) => setInterval(act, span / 20);";
        const { status, stderr } = spawnSync(
            process.execPath,
            [
                "--import",
                `data:text/javascript,${encodeURIComponent(hurried)}`,
                join(clone, "tools/run.mjs"),
                "tools/start.mts",
            ],
            {
                encoding: "utf8",
                env: { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` },
            },
        );
        expect(status).toBe(1);
        expect(stderr).toMatch(
            /^Installing the project's dependencies \(npm ci, about a minute\) \.\.\.\n(npm ci is still running \(\d s\)\.\n)+The project's own Node\.js is missing/,
        );
    });

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
