// The times of Atlas's life, on the real engine: one program and one state go from serverless to Flex and beyond.
import { packagePath, uncounted } from "./entry-point.ts";
import { Cloud, virginia } from "./cloud.ts";
import { diagnosticsOf, failureOf } from "./diagnostics.ts";
import { PulumiStack, type RunResult } from "./harness/index.ts";
import { resourcesInState, keptExports, keptOutputs } from "./state-file.ts";

const move =
    "Atlas no longer accepts writes through the serverless API (since 2026-01-22; reads end on 2027-01-18). " +
    "This update uses the Flex API instead. No change of the program is needed.";
const end =
    /^Atlas has announced the end of its serverless API \(.* GMT\)\. MongoDB migrates serverless instances to Flex clusters\. No action is needed: this provider uses the Flex API then\.$/;

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
    await cloud.seed({ name: "neighbour", kind: "flex", tags: { owner: "somebody else" } });
});
afterEach(async () => {
    expect(await cloud.tags("neighbour")).toEqual({ owner: "somebody else" });
    await cloud.close();
});

/** The names of all clusters but the neighbour's. */
async function names(): Promise<string[]> {
    return Object.keys(await cloud.databases()).filter((name) => name !== "neighbour");
}

/** How often each write was asked for. */
async function writes(): Promise<Record<string, number>> {
    const { operations } = await cloud.stats();
    const all = Object.entries(operations).filter(([name]) => /^(create|update|delete)(S|F)/.test(name));
    return Object.fromEntries(all);
}

/** What the whole run was told, but by no single resource. */
function toldOnce(result: RunResult): string[] {
    return (diagnosticsOf(result)["shop-dev"] ?? []).map((text) => text.replace(/^(warning|info): /, ""));
}

test.each([false, true])(
    "one program and one state go through all eras (conversions give new ids: %s)",
    async (newIds) => {
        await cloud.era({ newIds });
        // The program's text never changes; its tags come from the environment, as they do for many.
        const program = `
            const atlas = require("${packagePath}");
            const orders = new atlas.ServerlessInstance("orders", {
                name: "story",
                providerSettings: ${JSON.stringify(virginia)},
                serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
                tags: { team: process.env["TEAM"] },
                terminationProtectionEnabled: false,
            });
            const place = { name: orders.name };
            exports.all = atlas.getServerlessInstancesOutput({ projectId: orders.projectId }).results
                .apply((databases) => databases.map(({ name }) => name).sort());
            exports.team = atlas.getServerlessInstanceOutput(place).tags.apply(({ team }) => team);
            exports.snapshots = atlas.getServerlessInstanceSnapshotsOutput(place).results
                .apply((snapshots) => snapshots.map(({ serverlessInstanceName }) => serverlessInstanceName));
        `;
        const stack = await PulumiStack.create({ env: { ...cloud.env, TEAM: "classic" }, program });
        await stack.up();
        const first = (await cloud.databases())["story"];
        const steps = {
            ...(!newIds && { converted: () => cloud.convert("story", "flex") }),
            transition: () => cloud.era({ era: "transition" }),
            sunset: () => cloud.era({ era: "sunset" }),
        };
        for (const [team, begin] of Object.entries(steps)) {
            await begin();
            const preview = await stack.preview();
            expect(preview.code).toBe(0);
            expect(preview.ops).toEqual({});

            await stack.refresh();
            expect((await stack.preview()).ops).toEqual({});
            expect(await keptOutputs(stack)).toMatchObject({
                instanceId: (await cloud.databases())["story"]?.id,
                servedBy: team === "sunset" ? "flex" : "serverless",
            });

            stack.setEnv({ TEAM: team });
            await stack.up();
            expect(await cloud.tags("story")).toEqual({ team });
            expect(await keptExports(stack)).toMatchObject({
                // A Flex cluster that never was serverless shows where both generations are asked.
                all: ["neighbour", "story"],
                team,
                snapshots: ["story"],
            });
        }
        expect((await stack.preview()).ops).toEqual({});
        const last = (await cloud.databases())["story"];
        expect(last?.kind).toBe("flex");
        expect(last?.id === first?.id).toBe(!newIds);
        expect(await cloud.owner("story")).toMatch(/^shop\.dev\.orders\.[0-9a-f]{20}@[0-9a-f]+$/);
        expect(await writes()).toEqual({
            createServerlessInstance: 1,
            updateServerlessInstance: newIds ? 1 : 2,
            updateFlexCluster: 1,
        });

        await stack.destroy();
        expect(await names()).toEqual([]);
        expect(await resourcesInState(stack)).toEqual([]);
    },
);

test("fifty clusters go through all eras, and each notice comes once", async () => {
    const count = 50;
    const program = `
        const atlas = require("${packagePath}");
        for (let index = 0; index < ${count}; index += 1) {
            new atlas.ServerlessInstance("shop" + index, {
                name: "shop-" + index,
                providerSettings: ${JSON.stringify(virginia)},
                tags: { team: process.env["TEAM"] },
            });
        }
    `;
    const stack = await PulumiStack.create({ env: { ...cloud.env, TEAM: "classic" }, program });
    await stack.up();
    const ids = (databases: Awaited<ReturnType<Cloud["databases"]>>): string[] =>
        Object.values(databases)
            .map(({ id }) => id)
            .sort();
    const before = ids(await cloud.databases());

    await cloud.era({ era: "transition" });
    expect((await stack.preview()).changeSummary).toEqual({ same: count + uncounted });
    const notices = async () => toldOnce(await stack.refresh()).filter((text) => text.startsWith("Atlas "));
    expect(await notices()).toEqual([expect.stringMatching(end)]);
    stack.setEnv({ TEAM: "transition" });
    await stack.up();
    expect(await writes()).toEqual({ createServerlessInstance: count, updateServerlessInstance: count });

    await cloud.era({ era: "sunset" });
    expect((await stack.preview()).changeSummary).toEqual({ same: count + uncounted });
    // By now, no cluster is served by the API that has ended.
    expect(await notices()).toEqual([]);
    expect((await stack.preview()).changeSummary).toEqual({ same: count + uncounted });

    stack.setEnv({ TEAM: "sunset" });
    await stack.up();
    expect(ids(await cloud.databases())).toEqual(before);
    for (const name of await names()) {
        expect(await cloud.tags(name)).toEqual({ team: "sunset" });
    }
    expect(await writes()).toEqual({
        createServerlessInstance: count,
        updateServerlessInstance: count,
        updateFlexCluster: count,
    });

    await stack.destroy();
    expect(await names()).toEqual([]);
    expect(await resourcesInState(stack)).toEqual([]);
});

describe("a program that is new in an era", () => {
    const both = `
        const atlas = require("${packagePath}");
        for (const name of ["one", "two", "three"]) {
            new atlas.ServerlessInstance(name, { providerSettings: ${JSON.stringify(virginia)} });
        }
    `;

    test.each([
        { era: "classic", goneStatus: 410, kind: "serverless", servedBy: "serverless" },
        { era: "transition", goneStatus: 410, kind: "flex", servedBy: "serverless" },
        { era: "sunset", goneStatus: 410, kind: "flex", servedBy: "flex" },
        { era: "sunset", goneStatus: 404, kind: "flex", servedBy: "flex" },
        { era: "sunset", goneStatus: 405, kind: "flex", servedBy: "flex" },
        { era: "sunset", goneStatus: 406, kind: "flex", servedBy: "flex" },
    ])("gets its clusters in $era, where gone is $goneStatus", async (row) => {
        const { era, goneStatus, kind, servedBy } = row;
        await cloud.era({ era, goneStatus });
        const stack = await PulumiStack.create({ env: cloud.env, program: both });
        const up = await stack.up();
        for (const { outputs } of await resourcesInState(stack)) {
            expect(outputs).toMatchObject({ stateName: "IDLE", servedBy });
        }
        for (const name of await names()) {
            expect((await cloud.databases())[name]?.kind).toBe(kind);
            expect(await cloud.owner(name)).toMatch(/^shop\.dev\.(one|two|three)\./);
        }
        expect(await names()).toHaveLength(3);
        // The first create finds out; the others wait for what it finds, and then ask Flex alone. 410 is final: v1.0 is not asked.
        const attempts = goneStatus === 410 ? 1 : 2;
        const asked = await writes();
        expect(asked["createFlexCluster"] ?? 0).toBe(servedBy === "flex" ? 3 : 0);
        expect(asked["createServerlessInstance"] ?? 0).toBe(servedBy === "flex" ? attempts : 3);
        const told = toldOnce(up);
        expect(told).not.toContain(move);
        expect(told.filter((text) => end.test(text))).toHaveLength(era === "transition" ? 1 : 0);
        await stack.destroy();
        expect(await names()).toEqual([]);
    });
});

test("who insists on a generation gets it, or an error that says what to do", async () => {
    await cloud.era({ era: "sunset" });
    const program = (generation: string, tags: object): string => `
        const atlas = require("${packagePath}");
        const providerSettings = ${JSON.stringify(virginia)};
        new atlas.ServerlessInstance("modern", {
            name: "modern", providerSettings, apiGeneration: ${JSON.stringify(generation)}, tags: ${JSON.stringify(tags)},
        });
        new atlas.ServerlessInstance("dated", { name: "dated", providerSettings, apiGeneration: "serverless" });
    `;
    const stack = await PulumiStack.create({ env: cloud.env, program: program("flex", {}) });
    const advice =
        'The serverless API no longer supports this operation, but apiGeneration is "serverless". Set apiGeneration to "auto", or omit it.';
    const up = () => failureOf(stack, "up", "--yes", "--skip-preview", "--continue-on-error");
    const create = await up();
    expect(create["dated"]).toEqual([
        `error: Could not create cluster "dated" in project ${cloud.projectId}: Atlas returned 410 VERSION_GONE: ` +
            `The operation createServerlessInstance is gone; use the Flex operations instead (request <id>). ${advice}`,
    ]);
    expect(await names()).toEqual(["modern"]);
    expect((await cloud.stats()).operations["createFlexCluster"]).toBe(1);
    expect((await resourcesInState(stack)).map(({ id }) => id)).toEqual([`${cloud.projectId}/modern`]);

    stack.write(program("serverless", { team: "shop" }));
    const update = await up();
    expect(update["modern"]?.join()).toContain(
        `Could not update cluster "modern" in project ${cloud.projectId}: it is now managed through the Flex ` +
            `API, but ` +
            'apiGeneration is "serverless". Set apiGeneration to "auto", or omit it.',
    );
    expect(await cloud.tags("modern")).toEqual({});

    // A change of the choice alone changes nothing about a cluster.
    stack.write(program("serverless", {}).replace(/new atlas.*"dated".*/, ""));
    expect((await stack.preview()).ops).toEqual({});
});
