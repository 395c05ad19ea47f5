// The examples in other languages, from preview to destroy: each by its host, its generated SDK, and the plugin.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Cloud } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";

const examples = join(__dirname, "../../examples");

let cloud: Cloud;
beforeAll(async () => {
    cloud = await Cloud.start();
});
afterAll(() => cloud.close());

function told(name: string): string {
    const value = process.env[name];
    if (value === undefined) {
        throw new Error(`${name} is not set: run these tests by jest with this repository's configuration.`);
    }
    return value;
}

/** A user's own settings of Go, its caches and where it fetches modules from. */
function goEnvironment(): Record<string, string> {
    const names = ["GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB", "GONOSUMDB", "GONOSUMCHECK", "GOFLAGS"];
    const values = JSON.parse(execFileSync("go", ["env", "-json", ...names], { encoding: "utf8" })) as Record<
        string,
        string
    >;
    return { ...values, GOWORK: "off" };
}

const goModule = () =>
    [
        "module orders-go",
        "go 1.26",
        "require github.com/PLACEHOLDER-OWNER/pulumi-atlas-serverless/sdk/go v0.0.0",
        "require github.com/pulumi/pulumi/sdk/v3 v3.259.0",
        `replace github.com/PLACEHOLDER-OWNER/pulumi-atlas-serverless/sdk/go => ${join(told("PULUMI_ATLAS_SDKS"), "go")}`,
        "",
    ].join("\n");

const missing = told("PULUMI_ATLAS_LANGUAGES_MISSING");
const eachLanguage = missing === "" ? test.each : test.skip.each;
const title = missing === "" ? "%s" : `%s: left out, for want of ${missing}`;

function filesOf(example: string): Record<string, string> {
    const folder = join(examples, example);
    return Object.fromEntries(
        readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]),
    );
}

eachLanguage(["yaml", "python", "go"])(title, async (language) => {
    const files = filesOf(language);
    const go = language === "go" ? goEnvironment() : {};
    const stack = await PulumiStack.create({
        project: `orders-${language}`,
        files: language === "go" ? { ...files, "go.mod": goModule() } : files,
        env: { ...cloud.env, ...go },
    });
    if (language === "go") {
        execFileSync("go", ["mod", "tidy"], {
            cwd: stack.folder,
            env: { ...process.env, ...go },
            stdio: "pipe",
        });
    }
    await stack.setConfig({ projectId: cloud.projectId });

    const plan = await stack.run("preview");
    expect({ code: plan.code, output: plan.output }).toMatchObject({ code: 0 });
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
    expect((await stack.preview()).ops).toEqual({});
    await stack.refresh();
    await stack.destroy();
    expect(Object.keys(await cloud.databases())).toEqual([]);
});

eachLanguage(["review-python"])(title, async (example) => {
    await cloud.seed({ name: "production", ageSeconds: 200_000 });
    const stack = await PulumiStack.create({ project: example, files: filesOf(example), env: cloud.env });
    await stack.setConfig({ sourceName: "production", region: "US_EAST_1" });
    const plan = await stack.run("preview");
    expect({ code: plan.code, output: plan.output }).toMatchObject({ code: 0 });
    expect(Object.keys(await cloud.databases())).toEqual(["production"]);

    await stack.up();
    const { snapshot, uri } = await stack.outputs();
    const { production, ...reviews } = await cloud.databases();
    expect(uri).toMatch(/^mongodb\+srv:\/\/review-[0-9a-f]{7}\./);
    expect(production?.snapshots.map(({ id }) => id)).toContain(snapshot);
    expect(production?.restoreJobs).toHaveLength(1);
    expect(Object.values(reviews)).toMatchObject([{ restoredFrom: { snapshotId: snapshot } }]);

    expect((await stack.preview()).ops).toEqual({});
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
