import { startBench } from "./support";
import type { Answer, Bench, Json } from "./support";

let bench: Bench;
beforeAll(async () => {
    bench = await startBench();
    const instances = Array.from({ length: 205 }, (_, index) => ({ name: `db-${index}` }));
    await bench.control("/seed", { instances: [...instances, { name: "saved", snapshots: 7 }] });
});
afterAll(() => bench.emulator.close());

const items = (answer: Answer): readonly Json[] => answer.body["results"] as readonly Json[];
const link = (answer: Answer, rel: string) =>
    (answer.body["links"] as readonly Json[]).find((one) => one["rel"] === rel)?.["href"];

it("cuts lists into pages of 100 that lead to one another", async () => {
    const first = await bench.ask("/serverless");
    expect(items(first)).toHaveLength(100);
    expect(first.body["totalCount"]).toBe(206);
    const url = `${bench.emulator.baseUrl}/api/atlas/v2/groups/${bench.emulator.projectId}/serverless`;
    expect(first.body["links"]).toEqual([
        { href: url, rel: "self" },
        { href: `${url}?pageNum=2`, rel: "next" },
    ]);
    const last = await bench.ask("/serverless?pageNum=3");
    expect(items(last).map((item) => item["name"])).toEqual([
        "db-200",
        "db-201",
        "db-202",
        "db-203",
        "db-204",
        "saved",
    ]);
    expect([link(last, "next"), link(last, "previous")]).toEqual([undefined, `${url}?pageNum=2`]);
    expect(items(await bench.ask("/serverless?pageNum=9"))).toEqual([]);
});

it("keeps the other parameters in links, and leaves the count out on request", async () => {
    const page = await bench.ask("/serverless?itemsPerPage=5&includeCount=false&pageNum=2");
    expect(page.body).not.toHaveProperty("totalCount");
    expect(link(page, "next")).toMatch(/\?itemsPerPage=5&includeCount=false&pageNum=3$/);
    expect(items(await bench.ask("/serverless?itemsPerPage=500"))).toHaveLength(206);
    expect(link(await bench.ask("/serverless?itemsPerPage=206"), "next")).toBeUndefined();
    for (const number of ["Infinity", "-Infinity", "1e400"]) {
        expect((await bench.ask(`/serverless?pageNum=${number}`)).body["errorCode"]).toBe(
            "INVALID_QUERY_PARAMETER",
        );
    }
});

describe("snapshots", () => {
    const path = "/serverless/saved/backup/snapshots";

    it("are listed newest first, in pages", async () => {
        const page = await bench.ask(`${path}?itemsPerPage=4`);
        const dates = items(page).map((item) => String(item["createdAt"]));
        expect(dates).toEqual([...dates].sort().reverse());
        expect([dates.length, page.body["totalCount"]]).toEqual([4, 7]);
        expect(link(page, "next")).toContain("pageNum=2");
    });

    it("are got one by one", async () => {
        const [first] = items(await bench.ask(path));
        const one = await bench.ask(`${path}/${String(first?.["id"])}`);
        expect(one.body).toEqual({
            createdAt: expect.any(String) as unknown,
            expiresAt: expect.any(String) as unknown,
            frequencyType: "daily",
            id: first?.["id"],
            links: [{ href: expect.stringContaining(`${path}/`) as unknown, rel: "self" }],
            mongodVersion: expect.any(String) as unknown,
            serverlessInstanceName: "saved",
            snapshotType: "scheduled",
            status: "completed",
            storageSizeBytes: 40_000_000,
        });
    });

    it("answers 404 to a missing one and to a missing cluster", async () => {
        const missing = await bench.ask(`${path}/${"0".repeat(24)}`);
        expect([missing.status, missing.body["errorCode"]]).toEqual([404, "RESOURCE_NOT_FOUND"]);
        const nowhere = await bench.ask("/serverless/missing/backup/snapshots");
        expect([nowhere.status, nowhere.body["errorCode"]]).toEqual([404, "SERVERLESS_INSTANCE_NOT_FOUND"]);
    });

    it("have sizes of 64 bits, digit by digit", async () => {
        const snapshots = [{ storageSizeBytes: "9007199254740993", status: "failed" }];
        await bench.control("/seed", { instances: [{ name: "huge", snapshots }] });
        const { text } = await bench.ask("/serverless/huge/backup/snapshots");
        expect(text).toContain('"storageSizeBytes":9007199254740993');
        expect(text).toContain('"status":"failed"');
    });
});
