// The examples in other languages, on a machine without Node.js and without anything of this package: from `pulumi package add`, which
// downloads the plugin and makes the SDK, to destroy. And what `pulumi import` prints, run as a program.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { delimiter, join } from "node:path";
import { version } from "../../provider/version.ts";
import { Cloud } from "../engine/cloud.ts";
import { engine, sharedFolder } from "../engine/harness/engine.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { resourcesInState } from "../engine/state-file.ts";
import { packArchives, PluginServer, thisPlatform } from "../engine/plugin-server.ts";

const examples = join(__dirname, "../../examples");

function told(name: string): string {
    const value = process.env[name];
    if (value === undefined) {
        throw new Error(`${name} is not set: run these tests by jest with this repository's configuration.`);
    }
    return value;
}

const missing = told("PULUMI_ATLAS_LANGUAGES_MISSING");

let cloud: Cloud;
let server: PluginServer;
let env: Readonly<Record<string, string | undefined>>;
beforeAll(async () => {
    if (missing !== "") {
        return;
    }
    const folder = mkdtempSync(join(sharedFolder(), "release-"));
    await packArchives(folder, thisPlatform);
    server = await PluginServer.start(folder);
    cloud = await Cloud.start();
    env = {
        ...cloud.env,
        PATH: [
            engine().binDir,
            told("PULUMI_ATLAS_LANGUAGES_PATH"),
            told("PULUMI_ATLAS_PATH_WITHOUT_NODE"),
        ].join(delimiter),
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: undefined,
        PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES: `^github://=${server.url}`,
    };
}, 120_000);
afterAll(async () => {
    if (missing === "") {
        await server.close();
        await cloud.close();
    }
});

/** A user's own settings of Go, its caches and where it fetches modules from. */
function goEnvironment(): Record<string, string> {
    const names = ["GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB", "GONOSUMDB", "GONOSUMCHECK", "GOFLAGS"];
    const values = JSON.parse(execFileSync("go", ["env", "-json", ...names], { encoding: "utf8" })) as Record<
        string,
        string
    >;
    return { ...values, GOWORK: "off" };
}

const eachLanguage = missing === "" ? test.each : test.skip.each;
const title = missing === "" ? "%s" : `%s: left out, for want of ${missing}`;

function filesOf(example: string): Record<string, string> {
    const folder = join(examples, example);
    return Object.fromEntries(
        readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]),
    );
}

/** A module as `pulumi new go` makes it: with Pulumi's SDK of the CLI's version. */
const goModule = () =>
    `module orders\n\ngo 1.26\n\nrequire github.com/pulumi/pulumi/sdk/v3 v${engine().version}\n`;

/** A project with an example's program, to which the package has been added. */
async function added(example: string, project: string): Promise<PulumiStack> {
    const go = example === "go";
    const stack = await PulumiStack.create({
        project,
        files: { ...filesOf(example), ...(go && { "go.mod": goModule() }) },
        env: { ...env, ...(go && goEnvironment()) },
    });
    const found = await stack.shell("command -v node || command -v pulumi-resource-atlas-serverless");
    expect(found).toMatchObject({ code: 1, stdout: "" });
    await stack.expect("package", "add", `atlas-serverless@${version}`, "--server", server.url);
    return stack;
}

eachLanguage(["yaml", "python", "go"])(title, async (language) => {
    const stack = await added(language, `orders-${language}`);
    await stack.setConfig({ projectId: cloud.projectId });

    const plan = await stack.expect("preview");
    expect(plan.output).toMatch(/uri *: \[unknown\]/);
    expect(Object.keys(await cloud.databases())).toEqual([]);

    await stack.up();
    const [database] = Object.values(await cloud.databases());
    expect(await cloud.tags(database?.name ?? "")).toEqual({ team: "shop" });
    const outputs = await stack.outputs();
    expect(outputs["uri"]).toMatch(/^mongodb\+srv:\/\/orders-[0-9a-f]{7}\./);
    expect(outputs["snapshots"]).toEqual([
        expect.objectContaining({ serverlessInstanceName: database?.name }),
    ]);
    await stack.expect("preview", "--expect-no-changes");
    await stack.refresh();
    await stack.destroy();
    expect(Object.keys(await cloud.databases())).toEqual([]);
});

eachLanguage(["review-python"])(title, async (example) => {
    await cloud.seed({ name: "production", ageSeconds: 200_000 });
    const stack = await added(example, example);
    await stack.setConfig({ sourceName: "production", region: "US_EAST_1" });
    await stack.expect("preview");
    expect(Object.keys(await cloud.databases())).toEqual(["production"]);

    await stack.up();
    const { snapshot, uri } = await stack.outputs();
    const { production, ...reviews } = await cloud.databases();
    expect(uri).toMatch(/^mongodb\+srv:\/\/review-[0-9a-f]{7}\./);
    expect(production?.snapshots.map(({ id }) => id)).toContain(snapshot);
    expect(production?.restoreJobs).toHaveLength(1);
    expect(Object.values(reviews)).toMatchObject([{ restoredFrom: { snapshotId: snapshot } }]);

    await stack.expect("preview", "--expect-no-changes");
    await stack.refresh();
    await stack.destroy();
    expect(Object.keys(await cloud.databases())).toEqual(["production"]);

    // A source without a snapshot is told before anything is created.
    await cloud.seed({ name: "empty", snapshots: 0 });
    await stack.setConfig({ sourceName: "empty" });
    const refused = await stack.run("up", "--yes", "--skip-preview");
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('Cluster "empty" has no completed snapshot yet.');
    expect(Object.keys(await cloud.databases()).toSorted()).toEqual(["empty", "production"]);
});

const type = "atlas-serverless:index:ServerlessInstance";

/** Imports the cluster with a stack, makes what Pulumi prints its program, and sees that the program declares just that. */
async function importsTo(entry: string, stack: PulumiStack): Promise<void> {
    const tags = { team: "shop" };
    const name = `archive-of-${stack.project}`;
    await cloud.seed({ name, tags, terminationProtectionEnabled: true });
    const id = `${cloud.projectId}/${name}`;
    await stack.expect("import", type, "archive", id, "--yes", "--protect=false", "--out", "printed");
    expect(await resourcesInState(stack)).toMatchObject([{ id }]);
    renameSync(join(stack.folder, "printed"), join(stack.folder, entry));
    await stack.expect("preview", "--expect-no-changes");
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(await cloud.tags(name)).toEqual(tags);
    await stack.expect("state", "delete", "--all", "--yes", "--force");
}

eachLanguage([
    ["python", "__main__.py"],
    ["go", "main.go"],
])(`the code of pulumi import runs: ${title}`, async (language, entry) => {
    await importsTo(entry, await added(language, `orders-${language}`));
});

eachLanguage(["typescript"])(`the code of pulumi import runs: ${title}`, async (language) => {
    const stack = await PulumiStack.create({
        language: "typescript",
        project: `orders-${language}`,
        env: {
            ...cloud.env,
            PATH: [
                join(told("PULUMI_ATLAS_LANGUAGES_PATH"), "nodejs"),
                told("PULUMI_ATLAS_ENGINE_PATH"),
                join(__dirname, "../../dist/plugin"),
            ].join(delimiter),
        },
    });
    await importsTo("index.ts", stack);
});

eachLanguage([
    ["python", "pulumi_atlas_serverless/serverless_instance.py"],
    ["go", "atlasserverless/serverlessInstance.go"],
    ["nodejs", "serverlessInstance.ts"],
])(`npm run sdk writes the SDK: ${title}`, (language, file) => {
    const folder = mkdtempSync(join(sharedFolder(), "sdk-"));
    const program = join(__dirname, "../../tools/sdk-gen/main.mts");
    execFileSync(process.execPath, [program, language, folder], { stdio: "pipe" });
    expect(readFileSync(join(folder, file), "utf8")).toContain("atlas-serverless:index:ServerlessInstance");
});
