import { Agent } from "node:http";
import { AtlasClient } from "../../provider/atlas/http/client";
import { connect } from "../../provider/atlas/connect";
import type { Instance } from "../../provider/atlas/api/instance";
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
        const all = (await floors.serverless.list(stage.groupId)).items;
        expect(all.map(({ name }) => name)).toEqual(["orders", "saved"]);
    });

    it("gets, with all that Atlas says of a cluster", async () => {
        expect(await floors.serverless.get(stage.orders)).toEqual<Instance>({
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
        const made = await floors.serverless.create(stage.groupId, {
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
        const state = (instance: Instance) => [
            instance.tags,
            instance.terminationProtectionEnabled,
            instance.continuousBackupEnabled,
        ];
        const { serverless } = floors;
        const { orders } = stage;
        expect(state(await serverless.update(orders, { terminationProtectionEnabled: true }))).toEqual([
            { team: "shop" },
            true,
            false,
        ]);
        expect(state(await serverless.update(orders, { tags: {} }))).toEqual([{}, true, false]);
        expect(state(await serverless.update(orders, { continuousBackupEnabled: true }))).toEqual([
            {},
            true,
            true,
        ]);
        expect(state(await serverless.get(orders))).toEqual([{}, true, true]);
    });

    it("deletes", async () => {
        await floors.serverless.delete(stage.orders);
        await stage.bench.until("/serverless/orders", ({ status }) => status === 404);
        await expect(floors.serverless.get(stage.orders)).rejects.toMatchObject({
            status: 404,
            errorCode: "SERVERLESS_INSTANCE_NOT_FOUND",
        });
        expect(await floors.clusters.find(stage.orders)).toBeUndefined();
    });

    it("lists snapshots and gets one", async () => {
        const saved = { groupId: stage.groupId, name: "saved" };
        const snapshots = await floors.serverless.listSnapshots(saved);
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

it("connect() gives all of it, with the machine's own clock", async () => {
    const { clusters, clock } = connect(stage.settings("serviceAccount"));
    expect(await clusters.find(stage.orders)).toMatchObject({ name: "orders" });
    expect((await clusters.list(stage.groupId)).map(({ name }) => name)).toEqual(["orders", "saved"]);
    const before = clock.now();
    await clock.sleep(1);
    expect(clock.now()).toBeGreaterThan(before);
});

it("what was left out is not sent", async () => {
    const { serverless } = stage.floors();
    const least = { name: "least", backingProviderName: "AWS", regionName: "US_EAST_1" };
    const request = jest.spyOn(AtlasClient.prototype, "request");
    await serverless.create(stage.groupId, least);
    await serverless.update(stage.orders, {});
    expect(request.mock.calls.map(([{ body }]) => body)).toEqual([
        {
            name: "least",
            providerSettings: {
                providerName: "SERVERLESS",
                backingProviderName: "AWS",
                regionName: "US_EAST_1",
            },
        },
        {},
    ]);
    request.mockRestore();
});

it("shares sockets: a hundred requests in a row go over one", async () => {
    const { serverless } = stage.floors();
    const connections = jest.spyOn(Agent.prototype, "createConnection");
    for (let index = 0; index < 100; index += 1) {
        await serverless.get(stage.orders);
    }
    expect(connections).toHaveBeenCalledTimes(1);
    connections.mockRestore();
});
