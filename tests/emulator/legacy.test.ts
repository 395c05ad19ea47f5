// The paths from before there were versions, and the upgrade, which the reference shows there.
import { code, creation, inState, MEDIA_TYPE, namesIn, startBench } from "./support";
import type { Ask, Bench } from "./support";

let bench: Bench;
beforeEach(async () => (bench = await startBench()));
afterEach(() => bench.emulator.close());

const post = (body: unknown): Ask => ({ method: "POST", body });

describe("v1.0", () => {
    it("serves the serverless operations in plain JSON", async () => {
        const created = await bench.v1("/serverless", post(creation("orders")));
        expect(created.status).toBe(201);
        expect(created.headers.get("content-type")).toBe("application/json");
        const href = `${bench.emulator.baseUrl}/api/atlas/v1.0/groups/${bench.emulator.projectId}/serverless/orders`;
        expect(created.body["links"]?.[0]).toEqual({ href, rel: "self" });
        await bench.until("/serverless/orders", inState("IDLE"), bench.v1);
        expect(namesIn(await bench.v1("/serverless"))).toEqual(["orders"]);
        const body = { tags: [{ key: "a", value: "b" }] };
        expect((await bench.v1("/serverless/orders", { method: "PATCH", body })).body).toMatchObject(body);
        expect((await bench.ask("/serverless/orders")).body).toMatchObject(body);
        const snapshots = (await bench.v1("/serverless/orders/backup/snapshots")).body["results"];
        const path = `/serverless/orders/backup/snapshots/${String(snapshots?.[0]?.["id"])}`;
        expect((await bench.v1(path)).status).toBe(200);
        expect((await bench.v1("/serverless/orders", { method: "DELETE" })).status).toBe(202);
        await bench.until("/serverless/orders", ({ status }) => status === 404, bench.v1);
    });

    it("counts and faults them by the same names", async () => {
        await bench.v1("/serverless");
        await bench.control("/faults", { operation: "listServerlessInstances", answer: { status: 503 } });
        expect((await bench.v1("/serverless")).status).toBe(503);
        const { body } = await bench.control("/stats");
        expect(body["operations"]).toMatchObject({ listServerlessInstances: 2 });
    });

    it("takes plain JSON only", async () => {
        const status = async (Accept: string) =>
            (await bench.v1("/serverless", { headers: { Accept } })).status;
        expect([await status("*/*"), await status(MEDIA_TYPE), await status("text/html")]).toEqual([
            200, 406, 406,
        ]);
        const typed = { ...post(creation("x")), headers: { "Content-Type": MEDIA_TYPE } };
        expect((await bench.v1("/serverless", typed)).status).toBe(415);
    });

    it("serves what v2 refuses", async () => {
        await bench.control("/seed", { instances: [{ name: "orders" }] });
        await bench.control("/era", { serverlessV2Refuses: ["updateServerlessInstance"] });
        const change: Ask = { method: "PATCH", body: { tags: [] } };
        expect(code(await bench.ask("/serverless/orders", change))).toEqual([410, "VERSION_GONE"]);
        expect((await bench.v1("/serverless/orders", change)).status).toBe(200);
        expect((await bench.ask("/serverless/orders")).status).toBe(200);
        await bench.control("/era", { goneStatus: 405 });
        expect(code(await bench.ask("/serverless/orders", change))).toEqual([405, "METHOD_NOT_ALLOWED"]);
        await bench.control("/era", { serverlessV2Refuses: [] });
        expect((await bench.ask("/serverless/orders", change)).status).toBe(200);
    });
});

describe.each(["v2", "v1.0"] as const)("the upgrade of a shared tier on %s", (version) => {
    const upgrade = (body: unknown) =>
        (version === "v2" ? bench.ask : bench.v1)("/clusters/tenantUpgradeToServerless", post(body));

    it.each(["M0", "M2", "M5"])("turns an %s cluster into a serverless instance in place", async (size) => {
        const seed = { name: "old", kind: "shared", instanceSize: size, tags: { team: "shop" } };
        const seeded = await bench.control("/seed", { instances: [seed] });
        const upgraded = await upgrade(creation("old", { terminationProtectionEnabled: true }));
        expect([upgraded.status, upgraded.body]).toMatchObject([
            200,
            {
                name: "old",
                id: seeded.body["instances"]?.[0]?.["id"],
                stateName: "UPDATING",
                tags: [{ key: "team", value: "shop" }],
                terminationProtectionEnabled: true,
                providerSettings: { providerName: "SERVERLESS", effectiveInstanceSizeName: "SERVERLESS_V2" },
            },
        ]);
        const idle = await bench.until("/serverless/old", inState("IDLE"));
        expect(idle.body["connectionStrings"]).toHaveProperty("standardSrv");
        // From then on it is what any serverless instance is.
        await bench.control("/era", { era: "transition" });
        expect((await bench.ask("/serverless/old")).status).toBe(200);
        expect((await bench.flex("/flexClusters/old")).status).toBe(200);
    });

    it("gives a new id, or takes longer, on request", async () => {
        const seeded = await bench.control("/seed", { instances: [{ name: "old", kind: "free" }] });
        await bench.control("/era", { newIds: true });
        await bench.control("/faults", { operation: "upgradeSharedClusterToServerless", takes: 100_000 });
        const upgraded = await upgrade(creation("old", { tags: [] }));
        expect(upgraded.body["id"]).not.toBe(seeded.body["instances"]?.[0]?.["id"]);
        expect((await bench.ask("/serverless/old")).body["stateName"]).toBe("UPDATING");
    });

    it.each([
        ["missing", [404, "CLUSTER_NOT_FOUND"]],
        ["serverless", [400, "INVALID_CLUSTER_CONFIGURATION"]],
        ["dedicated", [400, "INVALID_CLUSTER_CONFIGURATION"]],
        ["flex", [400, "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API"]],
    ])("refuses a %s one", async (name, expected) => {
        const instances = ["serverless", "dedicated", "flex"].map((kind) => ({ name: kind, kind }));
        await bench.control("/seed", { instances });
        expect(code(await upgrade(creation(name)))).toEqual(expected);
    });

    it("checks its body as a create's", async () => {
        await bench.control("/seed", { instances: [{ name: "old", kind: "shared" }] });
        expect(code(await upgrade({ name: "old" }))).toEqual([400, "MISSING_ATTRIBUTE"]);
        const providerSettings = { backingProviderName: "AWS", regionName: "us-east-1" };
        expect(code(await upgrade({ name: "old", providerSettings }))).toEqual([400, "INVALID_REGION"]);
        await bench.control("/state", { instance: "old", stateName: "DELETING" });
        const late = await upgrade(creation("old"));
        expect(code(late)).toEqual([400, "CLUSTER_ALREADY_REQUESTED_DELETION"]);
    });

    it.each(["transition", "sunset"])("is gone in %s, where the cluster is Flex", async (era) => {
        await bench.control("/seed", { instances: [{ name: "old", kind: "shared" }] });
        await bench.control("/era", { era });
        expect(code(await upgrade(creation("old")))).toEqual([410, "VERSION_GONE"]);
        expect((await bench.flex("/flexClusters/old")).status).toBe(200);
    });
});
