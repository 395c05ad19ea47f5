import { isPlugin, packagePath, uncounted } from "./entry-point.ts";
import { Cloud, declaring, virginia } from "./cloud.ts";
import { PulumiStack } from "./harness/index.ts";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

test("a cluster goes from preview to destroy, and each step shows what it does", async () => {
    const program = (args: object): string => `
        ${declaring({ name: "story", ...args })}
        exports.snapshots = atlas.getServerlessInstanceSnapshotsOutput({ name: orders.name }).results;
        exports.all = atlas.getServerlessInstancesOutput({ projectId: orders.projectId }).results
            .apply((databases) => databases.map((database) => database.name));
    `;
    const stack = await PulumiStack.create({ env: cloud.env, program: program({ tags: { team: "shop" } }) });

    const before = await cloud.stats();
    const first = await stack.preview();
    expect(first.output).not.toContain("error");
    expect(first.ops).toEqual({ orders: ["create"] });
    // The cluster is not there: its snapshots are unknown, and nobody asked for them.
    const plan = await stack.run("preview");
    // Some of the languages that come by the plugin hold a question back for nothing but an unknown argument.
    expect(plan.stdout).toMatch(isPlugin ? /name *: \[unknown\]/ : /name *: "story"/);
    expect(plan.stdout).toMatch(/snapshots: \[unknown\]/);
    expect((await cloud.stats()).total).toBe(before.total);

    expect((await stack.up()).output).toMatch(/orders created .*ready after \d+(\.\d+)? (ms|s)/);
    const outputs = await stack.outputs();
    expect(outputs).toMatchObject({
        orders: {
            id: `${cloud.projectId}/story`,
            stateName: "IDLE",
            uri: expect.stringMatching(/^mongodb\+srv:\/\/story\./) as string,
        },
        snapshots: [{ serverlessInstanceName: "story" }],
        all: ["story"],
    });
    expect((await stack.preview()).ops).toEqual({});

    stack.write(program({ tags: { team: "web", stage: "dev" } }));
    expect((await stack.preview()).ops).toEqual({ orders: ["update"] });
    const diff = await stack.run("preview", "--diff");
    expect(diff.stdout).toMatch(/~ tags/);
    await stack.up();
    expect(await cloud.tags("story")).toEqual({ team: "web", stage: "dev" });

    await cloud.change("story", { tags: { team: "somebody else" }, terminationProtectionEnabled: true });
    await stack.refresh();
    expect((await stack.resources())[0]?.outputs).toMatchObject({ tags: { team: "somebody else" } });
    const drift = await stack.preview();
    expect(drift.ops).toEqual({ orders: ["update"] });
    await stack.up();
    expect(await cloud.tags("story")).toEqual({ team: "web", stage: "dev" });
    // Protection was never set by the program, so another hand's setting stays.
    expect((await cloud.databases())["story"]?.terminationProtectionEnabled).toBe(true);
    await cloud.change("story", { terminationProtectionEnabled: false });

    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
    expect(await stack.resources()).toEqual([]);
});

test("tags, backup and protection change in place; what is taken out of the program is cleared or turned off", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "place" }) });
    await stack.up();
    const id = (await cloud.databases())["place"]?.id;

    const all = {
        name: "place",
        tags: { team: "shop" },
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
        terminationProtectionEnabled: true,
    };
    for (const args of [
        { name: "place", tags: all.tags },
        { name: "place", tags: all.tags, serverlessBackupOptions: all.serverlessBackupOptions },
        all,
    ]) {
        stack.write(declaring(args));
        expect((await stack.preview()).ops).toEqual({ orders: ["update"] });
        await stack.up();
        expect((await stack.preview()).ops).toEqual({});
    }
    expect(await cloud.tags("place")).toEqual({ team: "shop" });
    expect((await cloud.databases())["place"]).toMatchObject({
        id,
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
        terminationProtectionEnabled: true,
    });

    stack.write(declaring({ name: "place" }));
    expect((await stack.preview()).ops).toEqual({ orders: ["update"] });
    await stack.up();
    expect(await cloud.tags("place")).toEqual({});
    expect((await cloud.databases())["place"]).toMatchObject({
        id,
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: false },
        terminationProtectionEnabled: false,
    });
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
});

test("a cluster that was deleted behind Pulumi's back is found gone by a refresh, and recreated", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "lost" }) });
    await stack.up();
    await cloud.change("lost", { stateName: "GONE" });

    stack.write(declaring({ name: "lost", tags: { team: "shop" } }));
    const unaware = await stack.run("up", "--yes", "--skip-preview");
    expect(unaware.code).not.toBe(0);
    expect(unaware.output).toContain(
        `Cluster "lost" in project ${cloud.projectId} no longer exists. Run \`pulumi refresh\` to remove it from the state`,
    );

    await stack.refresh();
    expect(await stack.resources()).toEqual([]);
    await stack.up();
    expect(Object.keys(await cloud.databases())).toEqual(["lost"]);

    await cloud.change("lost", { stateName: "GONE" });
    await stack.destroy();
    expect(await stack.resources()).toEqual([]);
});

test("another cluster under the same name is told about, and neither changed nor deleted", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "double" }) });
    await stack.up();
    await cloud.change("double", { stateName: "GONE" });
    await cloud.seed({ name: "double", tags: { owner: "somebody else" } });

    const told = "is gone. Another cluster has that name now (ID ";
    stack.write(declaring({ name: "double", tags: { team: "shop" } }));
    const up = await stack.run("up", "--yes", "--skip-preview");
    expect(up.code).not.toBe(0);
    expect(up.output).toContain(told);
    const before = await stack.export();
    expect((await stack.refresh()).output).toContain(told);
    expect(await stack.resources()).toEqual([]);
    await stack.import(before);
    expect((await stack.destroy()).output).toContain(told);
    expect(await cloud.tags("double")).toEqual({ owner: "somebody else" });
    await cloud.change("double", { stateName: "GONE" });
});

test("a preview right after is a no-op for every combination of optional inputs", async () => {
    const choices = {
        name: [undefined, "own"],
        serverlessBackupOptions: [
            undefined,
            { serverlessContinuousBackupEnabled: true },
            { serverlessContinuousBackupEnabled: false },
        ],
        tags: [undefined, {}, { team: "shop", stage: "dev" }],
        terminationProtectionEnabled: [undefined, true, false],
    };
    const combinations = Object.entries(choices).reduce<Record<string, unknown>[]>(
        (sofar, [input, values]) =>
            sofar.flatMap((args) => values.map((value) => ({ ...args, [input]: value }))),
        [{}],
    );
    const declarations = combinations.map(({ name, ...args }, index) => ({
        ...args,
        ...(name !== undefined && { name: `own-${index}` }),
        // These two change nothing about a cluster, so every other declaration may have them.
        ...(index % 2 === 0 && { apiGeneration: "auto" }),
        providerSettings: { ...virginia, ...(index % 2 === 0 && { providerName: "SERVERLESS" }) },
    }));
    const program = (protect: boolean): string => `
        const atlas = require("${packagePath}");
        const declarations = ${JSON.stringify(declarations)};
        declarations.forEach((args, index) => new atlas.ServerlessInstance("combination" + index, {
            ...args, ...(${String(protect)} ? {} : { terminationProtectionEnabled: false }),
        }));
    `;
    const stack = await PulumiStack.create({ env: cloud.env, program: program(true) });
    await stack.up();
    expect(Object.keys(await cloud.databases())).toHaveLength(declarations.length);
    const preview = await stack.preview();
    expect(preview.changeSummary).toEqual({ same: declarations.length + uncounted });
    await stack.refresh();
    expect((await stack.preview()).changeSummary).toEqual({ same: declarations.length + uncounted });

    stack.write(program(false));
    await stack.up();
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});
