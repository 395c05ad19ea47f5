import { creation, digest, startBench } from "./support";
import type { Bench, Json } from "./support";

let bench: Bench;
beforeEach(async () => (bench = await startBench()));
afterEach(() => bench.emulator.close());

const instances = async (): Promise<readonly Json[]> =>
    (await bench.control("/state")).body["projects"]?.[0]?.["instances"] as readonly Json[];

describe("seed", () => {
    it("puts clusters there, ready, with snapshots of their age", async () => {
        const seeded = await bench.control("/seed", {
            instances: [
                { name: "a", backingProviderName: "GCP", tags: { team: "shop" } },
                { name: "b", ageSeconds: 0 },
            ],
        });
        expect(seeded.body).toMatchObject({
            projectId: bench.emulator.projectId,
            instances: [
                {
                    name: "a",
                    stateName: "IDLE",
                    tags: [{ key: "team", value: "shop" }],
                    providerSettings: { backingProviderName: "GCP", regionName: "CENTRAL_US" },
                },
                { name: "b", stateName: "IDLE" },
            ],
        });
        expect((await bench.ask("/serverless/a")).body["stateName"]).toBe("IDLE");
        const [first, second] = await instances();
        expect([first?.["snapshots"]?.length, second?.["snapshots"]?.length]).toEqual([2, 1]);
    });

    it("can begin in another state and another project", async () => {
        const projectId = "b".repeat(24);
        await bench.control("/seed", {
            projects: ["c".repeat(24)],
            instances: [{ name: "a", stateName: "CREATING" }],
        });
        await bench.control("/seed", { projectId, instances: [{ name: "a", stateName: "REPAIRING" }] });
        const { body } = await bench.control("/state");
        const projects = body["projects"] as readonly Json[];
        expect(projects.map(({ id }) => id)).toEqual([bench.emulator.projectId, "c".repeat(24), projectId]);
        expect(projects[2]?.["instances"]?.[0]?.["stateName"]).toBe("REPAIRING");
        await bench.until("/serverless/a", (answer) => answer.body["stateName"] === "IDLE");
    });

    it("places all or nothing", async () => {
        const refused = await bench.control("/seed", { instances: [{ name: "fine" }, { name: "not_fine" }] });
        expect([refused.status, refused.body["detail"]]).toEqual([400, expect.stringContaining("not_fine")]);
        expect(await instances()).toEqual([]);
        await bench.control("/seed", { projectId: "c".repeat(24), instances: [{ name: "not_fine" }] });
        expect((await bench.control("/state")).body["projects"]).toHaveLength(1);
    });

    it.each<[unknown, RegExp]>([
        ["{", /not valid JSON/],
        [{ instances: [{}] }, /instances\[0\]\.name is required/],
        [
            { instances: [{ name: "a", snapshots: [{ status: "done" }] }] },
            /snapshots\[0\]\.status must be one of/,
        ],
        [{ instances: [{ name: "a", tags: { k: "" } }] }, /tags\.k must NOT have fewer than 1 characters/],
        [{ instances: [{ name: "a", regionName: "us-east-1" }] }, /us-east-1/],
        [{ projectId: "mine" }, /projectId must be/],
        [{ instances: [{ name: "a", tags: { "2024": "" } }] }, /^instances\[0\]\.tags\.2024 must/],
        [{ instances: [{ name: "a", tags: { "a/b": "c" } }] }, /^instances\[0\]\.tags\.a\/b must match/],
        [
            { instances: [{ name: "a", snapshots: [{ storageSizeBytes: -1.5 }] }] },
            /storageSizeBytes must be an integer/,
        ],
        // JSON has numbers that are none in JavaScript.
        ['{"instances":[{"name":"a","ageSeconds":1e999}]}', /ageSeconds must be/],
    ])("refuses %p", async (body, message) => {
        const refused = await bench.control("/seed", body);
        expect(refused.status).toBe(400);
        expect(refused.body["detail"]).toMatch(message);
    });
});

describe("events behind a client's back", () => {
    beforeEach(() => bench.control("/seed", { instances: [{ name: "orders" }] }));

    it("change a cluster", async () => {
        await bench.control("/state", {
            instance: "orders",
            tags: { by: "hand" },
            terminationProtectionEnabled: true,
        });
        expect((await bench.ask("/serverless/orders")).body).toMatchObject({
            stateName: "IDLE",
            tags: [{ key: "by", value: "hand" }],
            terminationProtectionEnabled: true,
        });
    });

    it("put it into any state", async () => {
        for (const stateName of ["REPAIRING", "UPDATING", "CREATING", "IDLE", "DELETING"]) {
            const { body } = await bench.control("/state", { instance: "orders", stateName });
            expect(body["stateName"]).toBe(stateName);
        }
        await bench.control("/state", { instance: "orders", stateName: "REPAIRING", takes: 0 });
        expect((await bench.ask("/serverless/orders")).body["stateName"]).toBe("IDLE");
    });

    it("take it away and bring another of that name", async () => {
        const before = (await bench.ask("/serverless/orders")).body["id"];
        expect((await bench.control("/state", { instance: "orders", stateName: "GONE" })).body).toBeNull();
        expect((await bench.ask("/serverless/orders")).status).toBe(404);
        await bench.control("/seed", { instances: [{ name: "orders" }] });
        expect((await bench.ask("/serverless/orders")).body["id"]).not.toBe(before);
    });

    it.each(["1e999", "1e306"])("are refused where they would last for %s s", async (takes) => {
        const { status, body } = await bench.control(
            "/state",
            `{"instance":"orders","stateName":"UPDATING","takes":${takes}}`,
        );
        expect([status, body["detail"]]).toEqual([400, expect.stringContaining("takes must be")]);
    });

    it("are refused where there is no such cluster", async () => {
        const { status, body } = await bench.control("/state", { instance: "missing", stateName: "IDLE" });
        expect([status, body["detail"]]).toEqual([404, expect.stringContaining("missing")]);
    });
});

it("counts requests, and keeps no secret", async () => {
    const path = `/api/atlas/v2/groups/${bench.emulator.projectId}/serverless`;
    const challenge = (await bench.raw(path)).headers.get("www-authenticate") ?? "";
    await bench.raw(path, {
        headers: { Authorization: digest(bench.emulator, { challenge, method: "GET", uri: path, count: 1 }) },
    });
    await bench.ask("/serverless?pageNum=2");
    const { body, text } = await bench.control("/stats");
    expect(body).toMatchObject({
        total: 4,
        operations: { listServerlessInstances: 3, createAccessToken: 1 },
        statuses: { 200: 2, 401: 1, 406: 1 },
        challenges: 1,
        tokens: 1,
    });
    expect(body["requests"]).toHaveLength(4);
    expect(body["requests"]?.[3]).toEqual({
        time: expect.any(String) as unknown,
        method: "GET",
        path: `${path}?pageNum=2`,
        operation: "listServerlessInstances",
        status: 200,
        milliseconds: expect.any(Number) as unknown,
        authorization: "bearer",
    });
    expect(text).not.toContain(bench.emulator.clientSecret);
    expect(text).not.toContain("mdb_sa_at_");
    expect((await bench.control("/stats", undefined, "DELETE")).body).toMatchObject({
        total: 0,
        requests: [],
    });
});

it("puts everything back as it was at the start", async () => {
    await bench.control("/seed", { instances: [{ name: "orders" }], projects: ["b".repeat(24)] });
    await bench.control("/faults", { operation: "*" });
    await bench.control("/limits", { liveTokens: 1 });
    await bench.ask("/serverless", { method: "POST", body: creation("other") });
    const { body } = await bench.control("/reset", {});
    expect(body).toMatchObject({
        era: "classic",
        scale: 100,
        projects: [{ id: bench.emulator.projectId, instances: [] }],
    });
    expect((await bench.control("/stats")).body["total"]).toBe(0);
    expect((await bench.control("/faults")).body).toEqual([]);
    expect((await bench.control("/limits")).body).toMatchObject({
        tokenRequestsPerMinute: 10,
        liveTokens: 100,
    });
    expect((await bench.ask("/serverless")).status).toBe(401);
});

it("answers 404 to what the control API does not have", async () => {
    const { status, body } = await bench.control("/nonsense");
    expect([status, body["detail"]]).toEqual([
        404,
        "GET /_emulator/nonsense is not an endpoint of the control API; its endpoints: GET health, GET accounts, GET state, POST state, POST seed, POST convert, POST restores, " +
            "GET era, POST era, GET faults, POST faults, DELETE faults, GET stats, DELETE stats, GET openapi.json, GET timeline, GET events, " +
            "GET limits, POST limits, POST reset",
    ]);
});
