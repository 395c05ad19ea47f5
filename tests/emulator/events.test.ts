// What the page is told, and when.
import { creation, startBench, tokenOf } from "./support";
import type { Bench } from "./support";
import type { Overview } from "../../emulator/page/overview";

let bench: Bench;
beforeEach(async () => (bench = await startBench()));
afterEach(() => bench.emulator.close());

/** The stream of events of an emulator, as text. */
async function* eventsOf({ emulator }: Bench): AsyncGenerator<string> {
    const response = await fetch(`${emulator.baseUrl}/_emulator/events`);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    let pending = "";
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const events = `${pending}${text}`.split("\n\n");
        pending = events.pop() ?? "";
        yield* events;
    }
}

/** Reads on until an overview satisfies; gives it back with all text read. */
async function until(events: AsyncGenerator<string>, satisfies: (overview: Overview) => boolean) {
    let text = "";
    for (;;) {
        const { value, done } = (await events.next()) as IteratorResult<string, undefined>;
        if (done === true) {
            throw new Error("The events have ended.");
        }
        text += value;
        const overview = JSON.parse(value.replace(/^data: /, "")) as Overview;
        if (satisfies(overview)) {
            return { overview, text };
        }
    }
}

it("tells everything at once, and again after each request and each change by the control API", async () => {
    const events = eventsOf(bench);
    const first = await until(events, () => true);
    expect(first.overview).toMatchObject({
        era: "classic",
        scale: 100,
        databases: [],
        requests: [],
        faults: [],
    });
    expect(first.overview.operations).toContain("createServerlessInstance");

    await bench.ask("/serverless", { method: "POST", body: creation("orders") });
    const { overview } = await until(events, ({ requests }) => requests.length === 2);
    expect(overview.databases[0]).toMatchObject({
        projectId: bench.emulator.projectId,
        name: "orders",
        kind: "serverless",
    });
    expect(overview.requests.map(({ number, operation }) => [number, operation])).toEqual([
        [2, "createServerlessInstance"],
        [1, "createAccessToken"],
    ]);

    await bench.control("/faults", {
        operation: "*",
        answer: { status: 503, body: "mine", headers: { a: "b" } },
    });
    const planted = await until(events, ({ faults }) => faults.length === 1);
    expect(planted.overview.faults).toEqual([
        { operation: "*", answer: { status: 503 }, skip: 0, times: 1, met: 0 },
    ]);
    await bench.control("/era", { era: "sunset" });
    await until(events, ({ era }) => era === "sunset");
    await events.return(undefined);
});

it("shows the states that were, are and are due, in one chain that ends where nothing more is known", async () => {
    await bench.ask("/serverless", { method: "POST", body: creation("orders") });
    await bench.until("/serverless/orders", ({ body }) => body["stateName"] === "IDLE");
    await bench.ask("/serverless/orders", { method: "DELETE" });
    const { overview } = await until(eventsOf(bench), () => true);
    const stays = overview.databases[0]?.stays ?? [];
    expect(stays.map(({ stateName }) => stateName)).toEqual(["CREATING", "IDLE", "DELETING", "GONE"]);
    expect(stays.map(({ until }) => until)).toEqual([...stays.slice(1).map(({ from }) => from), null]);
});

it("holds at most a hundred clusters, the gone ones last, and fifty requests", async () => {
    const instances = Array.from({ length: 102 }, (_, index) => ({
        name: `db-${index}`,
        ageSeconds: 1000 - index,
    }));
    await bench.control("/seed", { instances });
    await bench.control("/state", { instance: "db-101", stateName: "GONE" });
    for (let index = 0; index < 60; index++) {
        await bench.raw("/api/atlas/v2/unspent");
    }
    const { overview } = await until(eventsOf(bench), () => true);
    expect([overview.databases.length, overview.moreDatabases]).toEqual([100, 2]);
    expect([overview.databases[0]?.name, overview.databases[99]?.name]).toEqual(["db-100", "db-1"]);
    expect([overview.requests.length, overview.requests[0]?.number]).toEqual([50, 60]);
});

it("tells what was refused and why: requests that are alike once, with their number, the latest first", async () => {
    const token = await tokenOf({ ...bench.emulator, ...bench.emulator.readOnly });
    const byReadOnly = { headers: { Authorization: `Bearer ${token}` } };
    await bench.ask("/serverless/missing", byReadOnly);
    await bench.ask("/serverless", { ...byReadOnly, method: "POST", body: creation("orders") });
    await bench.ask("/serverless", byReadOnly);
    for (let times = 0; times < 3; times++) {
        await bench.ask("/serverless", { method: "POST", body: creation("not_fine") });
    }
    await bench.raw("/api/oauth/token", { method: "POST" });
    await bench.control("/faults", {
        operation: "listServerlessInstances",
        answer: { status: 503, body: "mine" },
    });
    await bench.ask("/serverless");
    const { overview } = await until(eventsOf(bench), () => true);
    expect(overview.refusals.map(({ time, ...refusal }) => ({ ...refusal, time: time.length }))).toEqual([
        {
            operation: "listServerlessInstances",
            status: 503,
            authorization: "bearer",
            role: "GROUP_OWNER",
            why: "a fault",
            count: 1,
            time: 24,
        },
        {
            operation: "createAccessToken",
            status: 401,
            authorization: "none",
            why: "invalid_client: The client id or secret is wrong or missing.",
            count: 1,
            time: 24,
        },
        {
            operation: "createServerlessInstance",
            status: 400,
            authorization: "bearer",
            role: "GROUP_OWNER",
            why: expect.stringMatching(/^CLUSTER_NAME_INVALID: The name "not_fine" is invalid: /) as unknown,
            count: 3,
            time: 24,
        },
        {
            operation: "createServerlessInstance",
            status: 403,
            authorization: "bearer",
            role: "GROUP_READ_ONLY",
            why: "USER_UNAUTHORIZED: Current user is not authorized to perform this action.",
            count: 1,
            time: 24,
        },
        {
            operation: "getServerlessInstance",
            status: 404,
            authorization: "bearer",
            role: "GROUP_READ_ONLY",
            why: expect.stringMatching(/^SERVERLESS_INSTANCE_NOT_FOUND: /) as unknown,
            count: 1,
            time: 24,
        },
    ]);
    expect(overview.accounts).toEqual([
        { role: "GROUP_OWNER", requests: 4, refused: 4 },
        { role: "GROUP_READ_ONLY", requests: 3, refused: 2 },
    ]);
    await bench.control("/stats", undefined, "DELETE");
    const { overview: cleared } = await until(eventsOf(bench), () => true);
    expect([cleared.refusals, cleared.accounts[0]?.requests]).toEqual([[], 0]);
});

it("tells the latest twenty refusals", async () => {
    for (let index = 0; index < 120; index++) {
        await bench.ask(`/serverless/missing-${index}`);
    }
    const { overview } = await until(eventsOf(bench), () => true);
    expect(overview.refusals).toHaveLength(20);
    expect(overview.refusals[0]?.why).toContain("missing-119");
});

it("tells no secret, not even one that a client puts where it does not belong", async () => {
    const { clientSecret, privateKey, publicKey, clientId } = bench.emulator;
    const token = await tokenOf(bench.emulator);
    await bench.ask(`/serverless?access_token=${token}&secret=${clientSecret}&key=${privateKey}`);
    const { text, overview } = await until(eventsOf(bench), () => true);
    expect(overview.requests).toHaveLength(3);
    for (const secret of [clientSecret, privateKey, publicKey, clientId, token, "Bearer", "Basic"]) {
        expect(text).not.toContain(secret);
    }
});
