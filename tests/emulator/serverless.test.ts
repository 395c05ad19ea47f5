import { code, creation, inState, startBench } from "./support";
import type { Bench } from "./support";

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.emulator.close());

const create = (body: unknown) => bench.ask("/serverless", { method: "POST", body });
const update = (name: string, body: unknown) => bench.ask(`/serverless/${name}`, { method: "PATCH", body });
const remove = (name: string) => bench.ask(`/serverless/${name}`, { method: "DELETE" });

it("takes a cluster from create to gone", async () => {
    const tags = [{ key: "team", value: "shop" }];
    const created = await create(creation("Orders-1", { tags, terminationProtectionEnabled: true }));
    const href = `${bench.emulator.baseUrl}/api/atlas/v2/groups/${bench.emulator.projectId}/serverless/Orders-1`;
    const settled = {
        createDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as unknown,
        groupId: bench.emulator.projectId,
        id: expect.stringMatching(/^[a-f0-9]{24}$/) as unknown,
        links: [
            { href, rel: "self" },
            { href: `${href}/backup/snapshots`, rel: "https://cloud.mongodb.com/snapshots" },
        ],
        mongoDBVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/) as unknown,
        name: "Orders-1",
        providerSettings: {
            backingProviderName: "AWS",
            effectiveDiskSizeGBLimit: 1024,
            effectiveInstanceSizeName: "SERVERLESS_V2",
            effectiveProviderName: "SERVERLESS",
            nextBackupDate: expect.any(String) as unknown,
            providerName: "SERVERLESS",
            regionName: "US_EAST_1",
            tenantBackupEnabled: true,
        },
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: false },
        tags,
        terminationProtectionEnabled: true,
    };
    expect(created.status).toBe(201);
    expect(created.body).toEqual({ ...settled, stateName: "CREATING", connectionStrings: {} });

    const idle = await bench.until("/serverless/Orders-1", inState("IDLE"));
    expect(idle.body).toEqual({
        ...settled,
        stateName: "IDLE",
        connectionStrings: {
            standardSrv: expect.stringMatching(
                /^mongodb\+srv:\/\/orders-1\.[a-f0-9]{5}\.mongodb\.net$/,
            ) as unknown,
        },
    });
    expect(code(await bench.ask("/serverless/orders-1"))).toEqual([404, "SERVERLESS_INSTANCE_NOT_FOUND"]);

    const protection = "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED";
    expect(code(await remove("Orders-1"))).toEqual([400, protection]);

    const changed = await update("Orders-1", {
        tags: [],
        terminationProtectionEnabled: false,
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
    });
    expect(changed.body).toMatchObject({
        stateName: "UPDATING",
        tags: [],
        terminationProtectionEnabled: false,
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
    });
    await bench.until("/serverless/Orders-1", inState("IDLE"));

    const removed = await remove("Orders-1");
    expect([removed.status, removed.body]).toEqual([202, {}]);
    expect(code(await remove("Orders-1"))).toEqual([400, "CLUSTER_ALREADY_REQUESTED_DELETION"]);
    expect(code(await update("Orders-1", { tags: [] }))).toEqual([400, "CLUSTER_ALREADY_REQUESTED_DELETION"]);
    await bench.until("/serverless/Orders-1", inState("DELETING"));
    const gone = await bench.until("/serverless/Orders-1", ({ status }) => status !== 200);
    expect(code(gone)).toEqual([404, "SERVERLESS_INSTANCE_NOT_FOUND"]);
    expect(code(await remove("Orders-1"))).toEqual([404, "SERVERLESS_INSTANCE_NOT_FOUND"]);

    const again = await create(creation("Orders-1"));
    expect(again.status).toBe(201);
    expect(again.body["id"]).not.toBe(created.body["id"]);
});

it("continues creating when it is updated meanwhile", async () => {
    await create(creation("busy"));
    const changed = await update("busy", { tags: [{ key: "a", value: "b" }] });
    expect(changed.body).toMatchObject({ stateName: "CREATING", tags: [{ key: "a", value: "b" }] });
    const idle = await bench.until("/serverless/busy", (answer) => answer.body["stateName"] !== "CREATING");
    expect(idle.body["stateName"]).toBe("IDLE");
});

it("keeps a continuous backup that was asked for", async () => {
    const serverlessBackupOptions = { serverlessContinuousBackupEnabled: true };
    const created = await create(creation("continuous", { serverlessBackupOptions }));
    expect(created.body).toMatchObject({ serverlessBackupOptions });
});

describe("names", () => {
    const there = [{ name: "taken" }, { name: "the-first-23-characters" }];
    beforeAll(() => bench.control("/seed", { instances: there }));

    it.each([
        ["under_score", "CLUSTER_NAME_INVALID"],
        ["-leading", "CLUSTER_NAME_INVALID"],
        ["", "CLUSTER_NAME_INVALID"],
        [`${"a".repeat(22)}-b`, "CLUSTER_NAME_INVALID"],
        ["a".repeat(65), "CLUSTER_NAME_TOO_LONG"],
        ["taken", "DUPLICATE_CLUSTER_NAME"],
        ["the-first-23-characters-are-not-unique", "DUPLICATE_CLUSTER_NAME_PREFIX"],
    ])("refuses %p", async (name, errorCode) => {
        expect(code(await create(creation(name)))).toEqual([400, errorCode]);
    });

    it("accepts 64 characters", async () => {
        expect((await create(creation("z".repeat(64)))).status).toBe(201);
    });
});

describe("regions", () => {
    const at = (backingProviderName: string, regionName: string) =>
        create({
            name: `at-${regionName.replace(/_/g, "-")}`.slice(0, 22),
            providerSettings: { backingProviderName, regionName },
        });

    it.each([
        ["AWS", "us-east-1"],
        ["AWS", "WESTERN_EUROPE"],
        ["GCP", "US_EAST_1"],
    ])("refuses %s %s", async (cloud, region) => {
        const refused = await at(cloud, region);
        expect(code(refused)).toEqual([400, "INVALID_REGION"]);
        expect(refused.body["parameters"]).toEqual([region, cloud]);
    });

    it.each([
        ["AWS", "EU_WEST_1"],
        ["AZURE", "EUROPE_WEST"],
        ["GCP", "WESTERN_EUROPE"],
    ])("accepts %s %s", async (cloud, region) => {
        expect((await at(cloud, region)).status).toBe(201);
    });
});

describe("bodies", () => {
    const tag = (key: string, value: string) => ({ tags: [{ key, value }] });
    const many = (count: number) => ({
        tags: Array.from({ length: count }, (_, i) => ({ key: `k${i}`, value: "v" })),
    });

    it.each<[string, unknown, string]>([
        ["no name", { providerSettings: creation("x")["providerSettings"] }, "name"],
        ["no settings", { name: "x" }, "providerSettings"],
        ["an unknown field", creation("x", { nmae: "y" }), "nmae"],
        [
            "an unknown cloud",
            { name: "x", providerSettings: { backingProviderName: "IBM", regionName: "X" } },
            "providerSettings.backingProviderName",
        ],
        [
            "a number for a flag",
            creation("x", { terminationProtectionEnabled: 1 }),
            "terminationProtectionEnabled",
        ],
        ["an empty tag value", creation("x", tag("k", "")), "tags[0].value"],
        ["a long tag value", creation("x", tag("k", "v".repeat(256))), "tags[0].value"],
        ["a tag key with a slash", creation("x", tag("a/b", "v")), "tags[0].key"],
        ["tags as an object", creation("x", { tags: { a: "b" } }), "tags"],
        ["51 tags", creation("x", many(51)), "tags"],
        [
            "a tag twice",
            creation("x", { tags: [...tag("k", "v").tags, ...tag("k", "w").tags] }),
            "tags[1].key",
        ],
        ["no object", [], ""],
    ])("refuses a create with %s", async (what, body, field) => {
        const refused = await create(body);
        const errorCode = /no (name|settings)/.test(what)
            ? "MISSING_ATTRIBUTE"
            : what === "an unknown field"
              ? "INVALID_ATTRIBUTE"
              : "VALIDATION_ERROR";
        expect(code(refused)).toEqual([400, errorCode]);
        expect(refused.body["badRequestDetail"]?.["fields"]).toContainEqual({
            field,
            description: expect.any(String) as unknown,
        });
    });

    it("tells everything that is wrong at once", async () => {
        const refused = await create({ name: 1, providerSettings: {} });
        expect(refused.body["badRequestDetail"]?.["fields"]).toHaveLength(3);
    });

    it("accepts 50 tags of 255 characters", async () => {
        const long = { key: "k".repeat(255), value: "v @_.+`;-".padEnd(255, "v") };
        const { tags } = many(49);
        expect((await create(creation("tagged", { tags: [...tags, long] }))).status).toBe(201);
    });

    it.each([
        [{ name: "y" }, "INVALID_ATTRIBUTE"],
        [{ providerSettings: {} }, "INVALID_ATTRIBUTE"],
        [{ tags: null }, "VALIDATION_ERROR"],
    ])("refuses an update with %p", async (body, errorCode) => {
        expect(code(await update("taken", body))).toEqual([400, errorCode]);
    });

    it("ignores what only Atlas sets", async () => {
        const there = (await bench.ask("/serverless/taken")).body;
        const { id, links, createDate, providerSettings } = there;
        const sent = { name: "repeated", id, links, createDate, providerSettings, stateName: "DELETING" };
        const created = await create(sent);
        expect([created.status, created.body["stateName"]]).toEqual([201, "CREATING"]);
        expect(created.body["id"]).not.toBe(id);
    });

    it("answers an update of a missing cluster with 404", async () => {
        expect(code(await update("missing", {}))).toEqual([404, "SERVERLESS_INSTANCE_NOT_FOUND"]);
    });
});
