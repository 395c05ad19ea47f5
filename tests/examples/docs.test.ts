// What the README and the guides tell to run and to write, run and written: on the real engine, against a local Atlas.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pulumiExport, pulumiResource } from "../fixtures/old-stacks.ts";
import { Cloud } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import type { RunResult, StackOptions } from "../engine/harness/index.ts";

const root = join(__dirname, "../..");

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

/** The blocks of a language in a text, in their order. */
function blocksOf(file: string, language: string): string[] {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
        ([, block = ""]) => block,
    );
}

/** Those that a test has run, as FILE#n. */
const run = new Set<string>();

function block(file: string, language: string, index = 0): string {
    run.add(`${file} ${language}#${index}`);
    const found = blocksOf(file, language)[index];
    if (found === undefined) {
        throw new Error(`${file} has no block ${index} in ${language}.`);
    }
    return found;
}

/** What stands in the place of what a reader fills in, and of what npm finds where the package is installed. */
function filledIn(lines: string): string {
    const { clientId, clientSecret, projectId } = cloud.emulator;
    const node = (file: string) => `'${process.execPath}' '${join(root, "dist", file)}'`;
    const values: Readonly<Record<string, string>> = {
        CLIENT_ID: clientId,
        CLIENT_SECRET: clientSecret,
        PROJECT_ID: projectId,
        NAME: "orders",
        FILE: "old.json",
    };
    return lines
        .replaceAll("npx pulumi-atlas-serverless", node("cli/index.js"))
        .replaceAll(/npx atlas-emulator|npm run emulator --/g, node("emulator/cli.js"))
        .replaceAll(/(?<![A-Z_])[A-Z]+(?:_[A-Z]+)*(?![A-Z_=])/g, (name) => values[name] ?? name);
}

/** A project of a reader's, which so far knows nothing but where Atlas is. */
function reader(options: StackOptions = {}): Promise<PulumiStack> {
    const { MONGODB_ATLAS_BASE_URL } = cloud.env;
    const env = {
        MONGODB_ATLAS_BASE_URL,
        PULUMI_SKIP_CONFIRMATIONS: "true",
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        ...options.env,
    };
    return PulumiStack.create({ language: "typescript", ...options, env });
}

async function succeeds(stack: PulumiStack, lines: string): Promise<RunResult> {
    const result = await stack.shell(filledIn(lines));
    expect(result.code === 0 ? "" : result.output).toBe("");
    return result;
}

test("README: the program is deployed with the credentials, and deleted as it says", async () => {
    const stack = await reader();
    const [setUp, account] = [block("README.md", "sh", 1), block("README.md", "sh", 2)];
    // The template comes from the network, the package from npm: both are there already.
    expect(setUp).toMatch(/pulumi new typescript\nnpm install pulumi-atlas-serverless\n$/);
    const program = block("README.md", "ts");
    stack.write(program);
    await succeeds(stack, `${account}pulumi up`);
    const { uri, snapshots } = await stack.outputs();
    expect({ uri, snapshots }).toEqual({
        uri: expect.stringMatching(/^mongodb\+srv:/) as string,
        snapshots: [expect.objectContaining({ status: "completed" })],
    });
    stack.write(program.replace("terminationProtectionEnabled: true", "terminationProtectionEnabled: false"));
    await succeeds(stack, `${account}pulumi up\npulumi destroy`);
    expect(await cloud.databases()).toEqual({});
});

test("credentials: from the configuration, the secret encrypted", async () => {
    const stack = await reader({ program: 'require("pulumi-atlas-serverless").getServerlessInstances();' });
    await succeeds(
        stack,
        `${block("docs/credentials.md", "sh")}pulumi config set atlas:projectId PROJECT_ID\npulumi preview`,
    );
    const settings = readFileSync(join(stack.folder, "Pulumi.dev.yaml"), "utf8");
    expect(settings).toMatch(/atlas:clientSecret:\s+secure:/);
});

test.each([0, 1])("the local Atlas starts and ends (%i)", async (line) => {
    const command = block("docs/emulator.md", "sh").split("\n")[line] ?? "";
    const child = spawn("bash", ["-c", `exec ${filledIn(command)}`], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    const [ready] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    expect(JSON.parse(ready)).toMatchObject({
        baseUrl: expect.stringContaining("http://127.0.0.1:") as string,
    });
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
});

test("a database that is there is taken on, and no stack has forgotten one", async () => {
    await cloud.seed({ name: "orders" });
    const stack = await reader({ env: cloud.env });
    const { stdout } = await succeeds(stack, block("docs/ownership.md", "sh", 0));
    expect(stdout).toContain('name: "orders"');
    const orphans = await succeeds(stack, block("docs/ownership.md", "sh", 1));
    expect(orphans.stdout).toContain("No orphaned clusters found.");
    const backend = `'file://${dirname(stack.folder)}/state?metadata=skip'`;
    const several = block("docs/ownership.md", "sh", 2).replaceAll(/(?:FIRST|SECOND)_URL/g, backend);
    expect((await succeeds(stack, several)).stdout).toContain("No orphaned clusters found.");
});

test("moving in: another tool's file becomes a program", async () => {
    await cloud.seed({ name: "orders" });
    const { id = "" } = (await cloud.databases())["orders"] ?? {};
    const old = { name: "orders", kind: "serverless", projectId: cloud.projectId, instanceId: id } as const;
    const stack = await reader({
        env: cloud.env,
        files: { "old.json": JSON.stringify(pulumiExport([pulumiResource("orders", old)])) },
    });
    const { stdout } = await succeeds(stack, block("docs/moving-in.md", "sh"));
    expect(stdout).toContain("new atlas.ServerlessInstance(");
});

test("the plugin is found by Pulumi.yaml, imports by id, and gives its package", async () => {
    await cloud.seed({ name: "orders" });
    const stack = await reader({
        env: cloud.env,
        language: "commonjs",
        files: { "Pulumi.yaml": `name: shop\nruntime: nodejs\n${block("docs/plugin.md", "yaml")}` },
    });
    // What is added is made of this by the language's own host, and installed by its own tool.
    const added = block("docs/plugin.md", "sh", 1).replace("pulumi package add", "pulumi package get-schema");
    expect(JSON.parse((await succeeds(stack, added)).stdout)).toMatchObject({ name: "atlas-serverless" });
    await succeeds(stack, `${block("docs/plugin.md", "sh", 0).trim()} --generate-code=false`);
    expect((await stack.resources()).map(({ id }) => id)).toEqual([`${cloud.projectId}/orders`]);
});

test("CI: the stacks are made, and let go of where a run was killed", async () => {
    const stack = await reader({ name: "mine" });
    const made = block("docs/ci.md", "sh", 0).replace("s3://our-pulumi-state", "$PULUMI_BACKEND_URL");
    await succeeds(stack, `${made}${block("docs/ci.md", "sh", 1)}`);
    for (const name of ["dev", "staging", "prod"]) {
        expect(readFileSync(join(stack.folder, `Pulumi.${name}.yaml`), "utf8")).toContain("encryptionsalt: ");
    }
});

test("the quickstart tells its story, and leaves nothing", async () => {
    const told = block("README.md", "sh", 0);
    // This is a part of the second.
    expect(told).toMatch(/^npm start .*\nnpm start -- many .*\nnpm test .*\n$/);
    const stack = await reader({ env: { MONGODB_ATLAS_BASE_URL: undefined } });
    const { code, stdout } = await stack.node(join(root, "tools/start.mts"));
    expect(code === 0 ? "" : stdout).toBe("");
    // No terminal, no colours.
    expect(stdout).not.toContain("\x1b[");
    expect(stdout.slice(stdout.lastIndexOf("Seen:"))).toMatch(/^Seen:\n(?: {2}- .+\n){6}\s*$/);
});

test("nothing that they tell to run or to write into a file is left out", () => {
    const files = ["README.md", "CONTRIBUTING.md", ...globSync("docs/*.md", { cwd: root })];
    const all = files.flatMap((file) =>
        ["sh", "yaml", "bash", "json", "python", "go"].flatMap((language) =>
            blocksOf(file, language).map((_, index) => `${file} ${language}#${index}`),
        ),
    );
    expect(all.filter((one) => !run.has(one))).toEqual([]);
    expect(all).not.toEqual([]);
});
