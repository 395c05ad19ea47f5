import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import type { BuildOptions } from "esbuild";
import { startEmulator } from "../../emulator/index";
import manifest from "../../package.json";
import { version } from "../../provider/version";
import bundle from "../../tools/bundle.json";

const folder = mkdtempSync(join(tmpdir(), "atlas-emulator-"));
const command = join(folder, "cli.js");

beforeAll(() =>
    build({
        ...(bundle as BuildOptions),
        entryPoints: [join(__dirname, "../../emulator/cli.ts")],
        outfile: command,
    }),
);
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) =>
    spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "pipe"] });

/** Runs the command until it ends by itself. */
async function outcome(...args: string[]) {
    const child = run(...args);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    return { code: child.exitCode, stdout, stderr };
}

/** The first line the command prints. */
async function readyLine(child: ChildProcess): Promise<string> {
    const [chunk] = (await once(child.stdout ?? child, "data")) as [Buffer];
    return chunk.toString();
}

it("prints one line of JSON, serves, and ends on a signal with 0", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        const child = run("--scale", "100", "--verbose", "--seed", "7");
        const log = text(child.stderr);
        const line = await readyLine(child);
        const ready = JSON.parse(line) as Record<string, string>;
        expect(line).toBe(`${JSON.stringify(ready)}\n`);
        expect(Object.keys(ready)).toEqual([
            "baseUrl",
            "projectId",
            "clientId",
            "clientSecret",
            "publicKey",
            "privateKey",
        ]);
        const state = await fetch(`${ready["baseUrl"] ?? ""}/_emulator/state`);
        expect(await state.json()).toMatchObject({ era: "sunset", scale: 100 });
        await fetch(`${ready["baseUrl"] ?? ""}/api/atlas/v2/nonsense`);
        child.kill(signal);
        await once(child, "exit");
        expect([child.exitCode, child.signalCode]).toEqual([0, null]);
        expect(await log).toMatch(/^GET \/api\/atlas\/v2\/nonsense 401 \d+ ms\n$/);
    }
});

it("prints what a shell needs, if it is told to", async () => {
    const child = run("--env", "--seed", "7");
    const lines = (await readyLine(child)).split("\n");
    const { MONGODB_ATLAS_BASE_URL, ...others } = Object.fromEntries(
        lines.filter((line) => line !== "").map((line) => line.replace(/^export /, "").split("=")),
    ) as Record<string, string>;
    expect(MONGODB_ATLAS_BASE_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(others).toEqual({
        MONGODB_ATLAS_PROJECT_ID: expect.stringMatching(/^[a-f0-9]{24}$/) as string,
        MONGODB_ATLAS_CLIENT_ID: expect.stringMatching(/^mdb_sa_id_/) as string,
        MONGODB_ATLAS_CLIENT_SECRET: expect.stringMatching(/^mdb_sa_sk_/) as string,
    });
    child.kill();
    await once(child, "exit");
});

it("begins in the era it is told", async () => {
    const child = run("--era", "classic");
    const { baseUrl } = JSON.parse(await readyLine(child)) as { baseUrl: string };
    const state = await fetch(`${baseUrl}/_emulator/state`);
    expect(await state.json()).toMatchObject({ era: "classic" });
    child.kill();
    await once(child, "exit");
});

it("says its version: the package's", async () => {
    expect(await outcome("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

describe("where standard output takes nothing", () => {
    /** Runs the command until it ends by itself, with nobody or a device at its standard output. */
    async function ending(to: "nobody" | "/dev/full", ...args: string[]) {
        const device = to === "nobody" ? undefined : openSync(to, "w");
        const child = spawn(process.execPath, [command, ...args], {
            stdio: ["ignore", device ?? "pipe", "pipe"],
        });
        // Before the process has begun to run.
        child.stdout?.destroy();
        const [stderr] = await Promise.all([
            child.stderr === null ? "" : text(child.stderr),
            once(child, "exit"),
        ]);
        if (device !== undefined) {
            closeSync(device);
        }
        return { code: child.exitCode, stderr };
    }

    it("the help ends quietly where nobody reads it", async () => {
        expect(await ending("nobody", "--help")).toEqual({ code: 0, stderr: "" });
    });

    it("it ends, for nobody would know its address: as what a closed pipe has ended", async () => {
        expect(await ending("nobody")).toEqual({ code: 141, stderr: "" });
    });

    (existsSync("/dev/full") ? it : it.skip)("a full disk is told in one line, and it ends", async () => {
        for (const args of [["--help"], ["--env"], []]) {
            expect(await ending("/dev/full", ...args)).toEqual({
                code: 1,
                stderr: expect.stringMatching(
                    /^atlas-emulator: Standard output could not be written: ENOSPC.*\n$/,
                ) as string,
            });
        }
    });

    it("it continues where nobody reads its log any more", async () => {
        const child = run("--verbose");
        child.stderr.destroy();
        const { baseUrl } = JSON.parse(await readyLine(child)) as { baseUrl: string };
        for (let asked = 0; asked < 3; asked += 1) {
            expect((await fetch(`${baseUrl}/_emulator/state`)).status).toBe(200);
            expect((await fetch(`${baseUrl}/api/atlas/v2/nonsense`)).status).toBe(401);
        }
        child.kill();
        await once(child, "exit");
        expect(child.exitCode).toBe(0);
    });
});

it("keeps its state from one start to the next, in the project that it is told", async () => {
    const file = join(folder, "state.json");
    const project = "0123456789abcdef01234567";
    for (const clusters of [0, 1]) {
        const child = run("--state", file, "--project", project, "--project", "89abcdef0123456789abcdef");
        const { baseUrl, projectId } = JSON.parse(await readyLine(child)) as Record<string, string>;
        expect(projectId).toBe(project);
        const answer = await fetch(`${baseUrl ?? ""}/_emulator/state`);
        const { projects } = (await answer.json()) as { projects: { instances: unknown[] }[] };
        expect(projects.map(({ instances }) => instances.length)).toEqual([clusters, 0]);
        await fetch(`${baseUrl ?? ""}/_emulator/seed`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ instances: [{ name: "orders", kind: "flex" }] }),
        });
        child.kill("SIGTERM");
        await once(child, "exit");
        expect(child.exitCode).toBe(0);
    }
});

describe("its image", () => {
    const lines = readFileSync(join(__dirname, "../../emulator/Containerfile"), "utf8");
    /** The command that an instruction has. */
    const commandOf = (instruction: string) =>
        JSON.parse(new RegExp(`^${instruction} .*?(\\[.*\\])$`, "m").exec(lines)?.[1] ?? "[]") as string[];
    const at = (port: string) => (part: string) => part.replace(/\b8080\b/, port);

    it("starts the command with options that it has, and knows whether it answers", async () => {
        const [name, ...args] = commandOf("ENTRYPOINT");
        expect(Object.keys(manifest.bin)).toContain(name);
        expect(args).toContain("8080");
        expect(lines).toContain("\nEXPOSE 8080\n");
        const child = run(...args.map(at("0")));
        const { baseUrl } = JSON.parse(await readyLine(child)) as { baseUrl: string };
        const [program, ...check] = commandOf("HEALTHCHECK");
        expect(program).toBe("node");
        const health = () =>
            once(spawn(process.execPath, check.map(at(new URL(baseUrl).port)), { stdio: "ignore" }), "exit");
        expect(await health()).toEqual([0, null]);
        child.kill("SIGTERM");
        expect(await once(child, "exit")).toEqual([0, null]);
        expect(await health()).toEqual([1, null]);
    });

    it("has a Node.js that the package runs on", () => {
        const [, node] = /^FROM node:(\d+)-/m.exec(lines) ?? [];
        expect(Number(node)).toBeGreaterThanOrEqual(Number(/\d+/.exec(manifest.engines.node)?.[0]));
    });

    it("is given options that the command has, where the docs say how to use it", async () => {
        const docs = readFileSync(join(__dirname, "../../docs/emulator.md"), "utf8");
        const [, options = ""] = /^docker run .* atlas-emulator (.*)$/m.exec(docs) ?? [];
        const told = [...docs.matchAll(/`(--[a-z-]+)(?: [A-Z]+)?`/g)].map(([, option = ""]) => option);
        expect(await outcome(...options.split(" "), "--version")).toMatchObject({ code: 0, stderr: "" });
        const { stdout: help } = await outcome("--help");
        const others = ["--publish", "--build-arg", "--format"];
        expect(told.filter((option) => !help.includes(`  ${option} `) && !others.includes(option))).toEqual(
            [],
        );
    });
});

it("begins with what a seed file declares", async () => {
    const file = join(folder, "seed.json");
    writeFileSync(file, JSON.stringify({ instances: [{ name: "orders", kind: "flex" }] }));
    const child = run("--seed-file", file);
    const { baseUrl } = JSON.parse(await readyLine(child)) as { baseUrl: string };
    expect(await (await fetch(`${baseUrl}/_emulator/state`)).text()).toContain('"name":"orders"');
    child.kill();
    await once(child, "exit");
});

it("explains itself", async () => {
    const { code, stdout, stderr } = await outcome("--help");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("--scale N");
});

it.each([
    [["--prot", "1"], "atlas-emulator: Unknown option '--prot' (see --help)\n"],
    [["--port", "x"], 'atlas-emulator: --port must be a number, got "x" (see --help)\n'],
    [
        ["--port", "70000"],
        "atlas-emulator: port must be an integer from 0 to 65535, got 70000 (see --help)\n",
    ],
    [
        ["--scale", "0"],
        "atlas-emulator: scale must be a number above 0 and at most 1000000, got 0 (see --help)\n",
    ],
    [
        ["--era", "baroque"],
        'atlas-emulator: --era must be one of classic, transition, sunset, got "baroque" (see --help)\n',
    ],
    [
        ["--project", "mine"],
        'atlas-emulator: project must be 24 lowercase hexadecimal characters, got "mine" (see --help)\n',
    ],
    [["extra"], "atlas-emulator: Unexpected argument 'extra' (see --help)\n"],
])("refuses %p", async (args, message) => {
    expect(await outcome(...args)).toEqual({ code: 2, stdout: "", stderr: message });
});

it("says that a port is taken", async () => {
    const emulator = await startEmulator();
    const port = new URL(emulator.baseUrl).port;
    expect(await outcome("--port", port)).toEqual({
        code: 1,
        stdout: "",
        stderr: `atlas-emulator: port ${port} is already in use. Choose another --port, or 0 for any free port.\n`,
    });
    await emulator.close();
});
