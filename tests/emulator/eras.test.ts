import { code, creation, inState, namesIn, startBench } from "./support";
import type { Answer, Ask, Bench } from "./support";

let bench: Bench;
afterEach(() => bench.emulator.close());

const enter = (body: unknown) => bench.control("/era", body);
const post = (name: string, rest = {}): Ask => ({ method: "POST", body: creation(name, rest) });
const change: Ask = { method: "PATCH", body: { tags: [{ key: "by", value: "us" }] } };
const headersOf = ({ headers }: Answer) => [headers.get("deprecation"), headers.get("sunset")];
const DEPRECATED = "Wed, 05 Feb 2025 00:00:00 GMT";
const LAST_WRITES = "Thu, 22 Jan 2026 00:00:00 GMT";
const LAST_READS = "Mon, 18 Jan 2027 00:00:00 GMT";

describe("classic", () => {
    beforeEach(async () => (bench = await startBench()));

    it("makes serverless instances, and announces no end", async () => {
        const created = await bench.ask("/serverless", post("orders"));
        expect(created.body["providerSettings"]?.["effectiveInstanceSizeName"]).toBe("SERVERLESS_V2");
        expect(headersOf(created)).toEqual([null, null]);
        expect(namesIn(await bench.flex("/flexClusters"))).toEqual([]);
    });

    it("makes Flex clusters too, which serverless does not show", async () => {
        expect((await bench.flex("/flexClusters", post("orders"))).status).toBe(201);
        expect(namesIn(await bench.flex("/flexClusters"))).toEqual(["orders"]);
        expect(namesIn(await bench.ask("/serverless"))).toEqual([]);
    });
});

describe("transition", () => {
    beforeEach(async () => (bench = await startBench({ era: "transition" })));

    it("makes a Flex cluster behind the serverless shape, and ignores the backup option", async () => {
        const serverlessBackupOptions = { serverlessContinuousBackupEnabled: true };
        const created = await bench.ask("/serverless", post("orders", { serverlessBackupOptions }));
        expect([created.status, created.body]).toMatchObject([
            201,
            {
                stateName: "CREATING",
                providerSettings: {
                    effectiveDiskSizeGBLimit: 5,
                    effectiveInstanceSizeName: "FLEX",
                    effectiveProviderName: "TENANT",
                    providerName: "SERVERLESS",
                },
                serverlessBackupOptions: { serverlessContinuousBackupEnabled: false },
            },
        ]);
        await bench.until("/serverless/orders", inState("IDLE"));
        expect((await bench.flex("/flexClusters/orders")).body).toMatchObject({
            id: created.body["id"],
            stateName: "IDLE",
        });
        const body = { serverlessBackupOptions, terminationProtectionEnabled: false };
        const changed = await bench.ask("/serverless/orders", { method: "PATCH", body });
        expect(changed.body).toMatchObject({
            serverlessBackupOptions: { serverlessContinuousBackupEnabled: false },
        });
        expect((await bench.ask("/serverless/orders", { method: "DELETE" })).status).toBe(202);
        await bench.until("/flexClusters/orders", ({ status }) => status === 404, bench.flex);
    });

    it("shows in both generations what serverless made, and in Flex alone what Flex made", async () => {
        await bench.ask("/serverless", post("one"));
        await bench.flex("/flexClusters", post("other"));
        expect(namesIn(await bench.ask("/serverless"))).toEqual(["one"]);
        expect(namesIn(await bench.flex("/flexClusters"))).toEqual(["one", "other"]);
        expect(code(await bench.ask("/serverless/other"))).toEqual([
            400,
            "CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API",
        ]);
    });

    it("lets both generations change and delete the same cluster", async () => {
        await bench.control("/seed", { instances: [{ name: "orders", snapshots: 2 }] });
        await bench.flex("/flexClusters/orders", change);
        expect((await bench.ask("/serverless/orders")).body["tags"]).toEqual([{ key: "by", value: "us" }]);
        const [serverless, flex] = [
            (await bench.ask("/serverless/orders/backup/snapshots")).body["results"],
            (await bench.flex("/flexClusters/orders/backup/snapshots")).body["results"],
        ];
        expect([flex?.[0]?.["id"], flex?.[1]?.["id"]]).toEqual([
            serverless?.[1]?.["id"],
            serverless?.[0]?.["id"],
        ]);
        expect((await bench.flex("/flexClusters/orders", { method: "DELETE" })).status).toBe(204);
        await bench.until("/serverless/orders", ({ status }) => status === 404);
    });

    it("announces the end on every answer of the serverless generation, and on no other", async () => {
        const end = [DEPRECATED, LAST_WRITES];
        expect(headersOf(await bench.ask("/serverless"))).toEqual([DEPRECATED, LAST_READS]);
        expect(headersOf(await bench.v1("/serverless"))).toEqual([DEPRECATED, LAST_READS]);
        expect(headersOf(await bench.ask("/serverless/missing"))).toEqual([DEPRECATED, LAST_READS]);
        expect(headersOf(await bench.ask("/serverless", post("orders")))).toEqual(end);
        expect(headersOf(await bench.ask("/serverless/orders", change))).toEqual(end);
        expect(headersOf(await bench.ask("/serverless", post("under_score")))).toEqual(end);
        expect(headersOf(await bench.flex("/flexClusters"))).toEqual([null, null]);
    });
});

describe("sunset", () => {
    beforeEach(async () => {
        bench = await startBench({ era: "sunset" });
        await bench.control("/seed", { instances: [{ name: "orders", snapshots: 1 }] });
    });

    const gone = (ask = bench.ask): [string, () => Promise<Answer>][] => [
        ["create", () => ask("/serverless", post("new"))],
        ["update", () => ask("/serverless/orders", change)],
        ["delete", () => ask("/serverless/orders", { method: "DELETE" })],
        ["list snapshots", () => ask("/serverless/orders/backup/snapshots")],
        ["get snapshot", () => ask(`/serverless/orders/backup/snapshots/${"0".repeat(24)}`)],
        ["upgrade", () => ask("/clusters/tenantUpgradeToServerless", post("orders"))],
    ];

    it("shows an empty list and no cluster on the serverless generation", async () => {
        const list = await bench.ask("/serverless");
        expect([list.status, list.body]).toMatchObject([200, { results: [], totalCount: 0 }]);
        expect(code(await bench.ask("/serverless/orders"))).toEqual([404, "SERVERLESS_INSTANCE_NOT_FOUND"]);
        expect(headersOf(list)).toEqual([DEPRECATED, LAST_READS]);
    });

    it("has done away with everything else of it, on both paths", async () => {
        for (const [, act] of [...gone(), ...gone(bench.v1)]) {
            const answer = await act();
            expect(code(answer)).toEqual([410, "VERSION_GONE"]);
            expect(headersOf(answer)).toEqual([DEPRECATED, LAST_WRITES]);
        }
    });

    it.each([
        [404, "RESOURCE_NOT_FOUND"],
        [405, "METHOD_NOT_ALLOWED"],
        [406, "INVALID_VERSION_DATE"],
    ])("can say so with %d", async (goneStatus, errorCode) => {
        await enter({ goneStatus });
        for (const [, act] of gone()) {
            expect(code(await act())).toEqual([goneStatus, errorCode]);
        }
        expect((await bench.ask("/serverless")).status).toBe(200);
    });

    it("lets the clusters live on under Flex", async () => {
        expect(namesIn(await bench.flex("/flexClusters"))).toEqual(["orders"]);
        expect((await bench.flex("/flexClusters/orders", change)).status).toBe(200);
        expect((await bench.flex("/flexClusters/orders/backup/snapshots")).body["totalCount"]).toBe(1);
        expect((await bench.flex("/flexClusters", post("new"))).status).toBe(201);
        expect((await bench.flex("/flexClusters/orders", { method: "DELETE" })).status).toBe(204);
        await bench.until("/flexClusters/orders", ({ status }) => status === 404, bench.flex);
    });

    it("still tells a missing project from a missing cluster", async () => {
        const path = `/api/atlas/v2/groups/${"0".repeat(24)}/serverless/orders`;
        const Authorization = "Bearer none";
        expect((await bench.raw(path, { headers: { Authorization } })).status).toBe(401);
        const stray = await bench.ask(`/../${"0".repeat(24)}/serverless/orders`);
        expect(code(stray)).toEqual([404, "GROUP_NOT_FOUND"]);
    });
});

describe("the passing of time", () => {
    beforeEach(async () => (bench = await startBench()));

    it("carries a cluster through all eras with its id, name, tags and strings", async () => {
        const tags = [{ key: "team", value: "shop" }];
        await bench.ask("/serverless", post("orders", { tags }));
        const classic = (await bench.until("/serverless/orders", inState("IDLE"))).body;
        const same = { id: classic["id"], createDate: classic["createDate"], name: "orders", tags };

        expect((await enter({ era: "transition" })).body).toMatchObject({ era: "transition", newIds: false });
        const converted = (await bench.ask("/serverless/orders")).body;
        expect(converted).toMatchObject({ ...same, connectionStrings: classic["connectionStrings"] });
        expect(converted["providerSettings"]?.["effectiveInstanceSizeName"]).toBe("FLEX");
        expect((await bench.flex("/flexClusters/orders")).body).toMatchObject(same);

        await enter({ era: "sunset" });
        expect((await bench.control("/state")).body["era"]).toBe("sunset");
        expect((await bench.ask("/serverless/orders")).status).toBe(404);
        expect((await bench.flex("/flexClusters/orders")).body).toMatchObject(same);
        await bench.flex("/flexClusters/orders", { method: "DELETE" });
        await bench.until("/flexClusters/orders", ({ status }) => status === 404, bench.flex);
    });

    it("continues with what is under way", async () => {
        await bench.ask("/serverless", post("young"));
        await enter({ era: "sunset" });
        const young = await bench.flex("/flexClusters/young");
        expect(young.body["stateName"]).toBe("CREATING");
        await bench.until("/flexClusters/young", inState("IDLE"), bench.flex);
    });

    it("converts every project's serverless instances and shared tiers, and nothing else", async () => {
        const instances = [
            { name: "serverless" },
            { name: "m2", kind: "shared" },
            { name: "m0", kind: "shared", instanceSize: "M0" },
            { name: "free", kind: "free" },
            { name: "dedicated", kind: "dedicated" },
            { name: "flex", kind: "flex" },
        ];
        await bench.control("/seed", { instances });
        await bench.control("/seed", { projectId: "b".repeat(24), instances: [{ name: "afar" }] });
        await enter({ era: "transition" });
        const { body } = await bench.control("/state");
        const kinds = [0, 1].map((project) =>
            Array.from(body["projects"]?.[project]?.["instances"] ?? [], (one) => one["kind"]),
        );
        expect(kinds).toEqual([["flex", "flex", "free", "free", "dedicated", "flex"], ["flex"]]);
    });

    it("gives new ids on request, and only to what it converts", async () => {
        await bench.control("/seed", { instances: [{ name: "orders" }, { name: "flex", kind: "flex" }] });
        const ids = async () => {
            const { body } = await bench.control("/state");
            return Array.from(body["projects"]?.[0]?.["instances"] ?? [], (one) => one["id"]);
        };
        const before = await ids();
        expect((await enter({ era: "transition", newIds: true })).body["newIds"]).toBe(true);
        const after = await ids();
        expect([after[0] === before[0], after[1] === before[1]]).toEqual([false, true]);
        await enter({ era: "sunset" });
        expect(await ids()).toEqual(after);
    });

    it("converts nothing back when it is turned back", async () => {
        await bench.control("/seed", { instances: [{ name: "orders" }] });
        await enter({ era: "sunset" });
        await enter({ era: "classic" });
        expect((await bench.ask("/serverless/orders")).body).toMatchObject({
            providerSettings: { effectiveInstanceSizeName: "FLEX" },
        });
        expect((await bench.ask("/serverless", post("new"))).body).toMatchObject({
            providerSettings: { effectiveInstanceSizeName: "SERVERLESS_V2" },
        });
    });

    it("starts over with a reset", async () => {
        await enter({ era: "sunset", newIds: true, goneStatus: 404, serverlessV2Refuses: [] });
        await bench.control("/reset", {});
        expect((await bench.control("/era")).body).toEqual({
            era: "classic",
            newIds: false,
            goneStatus: 410,
            serverlessV2Refuses: [],
        });
    });

    it.each([
        [{ era: "baroque" }, /era must be one of classic, transition, sunset/],
        [{ goneStatus: 418 }, /goneStatus must be one of 410, 404, 405, 406/],
        [{ serverlessV2Refuses: ["getFlexCluster"] }, /serverlessV2Refuses\[0\] must be one of/],
        [{ epoch: "classic" }, /epoch is not a known field/],
    ])("refuses %p", async (body, message) => {
        const refused = await enter(body);
        expect([refused.status, refused.body["detail"]]).toEqual([400, expect.stringMatching(message)]);
        expect((await bench.control("/era")).body["era"]).toBe("classic");
    });
});
