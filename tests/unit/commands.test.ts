// What the commands of this repository say where they cannot go on.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
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
