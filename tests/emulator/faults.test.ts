import { creation, MEDIA_TYPE, startBench, tokenOf } from "./support";
import type { Bench } from "./support";

let bench: Bench;
beforeEach(async () => {
    bench = await startBench();
    await bench.control("/seed", { instances: [{ name: "orders" }] });
    // The client's token is there before the faults are.
    await bench.ask("/serverless");
});
afterEach(() => bench.emulator.close());

const fault = (faults: unknown) => bench.control("/faults", faults);
const get = (name = "orders") => bench.ask(`/serverless/${name}`);
const create = (name: string) => bench.ask("/serverless", { method: "POST", body: creation(name) });
const statuses = async (count: number) => {
    const seen: number[] = [];
    for (let index = 0; index < count; index++) {
        seen.push((await get()).status);
    }
    return seen;
};

it("skips, meets, and is used up", async () => {
    await fault({ operation: "getServerlessInstance", skip: 1, times: 2, answer: { status: 503 } });
    expect(await statuses(4)).toEqual([200, 503, 503, 200]);
    expect((await bench.control("/faults")).body).toEqual([
        { operation: "getServerlessInstance", answer: { status: 503 }, skip: 0, times: 0, met: 2 },
    ]);
    await bench.control("/faults", undefined, "DELETE");
    expect((await bench.control("/faults")).body).toEqual([]);
});

it("can be for one cluster only, also where a body names it", async () => {
    await fault([
        { operation: "*", instance: "other", answer: { status: 500 } },
        {
            operation: "createServerlessInstance",
            instance: "new",
            answer: { status: 409, errorCode: "OUT_OF_CAPACITY" },
        },
    ]);
    expect((await get()).status).toBe(200);
    const refused = await create("new");
    expect(refused.body).toMatchObject({ error: 409, errorCode: "OUT_OF_CAPACITY", reason: "Conflict" });
    expect((await get("new")).status).toBe(404);
});

it("can be for one project only", async () => {
    const elsewhere = "b".repeat(24);
    await bench.control("/seed", { projects: [elsewhere] });
    await fault([
        { operation: "*", projectId: elsewhere, times: 9, answer: { status: 500 } },
        { operation: "createAccessToken", projectId: bench.emulator.projectId, answer: { status: 500 } },
    ]);
    expect((await get()).status).toBe(200);
    const other = await bench.raw(`/api/atlas/v2/groups/${elsewhere}/serverless`, {
        headers: { Authorization: `Bearer ${await tokenOf(bench.emulator)}`, Accept: MEDIA_TYPE },
    });
    expect(other.status).toBe(500);
});

it("answers anything at all", async () => {
    const answer = { status: 503, body: "<html>", contentType: "text/html", headers: { "Retry-After": "7" } };
    await fault({ operation: "*", answer });
    const { status, text, headers } = await get();
    expect([status, text, headers.get("content-type"), headers.get("retry-after")]).toEqual([
        503,
        "<html>",
        "text/html",
        "7",
    ]);
});

it("answers without a body where the status has none", async () => {
    await fault({ operation: "*", times: 2, answer: { status: 204, body: "", headers: { "X-Mine": "1" } } });
    const { status, text, headers } = await get();
    expect([status, text, headers.get("x-mine"), headers.get("content-type")]).toEqual([204, "", "1", null]);
    expect((await get()).status).toBe(204);
});

it("acts or does not act before the answer goes wrong", async () => {
    await fault([
        { operation: "createServerlessInstance", instance: "before", reset: "before" },
        { operation: "createServerlessInstance", instance: "after", reset: "after" },
        { operation: "createServerlessInstance", instance: "acted", answer: { status: 502 }, acts: true },
    ]);
    await expect(create("before")).rejects.toThrow("fetch failed");
    await expect(create("after")).rejects.toThrow("fetch failed");
    expect((await create("acted")).status).toBe(502);
    expect((await get("before")).status).toBe(404);
    expect((await get("after")).status).toBe(200);
    expect((await get("acted")).status).toBe(200);
    expect((await bench.control("/stats")).body["statuses"]).toMatchObject({ 0: 2 });
});

it("makes an answer late, in real seconds", async () => {
    await fault({ operation: "getServerlessInstance", delaySeconds: 0.2 });
    const start = performance.now();
    expect((await get()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(195);
});

it("makes a state change take as long as it is told", async () => {
    await fault([
        { operation: "createServerlessInstance", takes: 100_000 },
        { operation: "createServerlessInstance", takes: 0 },
    ]);
    await create("slow");
    await create("quick");
    await bench.until("/serverless/quick", ({ body }) => body["stateName"] === "IDLE");
    expect((await get("slow")).body["stateName"]).toBe("CREATING");
});

it("forgets a delete", async () => {
    await fault({ operation: "deleteServerlessInstance", drop: true });
    const remove = () => bench.ask("/serverless/orders", { method: "DELETE" });
    expect((await remove()).status).toBe(202);
    expect((await get()).body["stateName"]).toBe("IDLE");
    expect((await remove()).status).toBe(202);
    await bench.until("/serverless/orders", ({ status }) => status === 404);
});

it("ends a token before its time", async () => {
    await fault({ operation: "getServerlessInstance", expireToken: true });
    await get().then(({ status, body }) =>
        expect([status, body["errorCode"]]).toEqual([401, "INVALID_ACCESS_TOKEN"]),
    );
    expect((await get()).status).toBe(401);
});

it("affects the token endpoint too, and nothing that is not authorized", async () => {
    await fault({ operation: "createAccessToken", answer: { status: 500, body: "" } });
    expect((await bench.raw("/api/oauth/token", { method: "POST" })).status).toBe(500);
    await fault({ operation: "*", answer: { status: 500 } });
    const path = `/api/atlas/v2/groups/${bench.emulator.projectId}/serverless`;
    expect((await bench.raw(path)).status).toBe(401);
    expect((await bench.ask("/serverless")).status).toBe(500);
    expect((await bench.ask("/serverless")).status).toBe(200);
});

it.each<[unknown, RegExp]>([
    [{}, /operation is required/],
    [{ operation: "createServerless" }, /operation must be one of \*, unknown, listServerlessInstances, /],
    [{ operation: "*", tmies: 1 }, /tmies is not a known field/],
    [{ operation: "*", times: 0 }, /times must be an integer from 1/],
    ['{"operation":"*","times":1e999}', /times must be/],
    [{ operation: "*", answer: { errorCode: "X" } }, /^answer\.status is required$/],
    [{ operation: "*", answer: { status: 500, contentType: 7 } }, /answer\.contentType must be a string/],
    [{ operation: "*", answer: { status: 99 } }, /answer\.status must be/],
    [{ operation: "*", reset: true }, /reset must be one of before, after/],
    [[{ operation: "*" }, 7], /\[1\] must be an object/],
    ...[
        [{ status: 101 }, /answer\.status must be an integer from 200 to 599/],
        [{ status: 204, body: "x" }, /answer\.body cannot be sent with status 204/],
        [{ status: 205, errorCode: "X" }, /answer\.errorCode cannot be sent with status 205/],
        [{ status: 304, detail: "x" }, /answer\.detail cannot be sent with status 304/],
        [{ status: 204, contentType: "text/html" }, /answer\.contentType cannot be sent with status 204/],
        [{ headers: { "a b": "c" } }, /answer\.headers\.a b is not a valid HTTP header name/],
        [{ headers: { "": "c" } }, /answer\.headers\. is not a valid HTTP header name/],
        [
            { headers: { a: "b\r\nc: d" } },
            /answer\.headers\.a contains characters that an HTTP header can't have/,
        ],
        [{ headers: { a: "\u2028" } }, /answer\.headers\.a contains characters/],
        [{ contentType: "text/html\n" }, /answer\.contentType contains characters/],
        [{ headers: { "content-length": "7" } }, /answer\.headers\.content-length is set by the server/],
        [{ headers: { "Transfer-Encoding": "chunked" } }, /answer\.headers\.Transfer-Encoding is set by/],
        [{ headers: { Trailer: "a" } }, /answer\.headers\.Trailer is set by the server/],
    ].map(([answer, message]): [unknown, RegExp] => [
        { operation: "*", answer: { status: 500, ...(answer as object) } },
        message as RegExp,
    ]),
])("refuses %p", async (wrong, message) => {
    const { status, body } = await fault(wrong);
    expect([status, body["error"]]).toEqual([400, 400]);
    expect(body["detail"]).toMatch(message);
    expect((await bench.control("/faults")).body).toEqual([]);
});
