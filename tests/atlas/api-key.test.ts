import type { Settings } from "../../provider/atlas/settings";
import type { AtlasError } from "../../provider/atlas/errors";
import { failure, startStage, type Floors, type Stage } from "./support";

let stage: Stage;
let key: Settings;
let floors: Floors;
beforeEach(async () => {
    stage = await startStage();
    key = stage.settings("apiKey");
    floors = stage.floors(key);
});
afterEach(() => stage.close());

const look = () => floors.serverless.get(stage.orders);
const inARow = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
        expect(await look()).toMatchObject({ name: "orders" });
    }
};

it("twenty requests in a row cost one challenge", async () => {
    await inARow(20);
    expect(await stage.counts()).toMatchObject({ total: 21, challenges: 1 });
});

it("a nonce serves all operations, the query is covered too", async () => {
    await look();
    await floors.serverless.list(stage.groupId);
    await floors.serverless.update(stage.orders, { tags: { a: "b" } });
    await floors.serverless.delete(stage.orders);
    expect((await stage.counts()).challenges).toBe(1);
});

it("a stale nonce is replaced, and the next serves on", async () => {
    await look();
    await stage.fault({ operation: "getServerlessInstance", staleNonce: true });
    await inARow(5);
    expect(await stage.counts()).toMatchObject({ total: 8, challenges: 2 });
});

it("a nonce that is stale before its first use is replaced, too", async () => {
    await stage.fault({ operation: "getServerlessInstance", skip: 1, staleNonce: true });
    await inARow(5);
    expect(await stage.counts()).toMatchObject({ total: 7, challenges: 2 });
});

it("a write with a stale nonce is carried out once", async () => {
    await look();
    await stage.fault({ operation: "deleteServerlessInstance", staleNonce: true });
    await floors.serverless.delete(stage.orders);
    expect((await stage.counts()).operations["deleteServerlessInstance"]).toBe(2);
});

it("requests at once never fail, although a count that does not rise is refused", async () => {
    const rounds = 5;
    const width = 20;
    for (let round = 0; round < rounds; round += 1) {
        const found = await Promise.all(Array.from({ length: width }, look));
        expect(found.map(({ name }) => name)).toEqual(Array(width).fill("orders"));
    }
    const { total, challenges } = await stage.counts();
    expect(challenges).toBeLessThanOrEqual(width);
    expect(total).toBe(rounds * width + challenges);
});

it("a hundred requests at once cost sixteen challenges at the most, and the next hundred none", async () => {
    await Promise.all(Array.from({ length: 100 }, look));
    const { challenges } = await stage.counts();
    expect(challenges).toBeLessThanOrEqual(16);
    await Promise.all(Array.from({ length: 100 }, look));
    expect(await stage.counts()).toMatchObject({ total: 200 + challenges, challenges });
});

it("requests at once of which some get no answer leave nobody waiting", async () => {
    await stage.fault({ operation: "deleteServerlessInstance", skip: 10, times: 20, reset: "before" });
    const place = { groupId: stage.groupId, name: "missing" };
    const outcomes = await Promise.allSettled([
        ...Array.from({ length: 60 }, () => floors.serverless.delete(place)),
        ...Array.from({ length: 60 }, look),
    ]);
    expect(outcomes.slice(60).map(({ status }) => status)).toEqual(Array(60).fill("fulfilled"));
    const unanswered = outcomes.filter(
        (outcome) => outcome.status === "rejected" && (outcome.reason as AtlasError).kind === "connection",
    );
    expect(unanswered).toHaveLength(20);
});

it.each<[string, (right: { publicKey: string; privateKey: string }) => object]>([
    ["private", ({ publicKey }) => ({ publicKey, privateKey: "0000-wrong-private-key" })],
    ["public", ({ privateKey }) => ({ publicKey: "wrongkey", privateKey })],
])("a wrong %s key is told after one challenge, and without showing it", async (_which, change) => {
    const { publicKey, privateKey } = stage.bench.emulator;
    const credential = {
        kind: "apiKey",
        publicKey,
        privateKey,
        ...change({ publicKey, privateKey }),
    } as const;
    const wrong: Settings = { ...key, credential };
    floors = stage.floors(wrong);
    const error = await failure(look(), wrong);
    expect(error).toMatchObject({ status: 401, errorCode: "USER_UNAUTHORIZED" });
    expect(stage.steady(error.message)).toBe(
        'Could not read serverless instance "orders" in project <project>: Atlas returned 401 USER_UNAUTHORIZED: ' +
            "You are not authorized for this resource (request <id>). Check the API key's public and private key " +
            "(they come from the environment), and that its API access list includes this IP address.",
    );
    expect((await stage.counts()).total).toBe(2);
});

it("a request that gets no answer costs no challenge", async () => {
    await look();
    await stage.fault({ operation: "getServerlessInstance", reset: "before" });
    await inARow(3);
    expect(await stage.counts()).toMatchObject({ total: 6, challenges: 1 });
});
