// The Flex generation: every operation, and its answers in the words of the serverless one.
import { AtlasClient } from "../../provider/atlas/http/client";
import type { Instance, Snapshot } from "../../provider/atlas/api/instance";
import { asRecord } from "../../provider/atlas/json-readers";
import { failure, kinds, startStage, type Floors, type Stage } from "./support";

const place = (name: string) => ({ groupId: stage.groupId, name });
const newOne = { name: "new-one", backingProviderName: "AWS", regionName: "US_EAST_1" };

let stage: Stage;
beforeEach(async () => {
    stage = await startStage({ era: "sunset" });
    await stage.control("/seed", { instances: [{ name: "saved", snapshots: 3 }] });
});
afterEach(() => stage.close());

describe.each(kinds)("with %s", (kind) => {
    let floors: Floors;
    beforeEach(() => (floors = stage.floors(stage.settings(kind))));

    it("lists", async () => {
        const all = (await floors.flex.list(stage.groupId)).items;
        expect(all.map(({ name, servedBy }) => [name, servedBy])).toEqual([
            ["orders", "flex"],
            ["saved", "flex"],
        ]);
    });

    it("gets, with all that Atlas says of a cluster", async () => {
        expect(await floors.flex.get(stage.orders)).toEqual<Instance>({
            id: expect.stringMatching(/^[a-f0-9]{24}$/) as string,
            groupId: stage.groupId,
            name: "orders",
            stateName: "IDLE",
            createDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+Z$/) as string,
            mongoDBVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
            connectionStrings: {
                standardSrv: expect.stringMatching(/^mongodb\+srv:\/\/orders/) as string,
                standard: expect.stringMatching(/^mongodb:\/\/.*:27017,.*replicaSet=/) as string,
                privateEndpoint: [],
            },
            providerSettings: {
                backingProviderName: "AWS",
                regionName: "US_EAST_1",
                providerName: "FLEX",
                effectiveDiskSizeGBLimit: 5,
            },
            tags: { team: "shop" },
            terminationProtectionEnabled: false,
            servedBy: "flex",
        });
    });

    it("creates, without a wish for continuous backup, which it does not have", async () => {
        const made = await floors.flex.create(stage.groupId, {
            ...newOne,
            continuousBackupEnabled: true,
            tags: { team: "shop", cost: "low" },
            terminationProtectionEnabled: true,
        });
        expect(made).toMatchObject({
            name: "new-one",
            stateName: "CREATING",
            connectionStrings: { privateEndpoint: [] },
            tags: { team: "shop", cost: "low" },
            terminationProtectionEnabled: true,
            servedBy: "flex",
        });
        expect(made).not.toHaveProperty("continuousBackupEnabled");
        expect((await stage.bench.flex("/flexClusters/new-one")).body["id"]).toBe(made.id);
    });

    it("updates what it is told to and nothing else", async () => {
        const state = (instance: Instance) => [instance.tags, instance.terminationProtectionEnabled];
        const { flex } = floors;
        const { orders } = stage;
        const protect = await flex.update(orders, { terminationProtectionEnabled: true });
        expect(state(protect)).toEqual([{ team: "shop" }, true]);
        expect(state(await flex.update(orders, { tags: {} }))).toEqual([{}, true]);
        expect(state(await flex.update(orders, { continuousBackupEnabled: true }))).toEqual([{}, true]);
        expect(state(await flex.get(orders))).toEqual([{}, true]);
        expect((await stage.counts()).operations["updateFlexCluster"]).toBe(kind === "apiKey" ? 3 : 2);
    });

    it("deletes, though the answer has no body", async () => {
        await expect(floors.flex.delete(stage.orders)).resolves.toBeUndefined();
        await stage.bench.until("/flexClusters/orders", ({ status }) => status === 404, stage.bench.flex);
        const gone = { status: 404, errorCode: "CLUSTER_NOT_FOUND" };
        await expect(floors.flex.get(stage.orders)).rejects.toMatchObject(gone);
        expect(await floors.clusters.find(stage.orders, "flex")).toBeUndefined();
    });

    it("lists snapshots, the newest first although Atlas gives the oldest first, and gets one", async () => {
        const snapshots = await floors.flex.listSnapshots(place("saved"));
        const dates = snapshots.map(({ createdAt }) => createdAt ?? "");
        expect(new Set(dates).size).toBe(3);
        expect(dates).toEqual(dates.toSorted().toReversed());
        const [newest] = snapshots;
        expect(newest).toEqual<Snapshot>({
            id: expect.stringMatching(/^[a-f0-9]{24}$/) as string,
            createdAt: expect.stringMatching(/Z$/) as string,
            expiresAt: expect.stringMatching(/Z$/) as string,
            snapshotType: "scheduled",
            status: "completed",
            mongodVersion: expect.any(String) as string,
            serverlessInstanceName: "saved",
        });
        expect(await floors.flex.getSnapshot(place("saved"), newest?.id ?? "")).toEqual(newest);
    });
});

it("what was left out is not sent", async () => {
    const { flex } = stage.floors();
    const request = jest.spyOn(AtlasClient.prototype, "request");
    const made = await flex.create(stage.groupId, newOne);
    await flex.update(stage.orders, { tags: { b: "1", a: "2" } });
    expect(made.tags).toEqual({});
    const { name, ...providerSettings } = newOne;
    expect(request.mock.calls.map(([{ body }]) => body)).toEqual([
        { name, providerSettings },
        {
            tags: [
                { key: "a", value: "2" },
                { key: "b", value: "1" },
            ],
        },
    ]);
    request.mockRestore();
});

it("lists all pages, and snapshots of all pages in one order", async () => {
    const many = Array.from({ length: 501 }, (_, index) => ({ name: `db-${index}` }));
    await stage.control("/seed", { instances: [...many, { name: "old", snapshots: 501 }] });
    const { flex } = stage.floors();
    expect((await flex.list(stage.groupId)).items).toHaveLength(504);
    const dates = (await flex.listSnapshots(place("old"))).map(({ createdAt }) => createdAt ?? "");
    expect(dates).toHaveLength(501);
    expect(dates).toEqual(dates.toSorted().toReversed());
    expect((await stage.counts()).operations).toMatchObject({ listFlexClusters: 2, listFlexBackups: 2 });
});

it.each([
    ["pending", "queued"],
    ["queued", "queued"],
    ["inProgress", "inProgress"],
    ["completed", "completed"],
    ["failed", "failed"],
])("a snapshot that is %s is told as %s, one word in both generations", async (status, told) => {
    const id = "5".repeat(24);
    await stage.control("/seed", { instances: [{ name: "one", snapshots: [{ id, status }] }] });
    const { flex } = stage.floors();
    expect(await flex.getSnapshot(place("one"), id)).toMatchObject({ id, status: told });
});

describe("sizes are exact, whichever they are", () => {
    it.each<[number | string]>([
        [0],
        [4096],
        [Number.MAX_SAFE_INTEGER],
        ["9007199254740993"],
        ["9223372036854775807"],
    ])("%p bytes", async (storageSizeBytes) => {
        await stage.control("/era", { era: "classic" });
        const seed = { name: "big", kind: "serverless", snapshots: [{ storageSizeBytes }] };
        await stage.control("/seed", { instances: [seed] });
        const [snapshot] = await stage.floors().serverless.listSnapshots(place("big"));
        expect(snapshot?.storageSizeBytes).toBe(storageSizeBytes);
    });
});

it("a disk of a part of a gigabyte, or of none, is carried as it is", async () => {
    const { body } = await stage.bench.flex("/flexClusters/orders");
    const { flex } = stage.floors();
    const shown = async (diskSizeGB: unknown) => {
        const changed = {
            ...asRecord(body),
            providerSettings: { ...asRecord(body["providerSettings"]), diskSizeGB },
        };
        const answer = { status: 200, body: JSON.stringify(changed) };
        await stage.fault({ operation: "getFlexCluster", answer });
        return (await flex.get(stage.orders)).providerSettings.effectiveDiskSizeGBLimit;
    };
    expect([await shown(0.5), await shown(null), await shown("5")]).toEqual([0.5, undefined, undefined]);
});

it("a cluster of another kind is refused with the way out", async () => {
    await stage.control("/convert", { instance: "orders", to: "dedicated" });
    const error = await failure(stage.floors().flex.get(stage.orders), stage.settings("accessToken"));
    expect(stage.steady(error.message)).toBe(
        'Could not read Flex cluster "orders" in project <project>: Atlas returned 400 ' +
            "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API: orders is not a Flex cluster and cannot be used in the Flex API " +
            "(request <id>). MongoDB has migrated this cluster to a Free or Dedicated cluster, which this " +
            "provider does not manage. Import it as AdvancedCluster of @pulumi/mongodbatlas, then remove it " +
            "from this stack with `pulumi state delete`.",
    );
});
