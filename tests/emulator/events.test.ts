// What the page is told, and when.
import { creation, startBench, tokenOf } from "./support";
import type { Bench } from "./support";
import type { Overview } from "../../emulator/control/overview";

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
