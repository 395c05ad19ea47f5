// The ways in which an engine comes to the plugin, beside one that is on PATH.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { version } from "../../provider/version.ts";
import { Cloud, declaring } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { archiveName, packArchives, thisPlatform } from "../engine/plugin-server.ts";
import { resourcesInState } from "../engine/state-file.ts";

const root = join(__dirname, "../..");
const plugin = join(root, "dist/plugin");
const runPlugin = require.resolve("@pulumi/pulumi/cmd/run-plugin");

let cloud: Cloud;
beforeAll(async () => {
    cloud = await Cloud.start();
});
afterAll(() => cloud.close());

/** The engine's PATH without the folders that have the plugin, where npm links a package's own commands beside the Node of its tests. */
const pathWithoutPlugin = [
    dirname(process.execPath),
    ...(process.env["PULUMI_ATLAS_ENGINE_PATH"] ?? "")
        .split(delimiter)
        .filter((folder) => !existsSync(join(folder, "pulumi-resource-atlas-serverless"))),
].join(delimiter);

/** A stack whose engine finds no plugin on its PATH. */
async function withoutPath(
    files: Record<string, string> = {},
    env: Record<string, string> = {},
): Promise<PulumiStack> {
    const stack = await PulumiStack.create({
        program: declaring({}),
        files,
        env: { ...cloud.env, PATH: pathWithoutPlugin, ...env },
    });
    return stack;
}

/** From preview to destroy. */
async function lives(stack: PulumiStack): Promise<void> {
    const first = await stack.preview();
    expect(first.output).not.toContain("error: ");
    expect(first.ops).toEqual({ orders: ["create"] });
    await stack.up();
    expect(await resourcesInState(stack)).toHaveLength(1);
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
}

test("without any, the engine says what is missing", async () => {
    const stack = await withoutPath();
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain("atlas-serverless");
});

test("the folder that the package has, named in Pulumi.yaml", async () => {
    const project = [
        "name: shop",
        "runtime: { name: nodejs, options: { typescript: false } }",
        "main: index.js",
        "plugins:",
        "    providers:",
        `        - { name: atlas-serverless, path: ${JSON.stringify(plugin)} }`,
        "",
    ].join("\n");
    await lives(await withoutPath({ "Pulumi.yaml": project }));
});

test("an archive that Pulumi installs", async () => {
    const stack = await withoutPath();
    await packArchives(stack.folder, thisPlatform);
    const archive = join(stack.folder, archiveName());
    await stack.expect("plugin", "install", "resource", "atlas-serverless", `v${version}`, "--file", archive);
    await lives(stack);
});

test("the host for Node programs, which runs the folder, and an engine that attaches", async () => {
    const folder = join(dirname((await withoutPath()).folder), "copy");
    mkdirSync(folder);
    cpSync(plugin, folder, { recursive: true });
    // An engine that attaches gives a plugin no environment.
    const env = { ...process.env, ...cloud.env };
    const child = spawn(process.execPath, [runPlugin, folder], { stdio: ["ignore", "pipe", "inherit"], env });
    try {
        const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
        await lives(await withoutPath({}, { PULUMI_DEBUG_PROVIDERS: `atlas-serverless:${port}` }));
    } finally {
        child.kill();
    }
});
