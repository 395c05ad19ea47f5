import { code, creation, namesIn, startBench } from "./support";
import type { Bench, Json } from "./support";

let bench: Bench;
const KINDS = ["serverless", "flex", "shared", "free", "dedicated"];
beforeEach(async () => {
    bench = await startBench();
    await bench.control("/seed", { instances: KINDS.map((kind) => ({ name: kind, kind })) });
});
afterEach(() => bench.emulator.close());

const WRONG = [400, "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API"];
const NOT_SERVERLESS = [400, "CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API"];
const change = { method: "PATCH", body: { tags: [] } };
const convert = (body: unknown) => bench.control("/convert", body);
const kinds = async (): Promise<Record<string, unknown>> => {
    const instances = (await bench.control("/state")).body["projects"]?.[0]?.["instances"];
    return Object.fromEntries(Array.from(instances ?? [], (one) => [String(one["name"]), one["kind"]]));
};

it("serves each kind where it belongs", async () => {
    expect(await kinds()).toEqual(Object.fromEntries(KINDS.map((kind) => [kind, kind])));
    expect(namesIn(await bench.ask("/serverless"))).toEqual(["serverless"]);
    expect(namesIn(await bench.flex("/flexClusters"))).toEqual(["flex"]);
    for (const kind of KINDS) {
        const serverless = kind === "serverless" ? [200, undefined] : NOT_SERVERLESS;
        const flex = kind === "flex" ? [200, undefined] : WRONG;
        expect(code(await bench.ask(`/serverless/${kind}`))).toEqual(serverless);
        expect(code(await bench.ask(`/serverless/${kind}`, change))).toEqual(serverless);
        expect(code(await bench.ask(`/serverless/${kind}/backup/snapshots`))).toEqual(serverless);
        expect(code(await bench.flex(`/flexClusters/${kind}`))).toEqual(flex);
        expect(code(await bench.flex(`/flexClusters/${kind}`, change))).toEqual(flex);
        expect(code(await bench.flex(`/flexClusters/${kind}/backup/snapshots`))).toEqual(flex);
    }
    expect(code(await bench.ask("/serverless/flex", { method: "DELETE" }))).toEqual(NOT_SERVERLESS);
    expect(code(await bench.flex("/flexClusters/dedicated", { method: "DELETE" }))).toEqual(WRONG);
});

it.each(KINDS)("has one namespace: a %s one takes its name from all", async (name) => {
    const ask = { method: "POST", body: creation(name) };
    expect(code(await bench.ask("/serverless", ask))).toEqual([400, "DUPLICATE_CLUSTER_NAME"]);
    expect(code(await bench.flex("/flexClusters", ask))).toEqual([400, "DUPLICATE_CLUSTER_NAME"]);
});

describe("a conversion", () => {
    it("keeps id, tags, age and snapshots, and drops the backup option", async () => {
        const seed = {
            name: "orders",
            tags: { a: "b" },
            serverlessContinuousBackupEnabled: true,
            snapshots: 3,
        };
        await bench.control("/seed", { instances: [seed] });
        const before = (await bench.ask("/serverless/orders")).body;
        const { body } = await convert({ instance: "orders", to: "flex" });
        expect(body).toMatchObject({ kind: "flex", id: before["id"], createDate: before["createDate"] });
        expect(body["snapshots"]).toHaveLength(3);
        expect((await bench.flex("/flexClusters/orders")).body).toMatchObject({
            id: before["id"],
            tags: [{ key: "a", value: "b" }],
            stateName: "IDLE",
            connectionStrings: { standardSrv: before["connectionStrings"]?.["standardSrv"] },
        });
        // Serverless operations serve what was serverless, as what it is now.
        expect((await bench.ask("/serverless/orders")).body).toMatchObject({
            id: before["id"],
            providerSettings: {
                effectiveInstanceSizeName: "FLEX",
                effectiveProviderName: "TENANT",
                providerName: "SERVERLESS",
            },
            serverlessBackupOptions: { serverlessContinuousBackupEnabled: false },
        });
    });

    it.each(["free", "dedicated"])("to %s takes it from both generations", async (to) => {
        expect((await convert({ instance: "serverless", to })).body["kind"]).toBe(to);
        expect(code(await bench.ask("/serverless/serverless"))).toEqual(NOT_SERVERLESS);
        expect(code(await bench.flex("/flexClusters/serverless"))).toEqual(WRONG);
        expect(namesIn(await bench.flex("/flexClusters"))).toEqual(["flex"]);
    });

    it("of a shared tier to Flex is none of the serverless generation's", async () => {
        await convert({ instance: "shared", to: "flex" });
        expect((await bench.flex("/flexClusters/shared")).status).toBe(200);
        expect(code(await bench.ask("/serverless/shared"))).toEqual(NOT_SERVERLESS);
    });

    it("gives a new id on request, and keeps everything else", async () => {
        const before = (await bench.ask("/serverless/serverless")).body;
        const after = (await convert({ instance: "serverless", to: "flex", newId: true })).body;
        expect(after["id"]).not.toBe(before["id"]);
        expect(after["createDate"]).toBe(before["createDate"]);
        const again = (await convert({ instance: "serverless", to: "dedicated", newId: true })).body;
        expect(again["id"]).not.toBe(after["id"]);
    });

    it.each<[unknown, number, RegExp]>([
        [{ instance: "missing", to: "flex" }, 404, /no cluster named missing/],
        [{ instance: "flex", to: "shared" }, 400, /to must be one of flex, free, dedicated/],
        [{ to: "flex" }, 400, /instance is required/],
    ])("refuses %p", async (body, status, message) => {
        const refused = await convert(body);
        expect(refused.status).toBe(status);
        expect(refused.body["detail"]).toMatch(message);
    });
});

it.each([
    [{ name: "x", kind: "sharded" }, /kind must be one of serverless, flex, shared, free, dedicated/],
    [{ name: "x", kind: "shared", instanceSize: "M10" }, /instanceSize must be one of M0, M2, M5/],
    [
        { name: "x", kind: "flex", instanceSize: "M2" },
        /instanceSize applies only to the kind shared, and x is flex/,
    ],
])("refuses to seed %p", async (instance, message) => {
    const refused = await bench.control("/seed", { instances: [instance] });
    expect([refused.status, refused.body["detail"]]).toEqual([400, expect.stringMatching(message)]);
});

it("shows what shared tiers are made of", async () => {
    const instances = ["M0", "M2", "M5"].map((instanceSize) => ({
        name: instanceSize,
        kind: "shared",
        instanceSize,
    }));
    const { body } = await bench.control("/seed", { instances });
    const sizes = (body["instances"] as readonly Json[]).map(
        (one) => one["providerSettings"]?.["effectiveInstanceSizeName"],
    );
    expect(sizes).toEqual(["M0", "M2", "M5"]);
});
