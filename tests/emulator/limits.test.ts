import { code, creation, startBench } from "./support";
import type { Answer, Bench } from "./support";

let bench: Bench;
afterEach(() => bench.emulator.close());

const level = ({ headers }: Answer) => [
    headers.get("ratelimit-limit"),
    headers.get("ratelimit-remaining"),
    headers.get("retry-after"),
];

describe("as published", () => {
    beforeEach(async () => (bench = await startBench()));

    it("are told, and come back when they are not mentioned", async () => {
        const published = {
            tokenRequestsPerMinute: 10,
            liveTokens: 100,
            clusters: { capacity: 10_000, refillPerMinute: 5000 },
            flexClusters: { capacity: 1200, refillPerMinute: 500 },
            flexSnapshots: { capacity: 1200, refillPerMinute: 500 },
        };
        expect((await bench.control("/limits")).body).toEqual(published);
        const serverless = { capacity: 1, refillPerMinute: 1 };
        expect((await bench.control("/limits", { serverless })).body).toEqual({ ...published, serverless });
        expect((await bench.control("/limits", {})).body).toEqual(published);
    });

    it("stand on every answer of the Flex generation, each endpoint set by itself", async () => {
        await bench.control("/seed", { instances: [{ name: "orders", kind: "flex" }] });
        // At this speed the bucket is as good as full again with every answer.
        expect(level(await bench.flex("/flexClusters"))).toEqual(["1200", "1199", null]);
        expect(level(await bench.flex("/flexClusters/missing"))[0]).toBe("1200");
        const snapshots = await bench.flex("/flexClusters/orders/backup/snapshots");
        expect(level(snapshots)).toEqual(["1200", "1199", null]);
    });

    it("are none for the serverless generation", async () => {
        expect(level(await bench.ask("/serverless"))).toEqual([null, null, null]);
    });
});

describe("narrowed", () => {
    beforeEach(async () => (bench = await startBench({ scale: 10 })));

    it("refuse what is too much, before it acts, and say when to come back", async () => {
        await bench.control("/limits", { flexClusters: { capacity: 2, refillPerMinute: 6 } });
        const create = (name: string) =>
            bench.flex("/flexClusters", { method: "POST", body: creation(name) });
        expect(level(await create("a"))).toEqual(["2", "1", null]);
        expect(level(await create("b"))).toEqual(["2", "0", null]);
        const refused = await create("c");
        expect(code(refused)).toEqual([429, "RATE_LIMITED_TOKEN_BUCKET"]);
        // One comes back every ten emulated seconds, which is one real second.
        expect(level(refused)).toEqual(["2", "0", "1"]);
        expect((await bench.control("/state")).body["projects"]?.[0]?.["instances"]).toHaveLength(2);
        await new Promise((resolve) => setTimeout(resolve, 1000));
        expect((await create("c")).status).toBe(201);
    });

    it("can be given to serverless too, for both paths at once", async () => {
        await bench.control("/limits", { serverless: { capacity: 2, refillPerMinute: 1 } });
        expect(level(await bench.ask("/serverless"))).toEqual(["2", "1", null]);
        expect(level(await bench.v1("/serverless/missing"))).toEqual(["2", "0", null]);
        const refused = await bench.ask("/serverless");
        expect([refused.status, Number(refused.headers.get("retry-after"))]).toEqual([429, 6]);
        expect((await bench.flex("/flexClusters")).status).toBe(200);
    });

    it("count for each project by itself, and only what is authorized", async () => {
        const other = "b".repeat(24);
        await bench.control("/seed", { projectId: other, instances: [] });
        await bench.control("/limits", { serverless: { capacity: 1, refillPerMinute: 1 } });
        const path = `/api/atlas/v2/groups/${bench.emulator.projectId}/serverless`;
        expect((await bench.raw(path)).status).toBe(401);
        expect((await bench.ask("/serverless")).status).toBe(200);
        expect((await bench.ask("/serverless")).status).toBe(429);
        expect((await bench.ask(`/../${other}/serverless`)).status).toBe(200);
    });

    it("are full again when they are set", async () => {
        const serverless = { capacity: 1, refillPerMinute: 1 };
        for (let round = 0; round < 2; round++) {
            await bench.control("/limits", { serverless });
            expect((await bench.ask("/serverless")).status).toBe(200);
            expect((await bench.ask("/serverless")).status).toBe(429);
        }
    });
});

it("let an upgrade be counted with the clusters", async () => {
    bench = await startBench();
    const ask = { method: "POST", body: creation("missing") };
    expect(level(await bench.v1("/clusters/tenantUpgradeToServerless", ask))).toEqual([
        "10000",
        "9999",
        null,
    ]);
});

it.each<[unknown, RegExp]>([
    [{ flexClusters: { capacity: 0, refillPerMinute: 1 } }, /flexClusters\.capacity must be/],
    [{ flexClusters: { capacity: 1 } }, /flexClusters\.refillPerMinute is required/],
    ['{"clusters":{"capacity":1e999,"refillPerMinute":1}}', /clusters\.capacity must be/],
    [{ dedicated: { capacity: 1, refillPerMinute: 1 } }, /dedicated is not a known field/],
])("refuse %p", async (body, message) => {
    bench = await startBench();
    const refused = await bench.control("/limits", body);
    expect([refused.status, refused.body["detail"]]).toEqual([400, expect.stringMatching(message)]);
});
