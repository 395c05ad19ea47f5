// What the README and the guides tell to run and to write, run and written: on the real engine, against the emulator.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pluginDownloadURL } from "../../provider/plugin/tokens.ts";
import { version } from "../../provider/version.ts";
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
        .replaceAll(
            /npx -p pulumi-atlas-serverless atlas-emulator|npm run emulator --/g,
            node("emulator/cli.js"),
        )
        .replaceAll("npx pulumi-atlas-serverless", node("cli/index.js"))
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

/** What a reader's machine has, and a test's has not: each takes the place of a command that needs the network. */
const standIns = `
    npm() { echo "npm $*"; }
    mongosh() { echo "mongosh $*"; }
    mkdir() { :; }
    cd() { :; }
    pulumi() {
        case "$1 $2" in
            "new "*) ;;
            # Done by the language's own host, and by its own tool: the tests of the languages do it.
            "package add") echo "pulumi $*";;
            *) command pulumi "$@";;
        esac
    }
`;

/** Classes in the place of @pulumi/mongodbatlas, whose plugin would have to be downloaded: they only register what they are given. */
const mongodbatlas = `
    const pulumi = require("@pulumi/pulumi");
    for (const type of ["DatabaseUser", "ProjectIpAccessList"]) {
        exports[type] = class extends pulumi.ComponentResource {
            constructor(name, args, opts) {
                super("mongodbatlas:index:" + type, name, args, opts);
                this.registerOutputs(args);
            }
        };
    }
`;

test("get started: from the service account to a shell in the cluster, and back, each command as written", async () => {
    const stack = await reader({
        env: { NODE_PATH: "modules" },
        files: { "modules/@pulumi/mongodbatlas/index.js": mongodbatlas },
    });
    stack.setEnv({ NODE_PATH: join(stack.folder, "modules") });
    const guide = "docs/get-started.md";
    const [setUp, configuration, deployment, cleanUp] = [0, 1, 2, 3].map((index) =>
        block(guide, "sh", index),
    );
    const program = block(guide, "ts");
    const typed = (lines = "") => succeeds(stack, `${standIns}${lines}`);
    expect((await typed(setUp)).stdout).toContain("npm install pulumi-atlas-serverless @pulumi/mongodbatlas");
    stack.write(program);
    // The variables are those of one terminal.
    const exports = (configuration ?? "").match(/^export .*\n/gm)?.join("") ?? "";
    await typed(configuration);
    const { stdout } = await typed(`${exports}${deployment}`);
    const { uri } = await stack.outputs();
    expect(uri).toMatch(/^mongodb\+srv:/);
    expect(stdout).toContain(`mongosh ${String(uri)} --username app`);
    // The password that the shell asks for.
    expect(stdout).toMatch(/^[0-9a-f]{32}$/m);
    const [name] = Object.keys(await cloud.databases());
    const registered = (await stack.resources()).map(({ type, outputs: { cidrBlock, scopes } = {} }) => [
        type,
        cidrBlock ?? scopes,
    ]);
    expect(registered).toContainEqual(["mongodbatlas:index:ProjectIpAccessList", "203.0.113.7/32"]);
    expect(registered).toContainEqual(["mongodbatlas:index:DatabaseUser", [{ name, type: "CLUSTER" }]]);

    stack.write(program.replace("terminationProtectionEnabled: true", "terminationProtectionEnabled: false"));
    await typed(`${exports}${cleanUp}`);
    expect(await cloud.databases()).toEqual({});
    // The README has the same program and commands; a unit test compares them.
    [0, 1, 2].forEach((index) => block("README.md", "sh", index));
});

test("inputs and outputs: the program lists the cluster's snapshots", async () => {
    const stack = await reader({ env: cloud.env });
    stack.write(block("docs/inputs-outputs.md", "ts"));
    await succeeds(stack, "pulumi up");
    expect((await stack.outputs())["snapshots"]).toEqual([expect.objectContaining({ status: "completed" })]);
});

test("configuration: the secret is encrypted", async () => {
    const stack = await reader({ program: 'require("pulumi-atlas-serverless").getServerlessInstances();' });
    const page = "docs/installation-configuration.md";
    await succeeds(stack, `${block(page, "sh")}pulumi config set atlas:projectId PROJECT_ID\npulumi preview`);
    const settings = readFileSync(join(stack.folder, "Pulumi.dev.yaml"), "utf8");
    expect(settings).toMatch(/atlas:clientSecret:\s+secure:/);
});

test.each([0, 1])("the emulator starts and ends (%i)", async (line) => {
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

test("the emulator begins with what a seed file declares", async () => {
    const stack = await reader({ files: { "seed.json": block("docs/emulator.md", "json") } });
    const emulator = join(root, "dist/emulator/cli.js");
    const options = ["--seed-file", join(stack.folder, "seed.json")];
    const child = spawn(process.execPath, [emulator, ...options], { stdio: ["ignore", "pipe", "inherit"] });
    const [ready] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const { baseUrl } = JSON.parse(ready) as { baseUrl: string };
    const shown = await (await fetch(`${baseUrl}/_emulator/state`)).text();
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(shown).toContain('"orders"');
    expect(shown).toContain('"legacy"');
});

test("the emulator's image is built and started, as far as that can be seen without Docker", async () => {
    const stack = await reader();
    const lines = block("docs/emulator.md", "sh", 1);
    const { stdout } = await succeeds(stack, `docker() { echo "docker $*"; }\n${lines}`);
    expect(stdout).toContain(lines);
});

test("an Atlas project is compared with what is expected of the API", async () => {
    await cloud.era({ era: "sunset" });
    const stack = await reader({ env: cloud.env });
    const { stdout } = await succeeds(stack, block("docs/contributing/running-tests.md", "sh"));
    expect(stdout).toContain("verify-report.json");
});

test("an existing cluster is imported, and no cluster is orphaned", async () => {
    await cloud.seed({ name: "orders" });
    const stack = await reader({ env: cloud.env });
    const { stdout } = await succeeds(stack, block("docs/import.md", "sh", 1));
    expect(stdout).toContain('name: "orders"');
    const orphans = await succeeds(stack, block("docs/ownership.md", "sh", 0));
    expect(orphans.stdout).toContain("No orphaned clusters found.");
    const backend = `'file://${dirname(stack.folder)}/state?metadata=skip'`;
    const several = block("docs/ownership.md", "sh", 1).replaceAll(/(?:FIRST|SECOND)_URL/g, backend);
    expect((await succeeds(stack, several)).stdout).toContain("No orphaned clusters found.");
});

test("migrate: another tool's file becomes a program", async () => {
    await cloud.seed({ name: "orders" });
    const { id = "" } = (await cloud.databases())["orders"] ?? {};
    const old = { name: "orders", kind: "serverless", projectId: cloud.projectId, instanceId: id } as const;
    const stack = await reader({
        env: cloud.env,
        files: { "old.json": JSON.stringify(pulumiExport([pulumiResource("orders", old)])) },
    });
    const { stdout } = await succeeds(stack, block("docs/migrate.md", "sh"));
    expect(stdout).toContain("new atlas.ServerlessInstance(");
});

test("the plugin is found by Pulumi.yaml, imports by id, and gives its package", async () => {
    await cloud.seed({ name: "orders" });
    const page = "docs/languages/README.md";
    const stack = await reader({
        env: cloud.env,
        language: "commonjs",
        files: { "Pulumi.yaml": `name: shop\nruntime: nodejs\n${block(page, "yaml")}` },
    });
    // What is added is made of this by the language's own host, and installed by its own tool.
    const added = block(page, "sh").replace("pulumi package add", "pulumi package get-schema");
    expect(JSON.parse((await succeeds(stack, added)).stdout)).toMatchObject({ name: "atlas-serverless" });
    await succeeds(stack, block("docs/import.md", "sh", 0));
    expect((await stack.resources()).map(({ id }) => id)).toEqual([`${cloud.projectId}/orders`]);
});

test("languages: each page's commands are those of the others, and name this version and its server", async () => {
    const commandsOf = (language: string) =>
        [0, 1].map((index) =>
            block(`docs/languages/${language}.md`, "sh", index).replace(`new ${language}`, "new LANGUAGE"),
        );
    const [first = [], ...others] = ["python", "go", "csharp", "java"].map(commandsOf);
    expect(others).toEqual(others.map(() => first));
    // The programs are the examples, which the tests of the languages deploy; those in C# and Java say that nobody has tried them.
    block("docs/languages/python.md", "python");
    block("docs/languages/go.md", "go");

    const stack = await reader({ env: cloud.env });
    const { stdout } = await succeeds(stack, `${standIns}${first.join("")}`);
    const added = `pulumi package add atlas-serverless@${version} --server ${pluginDownloadURL}\n`;
    expect(stdout).toContain(added);

    const yaml = "docs/languages/yaml.md";
    block(yaml, "yaml");
    expect(
        (await succeeds(stack, `${standIns}${block(yaml, "sh", 0)}${block(yaml, "sh", 1)}`)).stdout,
    ).toContain(added);
});

test("TypeScript: the program is deployed", async () => {
    const page = "docs/languages/typescript.md";
    const { MONGODB_ATLAS_PROJECT_ID, ...account } = cloud.env;
    expect(MONGODB_ATLAS_PROJECT_ID).toBe(cloud.projectId);
    const stack = await reader({ env: account, program: block(page, "ts") });
    await succeeds(stack, `${standIns}${block(page, "sh", 0)}${block(page, "sh", 1)}`);
    expect((await stack.outputs())["uri"]).toMatch(/^mongodb\+srv:/);
    // An upgrade that changes nothing.
    await succeeds(stack, `${standIns}${block("docs/upgrading.md", "sh")}`);
});

test("CI: the stacks are made, and let go of where a run was killed", async () => {
    const stack = await reader({ name: "mine" });
    const made = block("docs/continuous-delivery.md", "sh", 0).replace(
        "s3://our-pulumi-state",
        "$PULUMI_BACKEND_URL",
    );
    await succeeds(stack, `${made}${block("docs/continuous-delivery.md", "sh", 1)}`);
    for (const name of ["dev", "staging", "prod"]) {
        expect(readFileSync(join(stack.folder, `Pulumi.${name}.yaml`), "utf8")).toContain("encryptionsalt: ");
    }
});

test("the quickstart tells its story, and leaves nothing", async () => {
    expect(block("examples/quickstart/README.md", "sh")).toBe("npm start\n");
    const stack = await reader({ env: { MONGODB_ATLAS_BASE_URL: undefined } });
    const { code, stdout } = await stack.node(join(root, "tools/start.mts"));
    expect(code === 0 ? "" : stdout).toBe("");
    // No terminal, no colors.
    expect(stdout).not.toContain("\x1b[");
    expect(stdout.slice(stdout.lastIndexOf("Verified:"))).toMatch(
        /^Verified:\n(?: {2}- .+\n){7}\nThe Pulumi CLI: \S+ \([\d.]+\)\nNext:\n(?: {2}.+\n)+$/,
    );
    const [, picture = ""] = /^The life of the cluster in one picture: (.+)$/m.exec(stdout) ?? [];
    expect(readFileSync(picture, "utf8")).toContain("deleteFlexCluster 204");
});

test("each example that is started by its name says so", () => {
    const named = globSync("examples/*/index.ts", { cwd: root })
        .map((file) => basename(dirname(file)))
        .filter((name) => name !== "quickstart");
    expect(named.length).toBeGreaterThan(4);
    // The tests of the examples deploy each of them; `npm start -- NAME` plays the same programs.
    const told = named.filter((name) => blocksOf(`examples/${name}/README.md`, "sh").length > 0);
    expect(named.filter((name) => !told.includes(name))).toEqual([]);
    for (const name of told) {
        expect(block(`examples/${name}/README.md`, "sh")).toBe(`npm start -- ${name}\n`);
    }
});

test("nothing that they tell to run or to write into a file is left out", () => {
    const files = globSync(["*.md", "docs/**/*.md", "examples/*/README.md"], { cwd: root })
        .map((file) => file.replaceAll("\\", "/"))
        // Made of the docstrings, whose programs are compiled; and for the Registry, with the programs of docs/languages.
        .filter((file) => !file.startsWith("docs/reference/") && file !== "docs/_index.md");
    const all = files.flatMap((file) =>
        ["sh", "yaml", "bash", "json", "python", "go"].flatMap((language) =>
            blocksOf(file, language).map((_, index) => `${file} ${language}#${index}`),
        ),
    );
    expect(all.filter((one) => !run.has(one))).toEqual([]);
    expect(all).not.toEqual([]);
});
