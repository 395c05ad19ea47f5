import { creation, MEDIA_TYPE, startBench, tokenOf } from "./support";
import type { Bench } from "./support";

let bench: Bench;
beforeAll(async () => (bench = await startBench({ scale: 1000 })));
afterAll(() => bench.emulator.close());

const versioned = (date: string) => `application/vnd.atlas.${date}+json`;

describe("media types", () => {
    it.each(["2023-01-01", "2023-02-01", "2023-10-01", "2025-02-19"])(
        "resolves %s to 2023-01-01",
        async (date) => {
            const { status, headers } = await bench.ask("/serverless", {
                headers: { Accept: versioned(date) },
            });
            expect(status).toBe(200);
            expect(headers.get("content-type")).toBe("application/vnd.atlas.2023-01-01+json;charset=utf-8");
        },
    );

    it.each([
        versioned("2022-12-31"),
        versioned("2024-02-30"),
        versioned("latest"),
        "application/json",
        "*/*",
    ])("answers 406 to %s", async (Accept) => {
        const { status, headers, body } = await bench.ask("/serverless", { headers: { Accept } });
        expect([status, body["errorCode"]]).toEqual([406, "INVALID_VERSION_DATE"]);
        expect(headers.get("content-type")).toBe("application/json");
    });

    it("takes plain JSON as a write's content type and nothing else", async () => {
        const write = (type: string) =>
            bench.ask("/serverless", {
                method: "POST",
                body: creation("typed"),
                headers: { "Content-Type": type },
            });
        expect((await write("text/plain")).status).toBe(415);
        expect((await write("application/json; charset=utf-8")).status).toBe(201);
    });
});

describe("addresses", () => {
    const groups = async (path: string) => {
        const Authorization = `Bearer ${await tokenOf(bench.emulator)}`;
        return bench.raw(`/api/atlas/v2/${path}`, { headers: { Authorization, Accept: MEDIA_TYPE } });
    };

    it.each([
        [`groups/${"0".repeat(24)}/serverless`, "GROUP_NOT_FOUND"],
        ["groups/nonsense/serverless", "INVALID_GROUP_ID"],
        ["nonsense", "RESOURCE_NOT_FOUND"],
    ])("answers 404 to %s", async (path, errorCode) => {
        const { status, body } = await groups(path);
        expect([status, body["errorCode"]]).toEqual([404, errorCode]);
    });

    it("answers 405 to a method that a path does not have", async () => {
        const { status, body, headers } = await bench.ask("/serverless", { method: "PUT", body: {} });
        expect([status, body["errorCode"]]).toEqual([405, "METHOD_NOT_ALLOWED"]);
        expect(headers.get("allow")).toBe("GET,HEAD,OPTIONS,POST");
    });

    it("challenges before it tells what exists", async () => {
        expect((await bench.raw("/api/atlas/v2/nonsense")).status).toBe(401);
    });
});

it("gives every answer a request id, and every error Atlas's body", async () => {
    const [one, other] = [await bench.ask("/serverless/missing"), await bench.ask("/serverless")];
    expect(one.headers.get("x-request-id")).toMatch(/.{16}/);
    expect(one.headers.get("x-request-id")).not.toBe(other.headers.get("x-request-id"));
    expect(one.body).toEqual({
        error: 404,
        errorCode: "SERVERLESS_INSTANCE_NOT_FOUND",
        detail: expect.stringContaining("missing") as unknown,
        reason: "Not Found",
        parameters: ["missing", bench.emulator.projectId],
    });
});

it("refuses a body that is no JSON, and one that is too large", async () => {
    const write = (body: string) => bench.ask("/serverless", { method: "POST", body });
    expect((await write("{")).body).toMatchObject({ error: 400, errorCode: "INVALID_JSON" });
    expect((await write("")).body).toMatchObject({ error: 400, errorCode: "INVALID_JSON" });
    expect((await write(`"${"x".repeat(1024 * 1024)}"`)).status).toBe(413);
});

it("lays JSON out for people on request", async () => {
    expect((await bench.ask("/serverless?pretty=true")).text).toContain('\n  "links"');
    expect((await bench.ask("/serverless/missing?pretty=true")).text).toContain('\n  "errorCode"');
});

describe("an envelope", () => {
    // An hour old, so that no backup becomes due between two requests, as it does when a cluster is a day old.
    beforeAll(() => bench.control("/seed", { instances: [{ name: "wrapped", ageSeconds: 3600 }] }));

    it("holds the answer and its status, and is a list's own", async () => {
        const plain = await bench.ask("/serverless/wrapped?envelope=false");
        const one = await bench.ask("/serverless/wrapped?envelope=true");
        expect(one.body).toEqual({ status: 200, content: plain.body });
        const list = (await bench.ask("/serverless?envelope=true")).body;
        expect([list["status"], list["content"], list["results"]?.length]).toEqual([
            200,
            undefined,
            list["totalCount"],
        ]);
    });

    it("holds an error, too", async () => {
        const { status, body } = await bench.ask("/serverless/missing?envelope=true");
        expect([status, body["status"], body["content"]?.["errorCode"]]).toEqual([
            404,
            404,
            "SERVERLESS_INSTANCE_NOT_FOUND",
        ]);
    });
});

describe("other methods", () => {
    it("HEAD answers as GET does, without the body", async () => {
        const [head, get] = [
            await bench.ask("/serverless", { method: "HEAD" }),
            await bench.ask("/serverless"),
        ];
        expect([head.status, head.text, head.headers.get("content-type")]).toEqual([
            200,
            "",
            get.headers.get("content-type"),
        ]);
        expect((await bench.ask("/serverless/missing", { method: "HEAD" })).status).toBe(404);
    });

    it("OPTIONS tells which there are", async () => {
        const { status, headers, text } = await bench.ask("/serverless/x", { method: "OPTIONS" });
        expect([status, headers.get("allow"), text]).toEqual([200, "DELETE,GET,HEAD,OPTIONS,PATCH", ""]);
    });
});

it("dates its answers by the machine's clock where it is told to", async () => {
    const real = await startBench({ answerDates: "real" });
    await real.until("/serverless", ({ headers }) => {
        expect(Date.parse(headers.get("date") ?? "")).toBeLessThanOrEqual(Date.now());
        return Date.parse(headers.get("date") ?? "") > Date.now() - 2000;
    });
    await real.emulator.close();
});

it("dates its answers by the time that it plays, as it dates what it makes", async () => {
    const created = await bench.ask("/serverless", { method: "POST", body: creation("dated") });
    const [made, answered] = [
        Date.parse(String(created.body["createDate"])),
        Date.parse(created.headers.get("date") ?? ""),
    ];
    expect(answered - made).toBeGreaterThanOrEqual(0);
    expect(answered - made).toBeLessThanOrEqual(2000);
    // A hundred times as fast, so this is ahead of the machine's clock soon.
    await bench.until(
        "/serverless",
        ({ headers }) => Date.parse(headers.get("date") ?? "") > Date.now() + 2000,
    );
});

it.each(["pretty=yes", "page=2", "itemsPerPage=0", "itemsPerPage=501", "pageNum=0"])(
    "refuses the query %s",
    async (query) => {
        const { status, body } = await bench.ask(`/serverless?${query}`);
        expect([status, body["errorCode"]]).toEqual([400, "INVALID_QUERY_PARAMETER"]);
    },
);
