// Two generations of one API: what proves that a cluster is gone, which paths are asked, what an upgrade does.
import { namespace, packagePath } from "./entry-point.ts";
import { Cloud, declaring, virginia } from "./cloud.ts";
import { failureOf } from "./diagnostics.ts";
import { PulumiStack } from "./harness/index.ts";
import { resourcesInState, keptExports, keptOutputs } from "./state-file.ts";

/** More requests than any test sends. */
const always = 100_000;
const oregon = { ...virginia, regionName: "US_WEST_2" };

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

/** What the state knows of the clusters; a failed refresh drops Pulumi's own notes on dependencies. */
async function facts(stack: PulumiStack): Promise<object[]> {
    return (await resourcesInState(stack)).map(({ urn, id, inputs, outputs }) => ({
        urn,
        id,
        inputs,
        outputs,
    }));
}

test("in sunset, a refresh without proof that a cluster is gone never drops it from the state", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({ name: "hidden", tags: { team: "shop" } }),
    });
    await stack.up();
    await cloud.era({ era: "sunset" });
    const before = await facts(stack);
    const page = { body: "<html><body>Sign in</body></html>", contentType: "text/html" };
    const faults = {
        "Atlas returned 500 UNEXPECTED_ERROR": { answer: { status: 500, errorCode: "UNEXPECTED_ERROR" } },
        "Check the service account's client ID": { answer: { status: 401, errorCode: "UNAUTHORIZED" } },
        "API access list includes this IP address": { answer: { status: 403, errorCode: "FORBIDDEN" } },
        "Check that projectId is correct": { answer: { status: 404, errorCode: "GROUP_NOT_FOUND" } },
        "returned a response that is not the Atlas API's (Content-Type: text/html)": {
            answer: { status: 404, ...page },
        },
        "returned a response that is not the Atlas API's": { answer: { status: 200, ...page } },
        "closed the connection before it sent a response": { reset: "before" },
    };
    const plant = (...operations: string[]) => {
        return (fault: object) =>
            cloud.fault(...operations.map((operation) => ({ operation, times: always, ...fault })));
    };
    for (const [reason, fault] of Object.entries(faults)) {
        await plant("getFlexCluster", "listFlexClusters")(fault);
        const { orders = [] } = await failureOf(stack, "refresh", "--yes", "--skip-preview");
        expect(orders.join()).toContain(`Could not read Flex cluster "hidden" in project ${cloud.projectId}`);
        expect(orders.join()).toContain(reason);
        expect(await facts(stack)).toEqual(before);
        await cloud.clearFaults();
    }
    // Nor where Flex does not have it and the other generation cannot say.
    await plant("getFlexCluster")({ answer: { status: 404, errorCode: "CLUSTER_NOT_FOUND" } });
    await plant("getServerlessInstance")({ answer: { status: 403, errorCode: "FORBIDDEN" } });
    await failureOf(stack, "refresh", "--yes", "--skip-preview");
    expect(await facts(stack)).toEqual(before);
    await failureOf(stack, "destroy", "--yes", "--skip-preview");
    expect(await facts(stack)).toEqual(before);
    await cloud.clearFaults();

    await stack.refresh();
    expect((await stack.preview()).ops).toEqual({});
    await cloud.change("hidden", { stateName: "GONE" });
    await stack.refresh();
    expect(await resourcesInState(stack)).toEqual([]);
});

test("a cluster that became a free or a dedicated cluster stays in the state, and its new manager is named", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "grown" }) });
    await stack.up();
    const before = await facts(stack);
    const manager =
        "MongoDB has migrated this cluster to a Free or Dedicated cluster, which this provider does not manage. " +
        "Import it as AdvancedCluster of @pulumi/mongodbatlas, then remove it from this stack with `pulumi " +
        "state delete`.";
    for (const kind of ["free", "dedicated"] as const) {
        await cloud.convert("grown", kind);
        for (const command of ["refresh", "destroy"]) {
            const { orders = [] } = await failureOf(stack, command, "--yes", "--skip-preview");
            expect(orders).toHaveLength(1);
            expect(orders[0]).toContain("Atlas returned 400 CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API");
            expect(orders[0]).toContain(manager);
            expect(await facts(stack)).toEqual(before);
        }
        await cloud.era({ era: "sunset" });
    }
    stack.write(declaring({ name: "grown", tags: { team: "shop" } }));
    const { orders = [] } = await failureOf(stack, "up", "--yes", "--skip-preview");
    expect(orders.join()).toContain(manager);
    expect(await names()).toEqual(["grown"]);
    await stack.expect("state", "delete", "--yes", String((await resourcesInState(stack))[0]?.urn));
    expect(await resourcesInState(stack)).toEqual([]);
});

describe("the v1.0 paths", () => {
    /** The beginnings of all paths that were asked of the serverless generation. */
    async function prefixes(): Promise<Record<string, string>> {
        const { requests } = await cloud.stats();
        return Object.fromEntries(
            requests
                .filter(({ operation }) => operation.includes("Serverless"))
                .map(({ operation, path }) => [operation, path.replace(/\/groups\/.*/, "")]),
        );
    }

    const program = (team: string): string => `
        ${declaring({ name: "story", tags: { team } })}
        exports.snapshots = atlas.getServerlessInstanceSnapshotsOutput({ name: orders.name }).results;
        exports.all = atlas.getServerlessInstancesOutput({ projectId: orders.projectId }).results
            .apply((databases) => databases.map((database) => database.name).sort());
    `;

    test("carry the serverless generation where the configuration says so", async () => {
        const stack = await PulumiStack.create({
            env: cloud.env,
            config: { [`${namespace}:serverlessApi`]: "v1.0" },
            program: program("shop"),
        });
        await stack.up();
        stack.write(program("web"));
        await stack.up();
        await stack.refresh();
        expect((await stack.preview()).ops).toEqual({});
        expect(await cloud.tags("story")).toEqual({ team: "web" });
        expect(await keptExports(stack)).toMatchObject({ all: ["neighbour", "story"] });
        await stack.destroy();
        expect(await names()).toEqual([]);
        const asked = await prefixes();
        expect(new Set(Object.values(asked))).toEqual(new Set(["/api/atlas/v1.0"]));
        expect(Object.keys(asked)).toEqual(
            expect.arrayContaining([
                "createServerlessInstance",
                "updateServerlessInstance",
                "deleteServerlessInstance",
                "getServerlessInstance",
                "listServerlessInstances",
                "listServerlessBackupSnapshots",
            ]),
        );
    });

    test("are fallen back to where v2 refuses an operation that they serve", async () => {
        await cloud.era({
            serverlessV2Refuses: ["updateServerlessInstance", "listServerlessBackupSnapshots"],
            goneStatus: 404,
        });
        const stack = await PulumiStack.create({ env: cloud.env, program: program("shop") });
        await stack.up();
        stack.write(program("web"));
        await stack.up();
        expect(await cloud.tags("story")).toEqual({ team: "web" });
        expect(await prefixes()).toMatchObject({
            createServerlessInstance: "/api/atlas/v2",
            updateServerlessInstance: "/api/atlas/v1.0",
            listServerlessBackupSnapshots: "/api/atlas/v1.0",
        });
        await stack.destroy();
        expect(await names()).toEqual([]);
    });
});

describe("upgradeFromSharedTier", () => {
    const upgrading = (args: object = {}): string =>
        declaring({ name: "small", upgradeFromSharedTier: true, ...args });

    test("upgrades the shared-tier cluster with its tags, and is never a replacement", async () => {
        await cloud.seed({ name: "small", kind: "shared", instanceSize: "M2", tags: { made: "by hand" } });
        const before = (await cloud.databases())["small"];
        const stack = await PulumiStack.create({ env: cloud.env, program: upgrading() });
        expect((await stack.preview()).ops).toEqual({ orders: ["create"] });
        await stack.up();
        expect((await cloud.databases())["small"]).toMatchObject({ id: before?.id, kind: "serverless" });
        expect(await cloud.tags("small")).toEqual({ made: "by hand" });
        expect(await cloud.owner("small")).toMatch(/^shop\.dev\.orders\./);
        expect(await keptOutputs(stack)).toMatchObject({ stateName: "IDLE", tags: { made: "by hand" } });
        expect((await stack.preview()).ops).toEqual({});
        expect(await writes()).not.toHaveProperty("createServerlessInstance");

        stack.write(upgrading({ providerSettings: oregon }));
        const { orders = [] } = await failureOf(stack, "preview");
        expect(orders.join()).toContain(
            `Cluster "small" in project ${cloud.projectId} was created by upgrading a shared-tier cluster, ` +
                `which no longer exists. ` +
                "Changing providerSettings would replace it with an empty cluster. Revert the change, or remove " +
                "upgradeFromSharedTier to allow the replacement.",
        );
        // It is done, and so it can go: that changes nothing.
        stack.write(declaring({ name: "small" }));
        expect((await stack.preview()).ops).toEqual({});
        await stack.destroy();
        expect(await names()).toEqual([]);
    });

    test.each([410, 404])(
        "in sunset adopts the Flex cluster that MongoDB has made of it (gone is %d)",
        async (goneStatus) => {
            await cloud.seed({
                name: "small",
                kind: "shared",
                instanceSize: "M5",
                tags: { made: "by hand" },
            });
            await cloud.era({ era: "sunset", goneStatus });
            const before = (await cloud.databases())["small"];
            const stack = await PulumiStack.create({ env: cloud.env, program: upgrading() });
            await stack.up();
            expect((await cloud.databases())["small"]).toMatchObject({ id: before?.id, kind: "flex" });
            expect(await cloud.tags("small")).toEqual({ made: "by hand" });
            expect(await cloud.owner("small")).toMatch(/^shop\.dev\.orders\./);
            expect((await stack.preview()).ops).toEqual({});
            expect(Object.keys(await writes())).toEqual(["updateFlexCluster"]);
        },
    );

    test("without such a cluster, or without a name, says what to do and creates nothing", async () => {
        const stack = await PulumiStack.create({ env: cloud.env, program: upgrading() });
        const missing = await failureOf(stack, "up", "--yes", "--skip-preview");
        expect(missing["orders"]?.join()).toMatch(
            /Could not upgrade shared-tier cluster "small" in project .*: Atlas returned 404 .*NOT_FOUND.*Check the cluster name/,
        );
        await cloud.era({ era: "sunset" });
        const gone = await failureOf(stack, "up", "--yes", "--skip-preview");
        expect(gone["orders"]).toEqual([
            `error: Could not upgrade shared-tier cluster "small" in project ${cloud.projectId}: Atlas no ` +
                `longer supports this upgrade, and no Flex cluster has that name. Remove upgradeFromSharedTier to ` +
                `create an empty ` +
                "cluster.",
        ]);
        stack.write(declaring({ upgradeFromSharedTier: true }));
        const nameless = await failureOf(stack, "preview");
        expect(nameless["orders"]?.join()).toContain(
            "upgradeFromSharedTier: requires name, the name of the shared-tier cluster to upgrade",
        );
        expect(await names()).toEqual([]);
        expect(await writes()).toEqual({});
    });
});

test("functions see clusters and snapshots of both generations alike", async () => {
    const snapshots = ["queued", "inProgress", "completed", "failed"].map((status, index) => ({
        status,
        id: String(index).repeat(24),
        snapshotType: status === "completed" ? "onDemand" : "scheduled",
        frequencyType: index % 2 === 0 ? "daily" : "hourly",
        // More than a JavaScript number holds.
        storageSizeBytes: "9007199254740993",
    }));
    await cloud.seed({ name: "theirs", tags: { owner: "they" }, snapshots });
    const program = `
        const atlas = require("${packagePath}");
        const name = "theirs";
        const list = async (filter) =>
            (await atlas.getServerlessInstanceSnapshots({ name, ...filter })).results.map(({ id }) => id[0]);
        const missing = (promise) => promise.then(() => "it is there", ({ message }) => message);
        module.exports = async () => ({
            one: await atlas.getServerlessInstance({ name }).then(({ tags, servedBy }) => ({ tags, servedBy })),
            every: await list({}),
            status: await list({ status: "completed" }),
            type: await list({ snapshotType: "scheduled" }),
            frequency: await list({ frequencyType: "daily", snapshotType: "scheduled" }),
            snapshot: await atlas.getServerlessInstanceSnapshot({ name, snapshotId: ${JSON.stringify(snapshots[2]?.id)} })
                .then(({ status, storageSizeBytes }) => ({ status, storageSizeBytes })),
            later: atlas.getServerlessInstanceSnapshotOutput({ name, snapshotId: ${JSON.stringify(snapshots[0]?.id)} }).status,
            noDatabase: await missing(atlas.getServerlessInstanceSnapshots({ name: "nowhere" })),
            noOne: await missing(atlas.getServerlessInstance({ name: "nowhere" })),
            noSnapshot: await missing(
                atlas.getServerlessInstanceSnapshot({ name, snapshotId: "ffffffffffffffffffffffff" }),
            ),
        });
    `;
    const stack = await PulumiStack.create({ env: cloud.env, program });
    for (const era of ["classic", "sunset"]) {
        await cloud.era({ era });
        await stack.up();
        const absent =
            `Cluster "nowhere" in project ${cloud.projectId} does not exist. Check the cluster name ` +
            `and the project ID.`;
        expect(await keptExports(stack)).toEqual({
            one: { tags: { owner: "they" }, servedBy: era === "classic" ? "serverless" : "flex" },
            every: ["0", "1", "2", "3"],
            status: ["2"],
            // Flex takes its snapshots by a schedule of its own, and tells neither their frequency nor their size.
            type: era === "classic" ? ["0", "1", "3"] : ["0", "1", "2", "3"],
            frequency: era === "classic" ? ["0"] : [],
            snapshot: {
                status: "completed",
                ...(era === "classic" && { storageSizeBytes: "9007199254740993" }),
            },
            later: "queued",
            noDatabase: absent,
            noOne: absent,
            noSnapshot: expect.stringContaining(
                "Could not read snapshot ffffffffffffffffffffffff of",
            ) as string,
        });
    }
});
