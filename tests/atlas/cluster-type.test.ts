// "Of another type" means: ask the other generation. Every operation, each code, whichever generation is asked first.
import { systemClock } from "../../provider/atlas/clock";
import type { Instance, ServedBy } from "../../provider/atlas/api/instance";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import { declaredAt } from "../emulated/owner";
import { queryInstance, querySnapshot, querySnapshots } from "../../provider/instance/data-sources";
import { failure, floorsWith, startStage, type Floors, type Stage } from "./support";

let stage: Stage;
let floors: Floors;
afterEach(() => stage.close());

const open = async (options: Parameters<typeof startStage>[0] = {}) => {
    stage = await startStage(options);
    floors = stage.floors();
};

const codes = [
    "CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API",
    "NOT_SERVERLESS_TENANT_CLUSTER",
    "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API",
    "CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API",
    "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API",
];
/** What each generation is asked of one cluster. */
const asked: Readonly<Record<ServedBy, string[]>> = {
    serverless: [
        "getServerlessInstance",
        "updateServerlessInstance",
        "deleteServerlessInstance",
        "listServerlessBackupSnapshots",
        "getServerlessBackupSnapshot",
    ],
    flex: ["getFlexCluster", "updateFlexCluster", "deleteFlexCluster", "listFlexBackups", "getFlexBackup"],
};
const other = { serverless: "flex", flex: "serverless" } as const;
const snapshotId = "5".repeat(24);
const name = "saved";
const place = () => ({ groupId: stage.groupId, name });

/** Each operation on the cluster as it was seen; all that it gives is in `served`. */
const operations: Readonly<Record<string, (seen: Instance) => Promise<unknown>>> = {
    find: (seen) => floors.clusters.find(place(), seen.servedBy),
    look: (seen) => floors.clusters.read({ ...place(), preferredApi: seen.servedBy }),
    // Lists that leave it out, so that it is asked for by its name.
    "a survey with others": async (seen) => {
        const empty = { status: 200, body: '{"results": [], "links": []}' };
        await stage.fault([
            { operation: "listServerlessInstances", times: 9, answer: empty },
            { operation: "listFlexClusters", times: 9, answer: empty },
        ]);
        const preferredApi = seen.servedBy;
        const [outcome] = await floors.clusters.readAll([
            { ...place(), preferredApi },
            { groupId: stage.groupId, name: "another", preferredApi },
        ]);
        return outcome !== undefined && "instance" in outcome ? outcome.instance : outcome;
    },
    update: (seen) => floors.clusters.update(seen, { tags: { team: "data" } }),
    delete: async (seen) => {
        await floors.clusters.delete(seen);
        const left = await floors.clusters.find(place(), other[seen.servedBy]);
        return left === undefined || left.stateName === "DELETING" ? { name } : left;
    },
    snapshots: async (seen) => (await floors.clusters.listSnapshots(seen))[0],
    "one snapshot": (seen) => floors.clusters.getSnapshot(seen, snapshotId),
};

describe.each(["serverless", "flex"] as const)("seen in %s, where it is no more", (seenIn) => {
    const truth = other[seenIn];
    let seen: Instance;
    beforeEach(async () => {
        await open();
        await stage.control("/seed", { instances: [{ name, kind: truth, snapshots: [{ id: snapshotId }] }] });
        seen = { ...(await floors[truth].get(place())), servedBy: seenIn };
    });

    describe.each(Object.keys(operations))("%s", (operation) => {
        it.each(codes)("%s: the other generation carries it out", async (errorCode) => {
            await stage.fault(
                asked[seenIn].map((one) => ({
                    operation: one,
                    times: 9999,
                    answer: { status: 400, errorCode },
                })),
            );
            const served = await operations[operation]?.(seen);
            expect(served).toMatchObject(
                operation.includes("snapshot")
                    ? { id: snapshotId }
                    : operation === "delete"
                      ? { name }
                      : { name, servedBy: truth },
            );
            if (operation === "update") {
                expect(served).toMatchObject({ tags: { team: "data" } });
            }
            // Nothing was said of an end of writes, of which there is none.
            expect(floors.said).toEqual([]);
        });
    });
});

describe("of a type that neither generation serves", () => {
    const refusal = /AdvancedCluster .*`pulumi state delete`\.$/;

    it.each(codes)(
        "serverless says %s: the way out is that of Flex, whoever is asked first",
        async (errorCode) => {
            await open();
            await stage.control("/convert", { instance: "orders", to: "dedicated" });
            const answer = { status: 400, errorCode };
            await stage.fault({ operation: "getServerlessInstance", times: 9999, answer });
            for (const first of ["serverless", "flex"] as const) {
                const error = await failure(
                    floors.clusters.find(stage.orders, first),
                    stage.settings("accessToken"),
                );
                expect(error.message).toMatch(refusal);
            }
        },
    );

    it.each(codes)("one says %s and the other has none: that is no absence", async (errorCode) => {
        await open();
        const [wrong, none] = [
            { status: 400, errorCode },
            { status: 404, errorCode: "CLUSTER_NOT_FOUND" },
        ];
        for (const first of ["serverless", "flex"] as const) {
            await stage.fault([
                { operation: "getServerlessInstance", answer: wrong },
                { operation: "getFlexCluster", answer: none },
            ]);
            await expect(floors.clusters.find(stage.orders, first)).rejects.toMatchObject(wrong);
            await stage.fault([
                { operation: "getServerlessInstance", answer: none },
                { operation: "getFlexCluster", answer: wrong },
            ]);
            await expect(floors.clusters.find(stage.orders, first)).rejects.toMatchObject(wrong);
        }
    });

    it("an operation that finds none in the other generation is refused as it was", async () => {
        await open();
        const seen = await floors.serverless.get(stage.orders);
        const wrong = { status: 400, errorCode: "NOT_SERVERLESS_TENANT_CLUSTER" };
        await stage.fault([
            { operation: "listServerlessBackupSnapshots", answer: wrong },
            { operation: "getFlexCluster", answer: { status: 404, errorCode: "CLUSTER_NOT_FOUND" } },
        ]);
        await expect(floors.clusters.listSnapshots(seen)).rejects.toMatchObject(wrong);
    });
});

describe("a Flex cluster, as Atlas itself answers for it", () => {
    const silent = { progress: () => undefined, info: () => undefined, warn: () => undefined };
    const inputs = () => ({
        projectId: stage.groupId,
        name,
        providerSettings: { backingProviderName: "AWS" as const, regionName: "US_EAST_1" },
        ...declaredAt("orders"),
    });

    let lifecycle: Lifecycle;
    beforeEach(async () => {
        await open({ scale: 100 });
        floors = floorsWith(stage.settings("accessToken"), systemClock);
        lifecycle = new Lifecycle(floors.clusters, systemClock);
        await stage.control("/seed", {
            instances: [{ name, kind: "flex", snapshots: [{ id: snapshotId }] }],
        });
    });

    it("is adopted", async () => {
        const state = await lifecycle.create({ ...inputs(), adopt: true }, silent);
        expect(state).toMatchObject({ name, servedBy: "flex" });
    });

    it("is imported, read, and deleted", async () => {
        const state = await lifecycle.import(place(), {}, silent);
        expect(state).toMatchObject({ name, servedBy: "flex" });
        const forgotten = { ...state, servedBy: "serverless" as const };
        expect(await lifecycle.read(forgotten, silent)).toMatchObject({ name, servedBy: "flex" });
        await lifecycle.remove(forgotten, silent);
        expect(await floors.clusters.find(place())).toBeUndefined();
    });

    it("is read by the functions", async () => {
        const one = { projectId: stage.groupId, name };
        expect(await queryInstance(floors.clusters, one)).toMatchObject({ name, servedBy: "flex" });
        expect(await querySnapshots(floors.clusters, one)).toMatchObject([{ id: snapshotId }]);
        expect(await querySnapshot(floors.clusters, one, snapshotId)).toMatchObject({ id: snapshotId });
    });
});
