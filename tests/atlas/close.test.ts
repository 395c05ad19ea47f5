// The end of a process: its service account's token ends with it, since an account has no more than a hundred.
import { setImmediate as breath } from "node:timers/promises";
import { connect } from "../../provider/atlas/connect";
import { failure, kinds, startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => (stage = await startStage()));
afterEach(() => stage.close());

const account = () => stage.settings("serviceAccount");
const sent = async (operation: string) => (await stage.counts()).operations[operation] ?? 0;
/** Lets the account have no token beside those that are live now: another can be had when one of them ends. */
const noMoreTokens = async (live: number) => {
    await stage.control("/limits", { liveTokens: live });
};
/** Those of the stage's own client, and of the one that a test uses. */
const live = 2;

describe("closing a client", () => {
    it("ends its token: one request, and another process may have one", async () => {
        const { client, serverless } = stage.floors(account());
        await serverless.get(stage.orders);
        await noMoreTokens(live);
        const other = stage.floors(account());
        expect(await failure(other.serverless.get(stage.orders), account())).toMatchObject({ status: 403 });

        await client.close();
        expect(await sent("revokeAccessToken")).toBe(1);
        await expect(other.serverless.get(stage.orders)).resolves.toMatchObject({ name: "orders" });
    });

    it("what it is asked for afterwards fails, and gets no new token", async () => {
        const { client, serverless } = stage.floors(account());
        await serverless.get(stage.orders);
        await client.close();
        await expect(serverless.get(stage.orders)).rejects.toThrow("the process ends");
        expect(await stage.counts()).toMatchObject({ tokens: 1, operations: { getServerlessInstance: 1 } });
    });

    it("twice is once", async () => {
        const { client, serverless } = stage.floors(account());
        await serverless.get(stage.orders);
        await Promise.all([client.close(), client.close()]);
        await client.close();
        expect(await sent("revokeAccessToken")).toBeLessThanOrEqual(2);
        expect((await stage.counts()).tokens).toBe(1);
    });

    it.each(kinds)("asks for nothing where it had asked for nothing, with %s", async (kind) => {
        await stage.floors(stage.settings(kind)).client.close();
        expect((await stage.counts()).total).toBe(0);
    });

    it.each(["apiKey", "accessToken"] as const)("ends nothing that is not its own, with %s", async (kind) => {
        const { client, serverless } = stage.floors(stage.settings(kind));
        await serverless.get(stage.orders);
        await client.close();
        expect(await sent("revokeAccessToken")).toBe(0);
        // The next process uses it too.
        await expect(stage.floors(stage.settings(kind)).serverless.get(stage.orders)).resolves.toBeDefined();
    });

    it("asks for nothing where no token could be had", async () => {
        await stage.fault({ operation: "createAccessToken", answer: { status: 403 } });
        const { client, serverless } = stage.floors(account());
        await failure(serverless.get(stage.orders), account());
        await client.close();
        expect(await sent("revokeAccessToken")).toBe(0);
    });

    it("waits for a token that is being asked for, and ends it too", async () => {
        await stage.fault({ operation: "createAccessToken", delaySeconds: 0.2 });
        const { client, serverless } = stage.floors(account());
        const looking = serverless.get(stage.orders).catch(() => undefined);
        await breath();
        await client.close();
        await looking;
        await noMoreTokens(live);
        expect(await sent("revokeAccessToken")).toBe(1);
        await expect(stage.floors(account()).serverless.get(stage.orders)).resolves.toBeDefined();
    });

    it.each<[string, object]>([
        ["is refused", { answer: { status: 403 } }],
        ["fails", { answer: { status: 500 } }],
        ["is limited", { answer: { status: 429, headers: { "Retry-After": "60" } } }],
        ["is answered by a web page", { answer: { status: 200, body: "<html>", contentType: "text/html" } }],
        ["is not answered", { reset: "before" }],
        ["is answered much too late", { delaySeconds: 3600 }],
    ])("is over, and no error, where the end of the token %s", async (_what, fault) => {
        const { client, serverless } = stage.floors(account());
        await serverless.get(stage.orders);
        await stage.fault({ operation: "revokeAccessToken", ...fault });
        await expect(client.close()).resolves.toBeUndefined();
        // It is tried once: the token ends within the hour by itself.
        const { body } = await stage.control("/faults");
        expect(body).toMatchObject([{ operation: "revokeAccessToken", met: 1 }]);
        expect(stage.clock.slept).toEqual([]);
    });

    it("also where nobody is there any more", async () => {
        const { client, serverless } = stage.floors(account());
        await serverless.get(stage.orders);
        await stage.close();
        await expect(client.close()).resolves.toBeUndefined();
    });
});

describe("closing a connection", () => {
    it("ends the token that all of it has used", async () => {
        const { clusters, close } = connect(account());
        await Promise.all(
            ["orders", "other"].map((name) =>
                clusters.read({ groupId: stage.groupId, name, preferredApi: "serverless" }),
            ),
        );
        await noMoreTokens(live);
        await close();
        expect(await stage.counts()).toMatchObject({ tokens: 1, operations: { revokeAccessToken: 1 } });
        await expect(stage.floors(account()).serverless.get(stage.orders)).resolves.toBeDefined();
        await expect(clusters.find(stage.orders)).rejects.toThrow("the process ends");
    });

    it("asks for nothing where nothing was asked for", async () => {
        await connect(account()).close();
        expect((await stage.counts()).total).toBe(0);
    });
});
