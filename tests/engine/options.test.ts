// Pulumi's own resource options and ways to declare, which mean for a cluster what they always mean.
import { isPlugin, packagePath, type } from "./entry-point.ts";
import { Cloud, declaring, virginia } from "./cloud.ts";
import { PulumiStack } from "./harness/index.ts";
import { resourcesInState, stackTrace } from "./state-file.ts";

/** Emulated seconds that are ten minutes of ours: longer than any test looks. */
const endless = 36_000;
const oregon = { ...virginia, regionName: "US_WEST_2" };

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
    await cloud.seed({ name: "neighbour", tags: { owner: "somebody else" } });
});
afterEach(async () => {
    expect(await cloud.tags("neighbour")).toEqual({ owner: "somebody else" });
    await cloud.close();
});

/** The names of all clusters but the neighbour's. */
async function names(): Promise<string[]> {
    return Object.keys(await cloud.databases()).filter((name) => name !== "neighbour");
}

/** How often each kind of write was asked for. */
async function writes(): Promise<{ created: number; updated: number; deleted: number }> {
    const { operations } = await cloud.stats();
    return {
        created: operations["createServerlessInstance"] ?? 0,
        updated: operations["updateServerlessInstance"] ?? 0,
        deleted: operations["deleteServerlessInstance"] ?? 0,
    };
}

test("protect keeps the cluster from a destroy and from its removal from the program", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({ name: "kept" }, { protect: true }),
    });
    await stack.up();
    const destroy = await stack.run("destroy", "--yes", "--skip-preview");
    stack.write("");
    const removal = await stack.run("up", "--yes", "--skip-preview");
    for (const { code, output } of [destroy, removal]) {
        expect(code).not.toBe(0);
        expect(output).toContain("because it is protected");
    }
    expect(await resourcesInState(stack)).toMatchObject([{ id: `${cloud.projectId}/kept`, protect: true }]);
    expect(await names()).toEqual(["kept"]);
    expect(await writes()).toEqual({ created: 1, updated: 0, deleted: 0 });
});

test("retainOnDelete leaves the cluster where Pulumi forgets it", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({ name: "left" }, { retainOnDelete: true }),
    });
    await stack.up();
    stack.write("");
    await stack.up();
    expect(await resourcesInState(stack)).toEqual([]);
    expect(await names()).toEqual(["left"]);
    expect((await writes()).deleted).toBe(0);
});

test("ignoreChanges leaves tags as they are, and lets other changes through", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({ name: "calm", tags: { team: "shop" } }),
    });
    await stack.up();
    const ignoring = (args: object): string =>
        declaring({ name: "calm", tags: { team: "web" }, ...args }, { ignoreChanges: ["tags"] });
    stack.write(ignoring({}));
    expect((await stack.preview()).ops).toEqual({});
    stack.write(ignoring({ serverlessBackupOptions: { serverlessContinuousBackupEnabled: true } }));
    await stack.up();
    expect(await cloud.tags("calm")).toEqual({ team: "shop" });
    expect((await cloud.databases())["calm"]).toMatchObject({
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
    });
    expect((await stack.preview()).ops).toEqual({});
});

test("an alias renames the resource: its cluster keeps its id, its name and its ownership ID", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "same" }) });
    await stack.up();
    const before = (await cloud.databases())["same"];
    const mark = (await cloud.owner("same"))?.split("@")[1];
    stack.write(
        declaring({ name: "same" }, { aliases: [{ name: "orders" }] }).replace('"orders"', '"bills"'),
    );
    const preview = await stack.preview();
    expect(preview.ops).toEqual({ bills: ["update"] });
    expect(preview.steps.map(({ detailedDiff }) => detailedDiff ?? {})).toEqual(
        preview.steps.map(() => ({})),
    );
    await stack.up();
    expect((await resourcesInState(stack)).map(({ urn }) => urn)).toEqual([
        `urn:pulumi:dev::shop::${type}::bills`,
    ]);
    expect((await cloud.databases())["same"]?.id).toBe(before?.id);
    expect(await cloud.owner("same")).toMatch(new RegExp(`^shop\\.dev\\.bills\\.[0-9a-f]{20}@${mark}$`));
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await names()).toEqual([]);
});

/** A program that reads a cluster that it does not own. */
function reading(id: string): string {
    return `
        const atlas = require("${packagePath}");
        const theirs = atlas.ServerlessInstance.get("theirs", ${JSON.stringify(id)});
        exports.theirs = {
            id: theirs.id, name: theirs.name, tags: theirs.tags, stateName: theirs.stateName,
            region: theirs.providerSettings.regionName, projectId: theirs.projectId,
            uri: theirs.connectionStrings.standardSrv, instanceId: theirs.instanceId,
        };
    `;
}

test("get reads a cluster by its id, never deletes it, and says when it is not there any more", async () => {
    await cloud.seed({ name: "theirs", regionName: "US_WEST_2", tags: { owner: "they" } });
    const id = `${cloud.projectId}/theirs`;
    const stack = await PulumiStack.create({ env: cloud.env, program: reading(id) });
    await stack.up();
    expect(await stack.outputs()).toEqual({
        theirs: {
            id,
            name: "theirs",
            tags: { owner: "they" },
            stateName: "IDLE",
            region: "US_WEST_2",
            projectId: cloud.projectId,
            uri: expect.stringMatching(/^mongodb\+srv:\/\/theirs\./) as string,
            instanceId: (await cloud.databases())["theirs"]?.id,
        },
    });
    expect(await resourcesInState(stack)).toMatchObject([{ id, external: true }]);

    await stack.destroy();
    expect(await names()).toEqual(["theirs"]);
    await stack.up();
    await cloud.change("theirs", { stateName: "GONE" });
    const gone = await stack.run("up", "--yes", "--skip-preview");
    expect(gone.code).not.toBe(0);
    expect(gone.output).toContain(`There is no cluster "theirs" in project ${cloud.projectId}.`);
    expect(await writes()).toEqual({ created: 0, updated: 0, deleted: 0 });
});

test("get of a missing cluster, and of what is no id, fails and says why", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: reading(`${cloud.projectId}/missing`),
    });
    const missing = await stack.run("preview");
    expect(missing.output).toContain(
        `There is no cluster "missing" in project ${cloud.projectId}. Check the ID: its format is ` +
            `PROJECT_ID/CLUSTER_NAME.`,
    );
    stack.write(reading("missing"));
    const malformed = await stack.run("preview");
    expect(malformed.output).toContain(
        `"missing" is not a valid ServerlessInstance ID: its format is PROJECT_ID/CLUSTER_NAME`,
    );
    for (const { code, output } of [missing, malformed]) {
        expect(code).not.toBe(0);
        expect(output).not.toMatch(stackTrace);
    }
    expect(await resourcesInState(stack)).toEqual([]);
});

test("customTimeouts bound each operation's wait, and a changed one counts from the next up", async () => {
    const program = (team: string, customTimeouts: object): string =>
        declaring({ name: "slow", tags: { team } }, { customTimeouts });
    const ranOut = (verb: string, state: string): RegExp =>
        new RegExp(
            `Timed out after \\d+ (ms|s) while ${verb} cluster "slow" in project ${cloud.projectId}; ` +
                `its last reported state is ${state}\\. To wait longer, set the resource option customTimeouts\\.`,
        );
    await cloud.fault(
        { operation: "createServerlessInstance", takes: endless },
        { operation: "updateServerlessInstance", takes: endless },
        { operation: "deleteServerlessInstance", takes: endless },
    );
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: program("shop", { create: "2s", update: "2s" }),
    });
    const create = await stack.run("up", "--yes", "--skip-preview");
    expect(create.code).not.toBe(0);
    expect(create.output).toMatch(ranOut("creating", "CREATING"));

    await cloud.change("slow", { stateName: "IDLE" });
    stack.write(program("web", { create: "2s", update: "2s" }));
    const update = await stack.run("up", "--yes", "--skip-preview");
    expect(update.code).not.toBe(0);
    expect(update.output).toMatch(ranOut("updating", "UPDATING"));
    expect(update.output).toContain("is in the Pulumi state (last reported as UPDATING)");

    await cloud.change("slow", { stateName: "IDLE" });
    await stack.up();
    stack.write(program("web", { delete: "2s" }));
    // The engine tells a plugin of the time with each operation; for the dynamic provider it must get into the state first.
    expect((await stack.preview()).ops).toEqual(isPlugin ? {} : { orders: ["update"] });
    await stack.up();
    const destroy = await stack.run("destroy", "--yes", "--skip-preview");
    expect(destroy.code).not.toBe(0);
    expect(destroy.output).toMatch(ranOut("deleting", "DELETING"));
    expect(destroy.output).not.toMatch(stackTrace);
    expect(await resourcesInState(stack)).toMatchObject([{ id: `${cloud.projectId}/slow` }]);
    expect(await writes()).toEqual({ created: 1, updated: 1, deleted: 1 });

    await cloud.change("slow", { stateName: "GONE" });
    await stack.destroy();
    expect(await resourcesInState(stack)).toEqual([]);
});

test("a cluster in a component is told about under its own name", async () => {
    const program = (providerSettings: object): string => `
        const pulumi = require("@pulumi/pulumi");
        const atlas = require("${packagePath}");
        class Shop extends pulumi.ComponentResource {
            constructor(name) {
                super("shop:index:Shop", name);
                this.orders = new atlas.ServerlessInstance(
                    "orders", { providerSettings: ${JSON.stringify(providerSettings)} }, { parent: this },
                );
                this.registerOutputs({ uri: this.orders.connectionStrings.standardSrv });
            }
        }
        exports.name = new Shop("shop").orders.name;
    `;
    const stack = await PulumiStack.create({ env: cloud.env, program: program(virginia) });
    await stack.up();
    const urn = `urn:pulumi:dev::shop::shop:index:Shop$${type}::orders`;
    expect((await resourcesInState(stack)).map((resource) => resource.urn)).toContain(urn);
    expect((await stack.preview()).ops).toEqual({});

    stack.write(program(oregon));
    const preview = await stack.preview();
    expect(preview.ops).toMatchObject({ orders: ["replace"] });
    expect(preview.diagnostics).toContainEqual(
        expect.objectContaining({ urn, message: expect.stringContaining("Replacing cluster") as string }),
    );
    await stack.destroy();
    expect(await names()).toEqual([]);
});

test("a cluster that another one's output goes into follows it, and is not replaced with it", async () => {
    const program = (providerSettings: object): string => `
        const atlas = require("${packagePath}");
        const first = new atlas.ServerlessInstance("first", {
            name: "first", providerSettings: ${JSON.stringify(providerSettings)},
        });
        new atlas.ServerlessInstance("second", {
            name: "second", providerSettings: ${JSON.stringify(virginia)}, tags: { first: first.instanceId },
        });
    `;
    const stack = await PulumiStack.create({ env: cloud.env, program: program(virginia) });
    const plan = await stack.run("preview", "--diff");
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/tags *: \{\s*first *: \[unknown\]/);
    await stack.up();
    const before = await cloud.databases();
    expect(await cloud.tags("second")).toEqual({ first: before["first"]?.id });

    stack.write(program(oregon));
    expect((await stack.preview()).ops).toEqual({ first: ["replace"], second: ["update"] });
    await stack.up();
    const after = await cloud.databases();
    expect(after["first"]?.id).not.toBe(before["first"]?.id);
    expect(after["second"]?.id).toBe(before["second"]?.id);
    expect(await cloud.tags("second")).toEqual({ first: after["first"]?.id });
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await names()).toEqual([]);
});

test("a project that only the deployment knows makes an automatic name that only it knows", async () => {
    const program = (tags: object): string => `
        const atlas = require("${packagePath}");
        const providerSettings = ${JSON.stringify(virginia)};
        const first = new atlas.ServerlessInstance("first", { providerSettings, tags: ${JSON.stringify(tags)} });
        const second = new atlas.ServerlessInstance("second", {
            projectId: first.instanceId.apply(() => first.projectId), providerSettings,
        });
        exports.name = second.name;
    `;
    const stack = await PulumiStack.create({ env: cloud.env, program: program({}) });
    const plan = await stack.run("preview", "--diff");
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/projectId *: \[unknown\]/);
    expect(plan.stdout).toMatch(/name *: \[unknown\]/);
    await stack.up();
    const before = await cloud.databases();
    expect((await stack.outputs())["name"]).toMatch(/^second-[0-9a-f]{7}$/);
    expect((await stack.preview()).ops).toEqual({});

    stack.write(program({ team: "shop" }));
    const preview = await stack.preview();
    if (isPlugin) {
        expect(preview.ops).toEqual({ first: ["update"] });
    } else {
        // While the first one changes, its outputs are unknown again: the preview fears the worst, and says it.
        expect(preview.ops).toEqual({ first: ["update"], second: ["replace"] });
        expect(preview.diagnostics.map(({ message }) => message).join("\n")).toMatch(
            /Cluster "second-[0-9a-f]{7}" in project .* might be replaced: whether projectId and name changes is not known until the update runs/,
        );
    }
    await stack.up();
    const after = await cloud.databases();
    expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
    for (const [name, { id }] of Object.entries(before)) {
        expect(after[name]?.id).toBe(id);
    }
});

test("secret tags and additionalSecretOutputs stay encrypted in the state, whatever happens", async () => {
    const program = (word: string): string => `
        const pulumi = require("@pulumi/pulumi");
        const atlas = require("${packagePath}");
        const orders = new atlas.ServerlessInstance(
            "orders",
            {
                name: "secretive", providerSettings: ${JSON.stringify(virginia)},
                tags: { word: pulumi.secret(${JSON.stringify(word)}), team: "shop" },
            },
            { additionalSecretOutputs: ["connectionStrings"], customTimeouts: { update: "2s" } },
        );
        exports.uri = orders.connectionStrings.standardSrv;
        exports.tags = orders.tags;
    `;
    const stack = await PulumiStack.create({ env: cloud.env, program: program("hush-one") });
    const hidden = async (): Promise<void> => {
        const state = await stack.stateFile();
        expect(state).not.toContain("hush");
        expect(state).not.toContain("mongodb+srv");
        expect(state).toContain("ciphertext");
    };
    await stack.up();
    await hidden();
    await stack.refresh();
    await hidden();
    expect((await stack.preview()).ops).toEqual({});

    await cloud.fault({ operation: "updateServerlessInstance", takes: endless });
    stack.write(program("hush-two"));
    const half = await stack.run("up", "--yes", "--skip-preview");
    expect(half.code).not.toBe(0);
    await hidden();
    await cloud.change("secretive", { stateName: "IDLE" });
    await stack.up();
    await hidden();
    expect(await cloud.tags("secretive")).toEqual({ word: "hush-two", team: "shop" });

    // Another hand's value is nothing the program called a secret, but it stands where a secret was.
    await cloud.change("secretive", { tags: { word: "hush-three" } });
    const refresh = await stack.refresh();
    await hidden();
    expect(refresh.output + half.output).not.toContain("hush");
    expect(await stack.outputs()).toEqual({ uri: "[secret]", tags: "[secret]" });
});
