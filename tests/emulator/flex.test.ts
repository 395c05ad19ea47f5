import { code, creation, FLEX_TYPE, inState, MEDIA_TYPE, namesIn, startBench } from "./support";
import type { Bench, Json } from "./support";

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.emulator.close());

const create = (body: unknown) => bench.flex("/flexClusters", { method: "POST", body });
const update = (name: string, body: unknown) =>
    bench.flex(`/flexClusters/${name}`, { method: "PATCH", body });
const remove = (name: string) => bench.flex(`/flexClusters/${name}`, { method: "DELETE" });
const get = (name: string) => bench.flex(`/flexClusters/${name}`);
const idle = (name: string) => bench.until(`/flexClusters/${name}`, inState("IDLE"), bench.flex);

it("takes a cluster from create to gone", async () => {
    const created = await create(creation("Orders-1", { terminationProtectionEnabled: true }));
    const href = `${bench.emulator.baseUrl}/api/atlas/v2/groups/${bench.emulator.projectId}/flexClusters/Orders-1`;
    const settled = {
        backupSettings: { enabled: true },
        clusterType: "REPLICASET",
        createDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
        groupId: bench.emulator.projectId,
        id: expect.stringMatching(/^[a-f0-9]{24}$/) as unknown,
        links: [{ href, rel: "self" }],
        mongoDBVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/) as unknown,
        name: "Orders-1",
        providerSettings: {
            backingProviderName: "AWS",
            diskSizeGB: 5,
            providerName: "FLEX",
            regionName: "US_EAST_1",
        },
        terminationProtectionEnabled: true,
        versionReleaseSystem: "LTS",
    };
    expect(created.status).toBe(201);
    expect(created.headers.get("content-type")).toBe(`${FLEX_TYPE};charset=utf-8`);
    // Tags that were not sent are left out of this one answer.
    expect(created.body).toEqual({ ...settled, stateName: "CREATING", connectionStrings: {} });
    expect(created.text).toContain('"diskSizeGB":5.0');
    expect((await get("Orders-1")).body).toMatchObject({ tags: [], connectionStrings: {} });

    const ready = await idle("Orders-1");
    expect(ready.body).toEqual({
        ...settled,
        tags: [],
        stateName: "IDLE",
        connectionStrings: {
            standard: expect.stringMatching(
                /^mongodb:\/\/ac-\w{7}-shard-00-00\..*:27017,.*&replicaSet=/,
            ) as unknown,
            standardSrv: expect.stringMatching(
                /^mongodb\+srv:\/\/orders-1\.[a-f0-9]{5}\.mongodb\.net$/,
            ) as unknown,
        },
    });

    const protection = "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED";
    expect(code(await remove("Orders-1"))).toEqual([400, protection]);

    const change = { tags: [{ key: "team", value: "shop" }], terminationProtectionEnabled: false };
    const changed = await update("Orders-1", change);
    expect([changed.status, changed.body]).toMatchObject([200, { ...change, stateName: "UPDATING" }]);
    await idle("Orders-1");

    const removed = await remove("Orders-1");
    expect([removed.status, removed.text, removed.headers.get("content-type")]).toEqual([204, "", null]);
    expect(code(await remove("Orders-1"))).toEqual([400, "CLUSTER_ALREADY_REQUESTED_DELETION"]);
    expect(code(await update("Orders-1", {}))).toEqual([400, "CLUSTER_ALREADY_REQUESTED_DELETION"]);
    await bench.until("/flexClusters/Orders-1", inState("DELETING"), bench.flex);
    const gone = await bench.until("/flexClusters/Orders-1", ({ status }) => status !== 200, bench.flex);
    expect(code(gone)).toEqual([404, "CLUSTER_NOT_FOUND"]);
    expect(gone.body["parameters"]).toEqual(["Orders-1", bench.emulator.projectId]);
});

it("gives tags that were sent back from create, and stays CREATING when it is updated meanwhile", async () => {
    // In real time a create takes seconds: it is still under way at the update.
    const { emulator, flex } = await startBench({ scale: 1 });
    try {
        const tags = [{ key: "team", value: "shop" }];
        const body = creation("busy", { tags });
        const created = await flex("/flexClusters", { method: "POST", body });
        expect(created.body).toMatchObject({ tags, stateName: "CREATING" });
        const changed = await flex("/flexClusters/busy", { method: "PATCH", body: { tags: [] } });
        expect(changed.body).toMatchObject({ tags: [], stateName: "CREATING" });
        const bare = await flex("/flexClusters", {
            method: "POST",
            body: creation("bare", { tags: [] }),
        });
        expect(bare.body).toMatchObject({ tags: [] });
    } finally {
        await emulator.close();
    }
});

it.each([
    ["serverlessBackupOptions", creation("x", { serverlessBackupOptions: {} })],
    [
        "providerSettings.providerName",
        creation("x", {
            providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1", providerName: "AWS" },
        }),
    ],
    ["name", { providerSettings: creation("x")["providerSettings"] }],
])("refuses a create with a wrong %s", async (field, body) => {
    const refused = await create(body);
    expect([refused.status, refused.body["errorCode"]]).toEqual([
        400,
        { serverlessBackupOptions: "INVALID_ATTRIBUTE", name: "MISSING_ATTRIBUTE" }[field] ??
            "VALIDATION_ERROR",
    ]);
    expect(refused.body["badRequestDetail"]?.["fields"]).toContainEqual({
        field,
        description: expect.any(String) as unknown,
    });
});

it.each([
    [{ name: "y" }],
    [{ serverlessBackupOptions: {} }],
    [{ backupSettings: { enabled: false } }],
    [{ providerSettings: {} }],
])("updates nothing but tags and protection: %p", async (body) => {
    await bench.control("/seed", { instances: [{ name: "still", kind: "flex" }] });
    expect(code(await update("still", body))).toEqual([400, "INVALID_ATTRIBUTE"]);
    await bench.control("/state", { instance: "still", stateName: "GONE" });
});

it("checks names and regions as ever", async () => {
    expect(code(await create(creation("under_score")))).toEqual([400, "CLUSTER_NAME_INVALID"]);
    const providerSettings = { backingProviderName: "AWS", regionName: "us-east-1" };
    expect(code(await create({ name: "x", providerSettings }))).toEqual([400, "INVALID_REGION"]);
    expect(code(await get("missing"))).toEqual([404, "CLUSTER_NOT_FOUND"]);
    expect(code(await remove("missing"))).toEqual([404, "CLUSTER_NOT_FOUND"]);
    expect(code(await update("missing", {}))).toEqual([404, "CLUSTER_NOT_FOUND"]);
});

it("is served in its own version or a newer one", async () => {
    const status = async (Accept: string) =>
        (await bench.flex("/flexClusters", { headers: { Accept } })).status;
    expect(await status("application/vnd.atlas.2025-03-12+json")).toBe(200);
    for (const older of ["application/vnd.atlas.2024-11-12+json", MEDIA_TYPE, "application/json"]) {
        expect(await status(older)).toBe(406);
    }
    expect((await bench.v1("/flexClusters")).status).toBe(404);
});

it("forgets a delete, and takes as long as it is told", async () => {
    await bench.control("/seed", { instances: [{ name: "dropped", kind: "flex" }] });
    await bench.control("/faults", [
        { operation: "deleteFlexCluster", drop: true },
        { operation: "createFlexCluster", takes: 100_000 },
    ]);
    expect((await remove("dropped")).status).toBe(204);
    expect((await get("dropped")).body["stateName"]).toBe("IDLE");
    await create(creation("slow"));
    expect((await get("slow")).body["stateName"]).toBe("CREATING");
});

it("lists in pages", async () => {
    const other = await startBench();
    const instances = Array.from({ length: 7 }, (_, index) => ({ name: `db-${index}`, kind: "flex" }));
    await other.control("/seed", { instances });
    const page = await other.flex("/flexClusters?itemsPerPage=3&pageNum=2");
    expect(namesIn(page)).toEqual(["db-3", "db-4", "db-5"]);
    expect([page.body["totalCount"], page.body["links"]?.length]).toEqual([7, 3]);
    await other.emulator.close();
});

describe("snapshots", () => {
    const path = "/flexClusters/saved/backup/snapshots";
    const snapshots = ["pending", "queued", "inProgress", "completed", "failed"].map((status, index) => ({
        status,
        createdAt: new Date(Date.parse("2025-06-01T12:00:00Z") - index * 3_600_000).toISOString(),
    }));
    beforeAll(() =>
        bench.control("/seed", {
            instances: [{ name: "saved", kind: "flex", snapshots }, { name: "other" }],
        }),
    );

    it("are listed oldest first, in words of their own", async () => {
        const { body } = await bench.flex(path);
        const items = body["results"] as readonly Json[];
        expect(items.map((item) => item["status"])).toEqual([
            "FAILED",
            "COMPLETED",
            "RUNNING",
            "QUEUED",
            "PENDING",
        ]);
        const times = items.map((item) => [
            item["startTime"] !== undefined,
            item["finishTime"] !== undefined,
        ]);
        expect(times).toEqual([
            [true, true],
            [true, true],
            [true, false],
            [false, false],
            [false, false],
        ]);
    });

    it("are got one by one", async () => {
        const completed = (await bench.flex(path)).body["results"]?.[1] as Json;
        const one = await bench.flex(`${path}/${String(completed["id"])}`);
        expect(one.body).toEqual({
            expiration: expect.any(String) as unknown,
            finishTime: "2025-06-01T09:00:05Z",
            id: completed["id"],
            links: [{ href: expect.stringContaining(`${path}/`) as unknown, rel: "self" }],
            mongoDBVersion: expect.any(String) as unknown,
            scheduledTime: "2025-06-01T09:00:00Z",
            startTime: "2025-06-01T09:00:01Z",
            status: "COMPLETED",
        });
    });

    it("answers 404 to a missing one and to a missing cluster, 400 to one of another kind", async () => {
        expect(code(await bench.flex(`${path}/${"0".repeat(24)}`))).toEqual([404, "RESOURCE_NOT_FOUND"]);
        const of = (name: string) => bench.flex(`/flexClusters/${name}/backup/snapshots`);
        expect(code(await of("missing"))).toEqual([404, "CLUSTER_NOT_FOUND"]);
        expect(code(await of("other"))).toEqual([400, "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API"]);
    });
});
