// The examples in TypeScript, each as it stands, on the real engine, in a folder of its own.
import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Cloud } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import type { StackOptions } from "../engine/harness/index.ts";

const root = join(__dirname, "../..");

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

/** An example as a stack, with the configuration that it brings for it. */
async function example(
    name: string,
    { config = {}, env = cloud.env, ...more }: StackOptions = {},
): Promise<PulumiStack> {
    const folder = join(root, "examples", name);
    const files = Object.fromEntries(
        readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]),
    );
    const stack = await PulumiStack.create({
        project: `atlas-serverless-${name}`,
        language: "typescript",
        // Their types are checked with all others.
        env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true", ...env },
        program: files["index.ts"] ?? "",
        files,
        ...more,
    });
    const settings = `Pulumi.${stack.name}.yaml`;
    appendFileSync(join(stack.folder, settings), files[settings] ?? "");
    if (Object.keys(config).length > 0) {
        await stack.setConfig(config);
    }
    return stack;
}

/** Deploys it, and gives what it exports; a second preview finds nothing to do. */
async function deployed(stack: PulumiStack): Promise<Record<string, unknown>> {
    await stack.up();
    expect((await stack.preview()).ops).toEqual({});
    return stack.outputs();
}

test("many: a cluster for each entry of the list", async () => {
    // With the types checked as a user's are, by the example's own settings.
    const stack = await example("many", { env: { ...cloud.env, PULUMI_NODEJS_TRANSPILE_ONLY: undefined } });
    expect((await deployed(stack))["uris"]).toEqual({
        orders: expect.stringContaining("mongodb+srv://") as string,
        carts: expect.stringContaining("mongodb+srv://") as string,
        invoices: expect.stringContaining("mongodb+srv://") as string,
    });
    expect(Object.keys(await cloud.databases())).toHaveLength(3);
    await stack.destroy();
});

test("snapshots: the newest of each cluster, without making any", async () => {
    await cloud.seed({ name: "orders", ageSeconds: 200_000 });
    const { runbook } = await deployed(await example("snapshots"));
    expect(runbook).toEqual([
        expect.objectContaining({
            cluster: "orders",
            snapshot: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
        }),
    ]);
});

test("review: the cluster starts with production's newest snapshot, once; then it goes again", async () => {
    await cloud.seed({ name: "production", ageSeconds: 200_000 });
    const stack = await example("review", { config: { sourceName: "production", region: "US_EAST_1" } });
    const { snapshot, uri } = await deployed(stack);
    expect([snapshot, uri]).toEqual([
        expect.stringMatching(/^[0-9a-f]{24}$/),
        expect.stringMatching(/^mongodb\+srv:\/\//),
    ]);
    const { production, ...review } = await cloud.databases();
    expect(production?.restoreJobs).toHaveLength(1);
    expect(Object.values(review)).toMatchObject([{ restoredFrom: { snapshotId: snapshot } }]);
    await stack.destroy();
    expect(Object.keys(await cloud.databases())).toEqual(["production"]);
});

test("upgrade: the cluster that is there becomes a serverless instance of its name", async () => {
    await cloud.seed({ name: "legacy", kind: "shared" });
    const stack = await example("upgrade", {
        config: { cluster: "legacy", region: "US_EAST_1", protect: "false" },
    });
    expect((await deployed(stack))["uri"]).toMatch(/^mongodb\+srv:\/\/legacy\./);
    expect(await cloud.databases()).toMatchObject({ legacy: { kind: "serverless" } });
    await stack.destroy();
});

test.each([
    ["dev", "US_EAST_1", false],
    ["prod", "EU_WEST_1", true],
])("stacks: %s is what its configuration says", async (name, regionName, isProtected) => {
    const stack = await example("stacks", { name });
    await deployed(stack);
    expect(Object.values(await cloud.databases())).toMatchObject([
        { providerSettings: { regionName }, terminationProtectionEnabled: isProtected },
    ]);
});

test("stacks: a stack's own account is used, and its secret is encrypted", async () => {
    const { clientId, clientSecret } = cloud.emulator;
    const { MONGODB_ATLAS_BASE_URL, MONGODB_ATLAS_PROJECT_ID } = cloud.env;
    const stack = await example("stacks", {
        env: { MONGODB_ATLAS_BASE_URL, MONGODB_ATLAS_PROJECT_ID },
        config: { clientId, clientSecret: { secret: clientSecret } },
    });
    await deployed(stack);
    expect(await stack.stateFile()).not.toContain(clientSecret);
    await stack.destroy();
});

test("tenants: a stack for each, deployed at once, with progress; one goes again", async () => {
    const stack = await example("tenants");
    const both = await stack.node("deploy.ts", "acme", "globex");
    expect(both).toMatchObject({ code: 0 });
    expect(both.stdout).toMatch(/^acme: .*ServerlessInstance/m);
    expect(both.stdout).toMatch(/^globex: mongodb\+srv:/m);
    const tags = async () => Object.values(await cloud.databases()).map((one) => one.tags);
    expect(await tags()).toHaveLength(2);
    expect(await stack.node("deploy.ts", "--destroy", "acme")).toMatchObject({ code: 0 });
    expect(await tags()).toEqual([expect.arrayContaining([{ key: "tenant", value: "globex" }])]);
});

test("drill: restores, checks and destroys, and its exit code says what went wrong", async () => {
    await cloud.seed({ name: "production", ageSeconds: 200_000 });
    const stack = await example("drill");
    const drill = (check: string) =>
        stack.node("drill.ts", "production", "--", process.execPath, "--eval", check);
    const isThere = 'process.exitCode = process.env.DRILL_URI.startsWith("mongodb+srv://") ? 0 : 1';
    const green = await drill(isThere);
    expect([green.code, green.stdout]).toEqual([0, expect.stringMatching(/^Restored the snapshot of /)]);
    expect(await drill("process.exitCode = 1")).toMatchObject({ code: 2 });
    await cloud.fault({ operation: "createServerlessBackupRestoreJob", ending: "failed", takes: 5 });
    const failed = await drill(isThere);
    expect([failed.code, failed.stderr]).toEqual([
        1,
        expect.stringContaining("ended with the status failed"),
    ]);
    expect(await stack.node("drill.ts")).toMatchObject({ code: 64 });
    expect(Object.keys(await cloud.databases())).toEqual(["production"]);
});

test("testing: its tests are green offline, and red where the program does what the team forbids", async () => {
    const jest = join(root, "node_modules/jest/bin/jest.js");
    const stack = await example("testing");
    const green = await stack.node(jest, "--ci");
    expect({ code: green.code, output: green.output }).toMatchObject({ code: 0 });
    expect(green.output).toContain("Tests:       4 passed, 4 total");
    stack.write(
        readFileSync(join(root, "examples/testing/index.ts"), "utf8").replace("isProduction,", "false,"),
    );
    const red = await stack.node(jest, "--ci", "-t", "in production");
    expect(red.code).toBe(1);
    expect(red.output).toContain("in production no cluster can be deleted by accident");
}, 600_000);
