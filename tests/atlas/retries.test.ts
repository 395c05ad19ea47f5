import { startEmulator } from "../../emulator/index";
import type { Emulator } from "../../emulator/index";
import type { NewInstance } from "../../provider/atlas/api/instance";
import { failure, floorsWith, startStage, type Floors, type Stage } from "./support";

let stage: Stage;
let floors: Floors;
beforeEach(async () => {
    stage = await startStage();
    floors = stage.floors();
});
afterEach(() => stage.close());

const newOne: NewInstance = { name: "new-one", backingProviderName: "AWS", regionName: "US_EAST_1" };
const look = () => floors.serverless.get(stage.orders);
const writes = {
    createServerlessInstance: () => floors.serverless.create(stage.groupId, newOne),
    deleteServerlessInstance: () => floors.serverless.delete(stage.orders),
};
const sent = async (operation: string) => (await stage.counts()).operations[operation];

const page = { body: "<html>", contentType: "text/html" };
const ambiguous: [string, object][] = [
    ["a reset before it acted", { reset: "before" }],
    ["a reset after it acted", { reset: "after" }],
    ["500", { answer: { status: 500 } }],
    ["502", { answer: { status: 502, ...page } }],
    ["503 as JSON", { answer: { status: 503 } }],
    ["503 as HTML", { answer: { status: 503, ...page } }],
    ["503 with a pause", { answer: { status: 503, headers: { "Retry-After": "1" } } }],
    ["504", { answer: { status: 504, ...page } }],
];

describe("what only reads, or sets what is then set already, is sent again", () => {
    it.each([...ambiguous, ["429", { answer: { status: 429 } }] as [string, object]])(
        "after %s",
        async (_what, fault) => {
            await stage.fault([
                { operation: "getServerlessInstance", ...fault },
                { operation: "updateServerlessInstance", ...fault },
            ]);
            expect(await look()).toMatchObject({ name: "orders" });
            const changed = await floors.serverless.update(stage.orders, { tags: { a: "b" } });
            expect(changed.tags).toEqual({ a: "b" });
            expect(stage.clock.slept).toHaveLength(2);
            expect(await stage.counts()).toMatchObject({
                operations: { getServerlessInstance: 2, updateServerlessInstance: 2 },
            });
        },
    );

    it.each([
        [
            "an answer that breaks off",
            { status: 200, body: '{"name": "ord', contentType: "application/json" },
        ],
        ["a web page, where Atlas has answered before", { status: 200, ...page }],
        ["409", { status: 409 }],
        ["405 during an upgrade", { status: 405, errorCode: "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES" }],
    ])("after %s", async (_what, answer) => {
        await stage.fault({ operation: "getServerlessInstance", skip: 1, answer });
        await look();
        expect(await look()).toMatchObject({ name: "orders" });
        expect(stage.clock.slept).toHaveLength(1);
    });

    it.each([
        ["a web page, where nothing has answered as Atlas does", { status: 200, ...page }],
        ["409 for want of room", { status: 409, errorCode: "OUT_OF_CAPACITY" }],
        ["409 for want of a region", { status: 409, errorCode: "REGION_UNAVAILABLE" }],
    ])("but not after %s", async (_what, answer) => {
        await stage.fault({ operation: "getServerlessInstance", answer });
        await failure(look(), stage.settings("accessToken"));
        expect(await sent("getServerlessInstance")).toBe(1);
    });

    it.each([400, 401, 403, 404, 405, 406, 410])("but not after %i", async (status) => {
        // Flex has one path only: the serverless generation would look for some of these on its older paths.
        await stage.fault({ operation: "getFlexCluster", answer: { status } });
        await expect(floors.flex.get(stage.orders)).rejects.toMatchObject({ status });
        expect(await sent("getFlexCluster")).toBe(1);
        expect(stage.clock.slept).toEqual([]);
    });
});

describe.each(Object.entries(writes))("%s", (operation, write) => {
    it.each(ambiguous)("is never sent twice: %s", async (_what, fault) => {
        await stage.fault({ operation, times: 9, ...fault });
        await failure(write(), stage.settings("accessToken"));
        expect(await sent(operation)).toBe(1);
        expect(stage.clock.slept).toEqual([]);
    });

    it("is sent again after 429, for that was rejected unread", async () => {
        await stage.fault({ operation, times: 2, answer: { status: 429, headers: { "Retry-After": "9" } } });
        await write();
        expect(await sent(operation)).toBe(3);
        expect(stage.clock.slept).toEqual([9000, 9000]);
    });

    it.each([
        [409, undefined],
        [405, "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES"],
    ])("is sent again after %i %s, which is a refusal that passes", async (status, errorCode) => {
        await stage.fault({ operation, answer: { status, ...(errorCode && { errorCode }) } });
        await write();
        expect(await sent(operation)).toBe(2);
    });

    it("is sent again where nobody listened, for it cannot have arrived", async () => {
        const { baseUrl } = stage.bench.emulator;
        await stage.close();
        let reborn: Emulator | undefined;
        stage.clock.meanwhile = async () => {
            reborn ??= await startEmulator({
                port: Number(new URL(baseUrl).port),
                scale: 100,
                era: "classic",
            });
            await fetch(`${baseUrl}/_emulator/seed`, {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ instances: [{ name: "orders" }] }),
            });
        };
        // The same seed gives the same key; a token would have died with the first emulator.
        floors = floorsWith(stage.settings("apiKey"), stage.clock);
        try {
            await write();
            expect(stage.clock.slept).toHaveLength(1);
            // The challenge and the act.
            expect(await sent(operation)).toBe(2);
        } finally {
            await reborn?.close();
        }
    });
});

describe("how long it is tried", () => {
    const fail = (answer: object) =>
        stage.fault({ operation: "getServerlessInstance", times: 99, answer: { status: 503, ...answer } });

    it("five times, with a pause that doubles and is jittered", async () => {
        await fail({});
        await expect(look()).rejects.toMatchObject({ status: 503 });
        expect(await sent("getServerlessInstance")).toBe(5);
        expect(stage.clock.slept).toHaveLength(4);
        stage.clock.slept.forEach((pause, index) => {
            const most = 500 * 2 ** index;
            expect(pause).toBeGreaterThanOrEqual(most / 2);
            expect(pause).toBeLessThanOrEqual(most);
        });
    });

    it.each([429, 503])("with the pause that %i asks for", async (status) => {
        await stage.fault({
            operation: "getServerlessInstance",
            answer: { status, headers: { "Retry-After": "120" } },
        });
        await look();
        expect(stage.clock.slept).toEqual([120_000]);
    });

    it("with a pause that is told as a date", async () => {
        const date = new Date(Date.now() + 100_000).toUTCString();
        await stage.fault({
            operation: "getServerlessInstance",
            answer: { status: 429, headers: { "Retry-After": date } },
        });
        await look();
        expect(stage.clock.slept).toHaveLength(1);
        expect(stage.clock.slept[0]).toBeGreaterThan(50_000);
        expect(stage.clock.slept[0]).toBeLessThanOrEqual(100_000);
    });

    it.each(["soon", "-5", "", "1e999"])("a pause of %p does no harm", async (pause) => {
        await stage.fault({
            operation: "getServerlessInstance",
            answer: { status: 429, headers: { "Retry-After": pause } },
        });
        await look().catch(() => undefined);
        expect(stage.clock.slept.every((slept) => slept <= 500)).toBe(true);
    });

    it("not at all where the server asks for more than two minutes", async () => {
        await fail({ headers: { "Retry-After": "121" } });
        await expect(look()).rejects.toMatchObject({ retryAfter: 121_000 });
        expect(await sent("getServerlessInstance")).toBe(1);
        expect(stage.clock.slept).toEqual([]);
    });

    it("until the deadline", async () => {
        await fail({});
        // The first pause is at most 500 ms, the first two are at least 750 ms together.
        await expect(floors.serverless.get(stage.orders, { deadline: 600 })).rejects.toMatchObject({
            status: 503,
        });
        expect(await sent("getServerlessInstance")).toBe(2);
    });

    it("until it is given up", async () => {
        await fail({});
        const giveUp = new AbortController();
        stage.clock.meanwhile = () => giveUp.abort(new Error("enough"));
        await expect(floors.serverless.get(stage.orders, { signal: giveUp.signal })).rejects.toThrow(
            "enough",
        );
        expect(await sent("getServerlessInstance")).toBe(1);
    });
});
