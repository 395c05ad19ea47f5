// The command as a process: what a shell gives it and takes from it, also where that goes wrong.
import { spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import {
    closeSync,
    existsSync,
    mkdtempSync,
    openSync,
    readFileSync,
    rmSync,
    truncateSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { build, type BuildOptions } from "esbuild";
import { version } from "../../provider/version";
import bundle from "../../tools/bundle.json";
import { pulumiExport, pulumiResource } from "../fixtures/old-stacks";

let folder: string;
beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "atlas-cli-process-"));
    await build({
        ...(bundle as BuildOptions),
        entryPoints: [join(__dirname, "../../cli/index.ts")],
        outdir: folder,
    });
    writeFileSync(join(folder, "old.json"), oldStack);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => rmSync(join(folder, "import.json"), { force: true }));

const oldStack = JSON.stringify(
    pulumiExport([pulumiResource("orders", { projectId: "0123456789abcdef01234567", name: "orders" })]),
);
const offline = ["import", "--from", "old.json", "--offline"];

interface Streams {
    /** What standard input holds. */
    input?: string;
    /** Where standard output leads: to the test, to nobody, or to a device. */
    to?: "test" | "nobody" | "/dev/full";
}

async function outcome(args: readonly string[], { input = "", to = "test" }: Streams = {}) {
    const device = to === "/dev/full" ? openSync(to, "w") : undefined;
    const stdio: StdioOptions = ["pipe", device ?? "pipe", "pipe"];
    const child = spawn(process.execPath, [join(folder, "index.js"), ...args], {
        cwd: folder,
        stdio,
        env: {},
    });
    if (to === "nobody") {
        // Before the process has begun to run.
        child.stdout?.destroy();
    }
    child.stdin?.end(input);
    const [stdout, stderr] = await Promise.all([
        to === "test" && child.stdout !== null ? text(child.stdout) : "",
        child.stderr === null ? "" : text(child.stderr),
        once(child, "exit"),
    ]);
    if (device !== undefined) {
        closeSync(device);
    }
    return { code: child.exitCode, stdout, stderr };
}

interface ImportFile {
    resources: { name: string }[];
}
const isImportFile = (json: string): boolean =>
    (JSON.parse(json) as ImportFile).resources[0]?.name === "orders";

it.each([["--version"], ["version"]])("%s is the package's version, and nothing else", async (arg) => {
    expect(await outcome([arg])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

describe("a reader that has enough is no failure", () => {
    it("of the help", async () => {
        expect(await outcome(["--help"], { to: "nobody" })).toMatchObject({ code: 0, stderr: "" });
    });

    it("of the generated code: the file is written, and the next steps are told", async () => {
        const { code, stderr } = await outcome(offline, { to: "nobody" });
        expect({ code, stderr }).toEqual({
            code: 0,
            stderr: expect.stringMatching(/^Wrote import\.json: /) as string,
        });
        expect(stderr).not.toMatch(/EPIPE|^\s+at /m);
        expect(isImportFile(readFileSync(join(folder, "import.json"), "utf8"))).toBe(true);
    });
});

const full = existsSync("/dev/full") ? it : it.skip;

full("a full disk under standard output is told in one line, and leaves no file behind", async () => {
    const { code, stderr } = await outcome(offline, { to: "/dev/full" });
    expect(code).toBe(1);
    expect(stderr).toMatch(
        /^pulumi-atlas-serverless: Standard output could not be written: ENOSPC: no space left on device.*\n$/,
    );
    expect(existsSync(join(folder, "import.json"))).toBe(false);
    expect(await outcome(["--help"], { to: "/dev/full" })).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^pulumi-atlas-serverless: Standard output .* ENOSPC.*\n$/) as string,
    });
});

full.each([
    ["--file", "--program"],
    ["--program", "--file"],
])("a full disk under %s is told in one line, and leaves nothing of %s", async (lacking, other) => {
    const { code, stdout, stderr } = await outcome([
        ...offline,
        lacking,
        "/dev/full",
        other,
        "other.txt",
        "--force",
    ]);
    expect({ code, stdout, stderr }).toEqual({
        code: 1,
        stdout: "",
        stderr: expect.stringMatching(
            /^pulumi-atlas-serverless: \/dev\/full could not be written: ENOSPC.* Nothing was written: .*\n$/,
        ) as string,
    });
    expect(existsSync(join(folder, "other.txt"))).toBe(false);
});

describe("- is", () => {
    it("standard input, for --from", async () => {
        const piped = await outcome(["import", "--from", "-", "--offline"], { input: oldStack });
        expect(piped).toMatchObject({
            code: 0,
            stdout: expect.stringContaining("new atlas.ServerlessInstance") as string,
        });
        expect(piped.stderr).toContain(
            "Wrote import.json: 1 cluster that standard input holds, an export of a Pulumi stack.",
        );
        expect(existsSync(join(folder, "-"))).toBe(false);
    });

    it("standard output, for --program", async () => {
        const { code, stdout } = await outcome([...offline, "--program", "-"]);
        expect({ code, stdout }).toEqual({
            code: 0,
            stdout: expect.stringMatching(/^import \* as atlas/) as string,
        });
        expect(existsSync(join(folder, "-"))).toBe(false);
    });

    it("standard output, for --file", async () => {
        const { code, stdout, stderr } = await outcome([
            ...offline,
            "--file",
            "-",
            "--program",
            "index.ts",
            "--force",
        ]);
        expect(code).toBe(0);
        expect(isImportFile(stdout)).toBe(true);
        expect(stderr).toContain(
            "    pulumi import --file FILE --generate-code=false --yes --protect=false\n",
        );
        expect(stderr).toContain("FILE: where the shell has put standard output");
        expect(existsSync(join(folder, "-"))).toBe(false);
    });

    it.each([
        [["--file", "-"], "--file and --program are both standard output: give one of them a file"],
        [
            ["--file", "-", "--program", "-"],
            "--file and --program are both standard output: give one of them a file",
        ],
    ])("not both at once: %j", async (args, told) => {
        expect(await outcome([...offline, ...args])).toEqual({
            code: 2,
            stdout: "",
            stderr: `pulumi-atlas-serverless import: ${told} (see pulumi-atlas-serverless import --help)\n`,
        });
    });

    it("named in what is wrong with it", async () => {
        const { code, stderr } = await outcome(["import", "--from", "-", "--offline"], { input: "{" });
        expect({ code, stderr }).toEqual({
            code: 1,
            stderr: expect.stringMatching(
                /^pulumi-atlas-serverless: standard input is only half a file/i,
            ) as string,
        });
    });
});

describe("a file that is too much is told in one line, without a stack trace", () => {
    const from = () => join(folder, "much.json");
    afterEach(() => rmSync(from(), { force: true }));

    it("by its size, before it is read", async () => {
        writeFileSync(from(), "");
        truncateSync(from(), 3 * 2 ** 30);
        expect(await outcome(["import", "--from", from(), "--offline"])).toEqual({
            code: 1,
            stdout: "",
            stderr: expect.stringMatching(
                /^pulumi-atlas-serverless: .*much\.json is larger than 100 MB.*--project.*\n$/,
            ) as string,
        });
    });

    it("by its depth", async () => {
        for (const deep of [
            "[".repeat(200_000) + "]".repeat(200_000),
            `{"deployment":{"resources":[{"type":"mongodbatlas:index/flexCluster:FlexCluster","id":"a","urn":"urn:pulumi:a::b::c::d","inputs":${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}]}}`,
            `{"format_version":"1.0","terraform_version":"1","values":{"root_module":${'{"child_modules":[{"a":'.repeat(50_000)}1${"}]}".repeat(50_000)}}}`,
        ]) {
            writeFileSync(from(), deep);
            expect(await outcome(["import", "--from", from(), "--offline"])).toEqual({
                code: 1,
                stdout: "",
                stderr: expect.stringMatching(
                    /^pulumi-atlas-serverless: .*much\.json is nested more than \d+ levels deep.*\n$/,
                ) as string,
            });
        }
    });

    it("by the depth of a secret in it", async () => {
        const plaintext = "[".repeat(100_000) + "]".repeat(100_000);
        const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext };
        const resource = pulumiResource(
            "orders",
            { projectId: "0123456789abcdef01234567", name: "orders" },
            {},
            { tags: secret },
        );
        writeFileSync(from(), JSON.stringify(pulumiExport([resource])));
        const { code, stderr } = await outcome(["import", "--from", from(), "--offline"]);
        expect({ code, stderr }).toEqual({
            code: 1,
            stderr: expect.stringMatching(
                /^pulumi-atlas-serverless: .*"orders": tags is not a map of texts.*\n$/,
            ) as string,
        });
    });
});
