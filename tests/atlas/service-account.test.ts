import { connect } from "../../provider/atlas/connect";
import type { Settings } from "../../provider/atlas/settings";
import { scaledClock } from "./scaled-clock";
import { failure, startStage, type Floors, type Stage } from "./support";

let stage: Stage;
let account: Settings;
let floors: Floors;
beforeEach(async () => {
    stage = await startStage();
    account = stage.settings("serviceAccount");
    floors = stage.floors(account);
});
afterEach(() => stage.close());

const look = () => floors.serverless.get(stage.orders);
const lookAtOnce = (count: number) => Promise.all(Array.from({ length: count }, look));
const tokenRequests = async () => (await stage.counts()).operations["createAccessToken"];

it("one token serves fifty requests at once, and those that follow", async () => {
    expect((await lookAtOnce(50)).map(({ name }) => name)).toEqual(Array(50).fill("orders"));
    await look();
    expect(await tokenRequests()).toBe(1);
});

it("a token that ended is replaced once, and the request succeeds", async () => {
    await look();
    await stage.fault({ operation: "getServerlessInstance", expireToken: true });
    await expect(look()).resolves.toMatchObject({ name: "orders" });
    expect((await stage.counts()).tokens).toBe(2);
});

it("a token that ended under fifty requests is replaced once for all of them", async () => {
    await look();
    await stage.fault({ operation: "getServerlessInstance", skip: 20, expireToken: true });
    expect((await lookAtOnce(50)).map(({ name }) => name)).toEqual(Array(50).fill("orders"));
    expect((await stage.counts()).tokens).toBe(2);
});

it("a create is safe to send again after that, since the first was not authorized", async () => {
    await look();
    await stage.fault({ operation: "createServerlessInstance", expireToken: true });
    const made = await floors.serverless.create(stage.groupId, {
        name: "new-one",
        backingProviderName: "AWS",
        regionName: "US_EAST_1",
    });
    expect(made.name).toBe("new-one");
});

it("a fresh token that is refused too is the end", async () => {
    await stage.fault({
        operation: "getServerlessInstance",
        times: 9,
        answer: { status: 401, errorCode: "UNAUTHORIZED", detail: "You are not authorized." },
    });
    const error = await failure(look(), account);
    expect(error).toMatchObject({ kind: "response", status: 401, errorCode: "UNAUTHORIZED" });
    expect(await stage.counts()).toMatchObject({ tokens: 2, operations: { getServerlessInstance: 2 } });
});

it("a wrong secret is told at once, and without showing it", async () => {
    const wrong: Settings = {
        ...account,
        credential: {
            kind: "serviceAccount",
            clientId: "mdb_sa_id_1",
            clientSecret: "mdb_sa_sk_wrong-secret",
        },
    };
    floors = stage.floors(wrong);
    const error = await failure(look(), wrong);
    expect(error.status).toBe(401);
    expect(stage.steady(error.message)).toBe(
        'Could not read serverless instance "orders" in project <project>: could not get an access token for the service account: Atlas returned 401: ' +
            "The client id or secret is wrong or missing (request <id>). Check the service account's client ID " +
            "and client secret (they come from the environment), and that its API access list includes this IP " +
            "address.",
    );
    expect(await tokenRequests()).toBe(1);
    expect(stage.clock.slept).toEqual([]);
});

it("asking for a token is tried again, also for a write, and the limit's pause is kept", async () => {
    await stage.fault([
        { operation: "createAccessToken", answer: { status: 503, body: "<html>", contentType: "text/html" } },
        { operation: "createAccessToken", reset: "after" },
        { operation: "createAccessToken", answer: { status: 429, headers: { "Retry-After": "33" } } },
    ]);
    await floors.serverless.delete(stage.orders);
    expect(await tokenRequests()).toBe(4);
    expect(stage.clock.slept[2]).toBe(33_000);
    expect((await stage.counts()).operations["deleteServerlessInstance"]).toBe(1);
});

it("a read whose time ends while the token's limit is waited for says that", async () => {
    await stage.fault({
        operation: "createAccessToken",
        times: 999,
        answer: { status: 429, headers: { "Retry-After": "33" } },
    });
    const { groupId, name } = stage.orders;
    const { clusters, clock } = connect(account, { clock: scaledClock(1000) });
    const read = clusters.read(
        { groupId, name, preferredApi: "serverless" },
        { deadline: clock.now() + 100_000 },
    );
    expect((await failure(read, account)).message).toMatch(/^Could not read .*"orders".*\b429\b/);
});

it.each([
    ["a refusal", { answer: { status: 503 } }],
    ["a reset", { reset: "before" }],
])("a token that cannot be had is given up after five tries: %s", async (_what, what) => {
    await stage.fault({ operation: "createAccessToken", times: 999, ...what });
    await failure(look(), account);
    expect(await tokenRequests()).toBe(5);
    expect(stage.clock.slept).toHaveLength(4);
});

it("a failure to get a token is not kept", async () => {
    await stage.fault({ operation: "createAccessToken", answer: { status: 400 } });
    await failure(look(), account);
    await expect(look()).resolves.toMatchObject({ name: "orders" });
});

it("fifty requests whose token cannot be had fail alike, with one request for it", async () => {
    await stage.fault({ operation: "createAccessToken", answer: { status: 400 } });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, look));
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect(await tokenRequests()).toBe(1);
});

it("too many live tokens: the message says that they end by themselves", async () => {
    await stage.bench.control("/limits", { liveTokens: 0 });
    const error = await failure(look(), account);
    expect(error.status).toBe(403);
    expect(error.message).toMatch(/limit of active access tokens.*expire within an hour/);
});

it.each([
    ["a web page", "<html>Sign in</html>", "text/html"],
    ["no token", "{}", "application/json"],
    ["a token of another type", '{"access_token": 7}', "application/json"],
])("an answer that has %s for a token", async (_what, body, contentType) => {
    await stage.fault({ operation: "createAccessToken", answer: { status: 200, body, contentType } });
    const error = await failure(look(), account);
    expect(error.kind).toBe("invalidResponse");
    expect(error.message).toContain("Check the base URL (MONGODB_ATLAS_BASE_URL or atlas:baseUrl)");
});
