import { connect } from "../../provider/atlas/connect";
import type { Instance } from "../../provider/atlas/instance";
import { kinds, startStage, type Floors, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
    stage = await startStage();
    await stage.bench.control("/seed", {
        instances: [{ name: "saved", snapshots: [{ id: "5".repeat(24), storageSizeBytes: 4096 }] }],
    });
});
afterEach(() => stage.close());

describe.each(kinds)("with %s", (kind) => {
    let floors: Floors;
    beforeEach(() => (floors = stage.floors(stage.settings(kind))));

    it("lists", async () => {
        const all = await floors.databases.list(stage.groupId);
        expect(all.map(({ name }) => name)).toEqual(["orders", "saved"]);
    });

    it("gets, with all that Atlas says of a database", async () => {
        expect(await floors.databases.find(stage.orders)).toEqual<Instance>({
            id: expect.stringMatching(/^[a-f0-9]{24}$/) as string,
            groupId: stage.groupId,
            name: "orders",
            stateName: "IDLE",
            createDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+Z$/) as string,
            mongoDBVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
            connectionStrings: {
                standardSrv: expect.stringMatching(/^mongodb\+srv:\/\/orders/) as string,
                privateEndpoint: [],
            },
            providerSettings: {
                backingProviderName: "AWS",
                regionName: "US_EAST_1",
                providerName: "SERVERLESS",
                effectiveProviderName: expect.any(String) as string,
                effectiveInstanceSizeName: expect.any(String) as string,
                effectiveDiskSizeGBLimit: expect.any(Number) as number,
            },
            continuousBackupEnabled: false,
            tags: { team: "shop" },
            terminationProtectionEnabled: false,
            servedBy: "serverless",
        });
    });

    it("creates", async () => {
        const made = await floors.databases.create(stage.groupId, {
            name: "new-one",
            backingProviderName: "GCP",
            regionName: "CENTRAL_US",
            continuousBackupEnabled: true,
            tags: { team: "shop", cost: "low" },
            terminationProtectionEnabled: true,
        });
        expect(made).toMatchObject({
            name: "new-one",
            stateName: "CREATING",
            providerSettings: { backingProviderName: "GCP", regionName: "CENTRAL_US" },
            continuousBackupEnabled: true,
            tags: { team: "shop", cost: "low" },
            terminationProtectionEnabled: true,
        });
        expect((await stage.bench.ask("/serverless/new-one")).body["id"]).toBe(made.id);
    });

    it("updates what it is told to and nothing else", async () => {
        const change = { tags: {}, terminationProtectionEnabled: true };
        expect(await floors.databases.update(stage.orders, change)).toMatchObject({
            tags: {},
            terminationProtectionEnabled: true,
            continuousBackupEnabled: false,
        });
        await floors.databases.update(stage.orders, { continuousBackupEnabled: true });
        expect(await floors.databases.find(stage.orders)).toMatchObject({
            tags: {},
            terminationProtectionEnabled: true,
            continuousBackupEnabled: true,
        });
    });

    it("deletes", async () => {
        await floors.databases.delete(stage.orders);
        await stage.bench.until("/serverless/orders", ({ status }) => status === 404);
        expect(await floors.databases.find(stage.orders)).toBeUndefined();
    });

    it("lists snapshots and gets one", async () => {
        const saved = { groupId: stage.groupId, name: "saved" };
        const snapshots = await floors.databases.listSnapshots(saved);
        expect(snapshots).toEqual([
            {
                id: "5".repeat(24),
                createdAt: expect.stringMatching(/Z$/) as string,
                expiresAt: expect.stringMatching(/Z$/) as string,
                frequencyType: "daily",
                snapshotType: "scheduled",
                status: "completed",
                mongodVersion: expect.any(String) as string,
                serverlessInstanceName: "saved",
                storageSizeBytes: 4096,
            },
        ]);
        expect(await floors.serverless.getSnapshot(saved, "5".repeat(24))).toEqual(snapshots[0]);
    });
});

it("sends what the operation allows and leaves out what was left out", async () => {
    const { databases } = connect(stage.settings("accessToken"));
    // The emulator refuses any field that is not the operation's, and fills in none that was not sent.
    const made = await databases.create(stage.groupId, {
        name: "least",
        backingProviderName: "AWS",
        regionName: "US_EAST_1",
    });
    expect(made).toMatchObject({ tags: {}, terminationProtectionEnabled: false });
});

it("shares sockets: a hundred requests in a row go over one", async () => {
    const { client } = stage.floors();
    const { Agent } = await import("node:http");
    const connections = jest.spyOn(
        Agent.prototype as unknown as { createConnection: () => void },
        "createConnection",
    );
    for (let index = 0; index < 100; index += 1) {
        await client.request({
            doing: "look",
            method: "GET",
            path: `/api/atlas/v2/groups/${stage.groupId}/serverless/orders`,
            mediaType: "application/vnd.atlas.2023-01-01+json",
            effect: "repeatable",
        });
    }
    expect(connections).toHaveBeenCalledTimes(1);
    connections.mockRestore();
});
