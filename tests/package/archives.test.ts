// The archives that Pulumi downloads: all that a plugin needs, one for each platform.
import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { list } from "tar";
import { version } from "../../provider/version.ts";
import { sharedFolder } from "../engine/harness/engine.ts";
import { archiveName, packArchives, thisPlatform } from "../engine/plugin-server.ts";

const root = resolve(__dirname, "../..");
const program = "pulumi-resource-atlas-serverless";
const platforms = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64"];

/** What a registry's server, a proxy, or a person's plan takes. */
const largest = 50e6;

let folder: string;
let packed: string;
beforeAll(async () => {
    folder = mkdtempSync(join(sharedFolder(), "archives-"));
    packed = join(folder, "all");
    await packArchives(packed);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hashOf = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

/** Unpacks an archive as the engine does. */
async function unpacked(platform: string): Promise<string> {
    const into = join(folder, `unpacked-${platform}`);
    mkdirSync(into, { recursive: true });
    await promisify(execFile)("tar", ["-xzf", join(packed, archiveName(platform)), "-C", into]);
    return into;
}

test("there is one for each platform, and their hashes", () => {
    expect(readdirSync(packed)).toEqual(
        ["SHA256SUMS", ...platforms.map((platform) => archiveName(platform))].sort(),
    );
    const sums = platforms.map(
        (platform) => `${hashOf(join(packed, archiveName(platform)))}  ${archiveName(platform)}`,
    );
    expect(readFileSync(join(packed, "SHA256SUMS"), "utf8").trimEnd().split("\n").sort()).toEqual(
        sums.sort(),
    );
});

test.each(platforms)("%s: launcher, plugin, Node.js and the licenses, in at most 50 MB", async (platform) => {
    const file = join(packed, archiveName(platform));
    const entries: [string, string][] = [];
    await list({
        file,
        onReadEntry: ({ path, mode, mtime, uid, uname }) => {
            entries.push([path, (mode ?? 0).toString(8)]);
            expect({ mtime, uid, uname }).toEqual({ mtime: new Date(0), uid: undefined, uname: "" });
        },
    });
    const isWindows = platform.startsWith("windows");
    expect(entries).toEqual([
        ["LICENSE", "644"],
        ["LICENSE-node", "644"],
        ["THIRD_PARTY_LICENSES.md", "644"],
        [isWindows ? "node.exe" : "node", "755"],
        ...(isWindows
            ? [
                  [`${program}.cmd`, "755"],
                  [`${program}.js`, "644"],
              ]
            : [
                  [program, "755"],
                  [`${program}.js`, "644"],
              ]),
    ]);
    expect(statSync(file).size).toBeLessThanOrEqual(largest);
});

test("the same sources give the same bytes", async () => {
    const again = join(folder, "again");
    await packArchives(again, thisPlatform);
    expect(hashOf(join(again, archiveName()))).toBe(hashOf(join(packed, archiveName())));
});

test("its plugin starts from an empty environment", async () => {
    const plugin = join(await unpacked(thisPlatform), program);
    const child = spawn(plugin, [], { env: {}, cwd: "/", stdio: ["ignore", "pipe", "inherit"] });
    try {
        const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
        expect(port).toMatch(/^\d+$/);
    } finally {
        child.kill();
    }
});

test.each(["sh", "bash"])("one for another platform ends with one line of its own: %s", async (shell) => {
    const other = thisPlatform === "linux-arm64" ? "linux-amd64" : "linux-arm64";
    const plugin = join(await unpacked(other), program);
    const child = spawn(`/bin/${shell}`, [plugin], { env: {}, stdio: ["ignore", "ignore", "pipe"] });
    const said: string[] = [];
    createInterface({ input: child.stderr }).on("line", (line) => said.push(line));
    const [code] = (await once(child, "close")) as [number];
    expect(code).toBe(126);
    expect(said.filter((line) => line.startsWith(program))).toEqual([
        `${program}: this plugin is the one for ${other}, and its Node.js does not start here. Install the one for this machine: ` +
            `pulumi plugin install resource atlas-serverless ${version} --reinstall. ` +
            "On a Linux without glibc, such as Alpine, install gcompat and libstdc++ first.",
    ]);
});

test("a platform that there is none for is told from the others", async () => {
    const packing = promisify(execFile)(process.execPath, [
        join(root, "tools/plugin-archives/main.mts"),
        join(folder, "none"),
        "solaris-sparc",
    ]);
    await expect(packing).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining(
            "There is no platform solaris-sparc: choose from linux-amd64, linux-arm64, darwin-amd64, darwin-arm64, windows-amd64.\n",
        ) as string,
    });
});
