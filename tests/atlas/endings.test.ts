// Law: no write without an engine, after a cancel, or past its deadline, wherever it is held up; and nothing that holds a
// slot waits for another. So every request ends: when it is answered, when its caller is told to stop, or at its deadline.
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { setImmediate as breath } from "node:timers/promises";
import { AtlasClient } from "../../provider/atlas/http/client";
import { systemClock } from "../../provider/atlas/clock";
import type { Credential } from "../../provider/atlas/settings";
import { AtlasError } from "../../provider/atlas/errors";
import { FlexApi } from "../../provider/atlas/api/flex";
import { Clusters } from "../../provider/atlas/clusters/clusters";
import type { Instance } from "../../provider/atlas/api/instance";
import { LogOnce } from "../../provider/atlas/log-once";
import type { RequestOptions } from "../../provider/atlas/retry";
import { ServerlessApi } from "../../provider/atlas/api/serverless";
import { scaledClock } from "./scaled-clock";
import { NightClock } from "./night-clock";
import { floorsWith, startStage, type Stage } from "./support";

let stage: Stage;
let clock: NightClock;
beforeEach(async () => {
    stage = await startStage({ scale: 1000 });
    clock = new NightClock();
});
afterEach(() => stage.close());

const newOne = (name: string) => ({ name, backingProviderName: "AWS", regionName: "US_EAST_1" });
const sent = async (operation: string) => (await stage.counts()).operations[operation] ?? 0;
/** How often the planted faults were met. */
const met = async () =>
    ((await stage.control("/faults")).body as unknown as { met: number }[]).reduce(
        (sum, fault) => sum + fault.met,
        0,
    );
const untilMet = async (times: number) => {
    while ((await met()) < times) {
        await breath();
    }
};

/** All of an account's clusters, on a clock that a test moves. */
function databasesOn(
    kind: Credential["kind"],
    time = clock as ConstructorParameters<typeof Clusters>[3],
    beforeWrite: () => Promise<void> = () => Promise.resolve(),
) {
    const logOnce = new LogOnce();
    const client = new AtlasClient(stage.settings(kind), time, logOnce, beforeWrite);
    return new Clusters(new ServerlessApi(client), new FlexApi(client), logOnce, time);
}

const answer429 = (seconds: number) => ({
    answer: { status: 429, headers: { "Retry-After": String(seconds) } },
});

describe("with an API key", () => {
    const names = Array.from({ length: 40 }, (_, index) => `db-${index}`);

    it.each([
        ["updates", "updateServerlessInstance"],
        ["deletes", "deleteServerlessInstance"],
    ] as const)("forty %s that are all rate limited once are all carried out", async (what, operation) => {
        await stage.control("/seed", { instances: names.map((name) => ({ name })) });
        const clusters = databasesOn("apiKey", scaledClock(20));
        const all = (await clusters.list(stage.groupId)).filter(({ name }) => name !== "orders");
        await stage.fault({ operation, times: names.length, ...answer429(2) });
        let looks = 0;
        const write = (one: Instance) => {
            const precondition = async () => {
                await clusters.read({ ...one, preferredApi: "serverless" });
                looks += 1;
            };
            return what === "updates"
                ? clusters.update(one, { tags: { team: "web" } }, {}, precondition)
                : clusters.delete(one, {}, precondition);
        };
        await Promise.all(all.map(write));
        expect(looks).toBeGreaterThanOrEqual(names.length);
        const { challenges } = await stage.counts();
        expect(await sent(operation)).toBeLessThanOrEqual(2 * names.length + challenges);
        expect((await clusters.list(stage.groupId)).filter(({ tags }) => tags["team"] === "web").length).toBe(
            what === "updates" ? names.length : 0,
        );
    });

    it("a write that waited long for its slot reads again before it is sent, and gives its slot away meanwhile", async () => {
        const clusters = databasesOn("apiKey");
        const orders = await floorsWith(stage.settings("accessToken"), systemClock).serverless.get(
            stage.orders,
        );
        await stage.fault({
            operation: "listServerlessBackupSnapshots",
            times: 15,
            delaySeconds: 3600,
        });
        await stage.fault({ operation: "getServerlessBackupSnapshot", delaySeconds: 0.3 });
        // Sixteen slots are taken: fifteen for good, one for a while.
        for (let slot = 0; slot < 15; slot += 1) {
            void clusters.listSnapshots(orders).catch(() => undefined);
        }
        void clusters.getSnapshot(orders, "5".repeat(24)).catch(() => undefined);
        // It is sent with those that others ask for in the same moment.
        clock.pass(15);
        await untilMet(16);
        let looked = 0;
        const precondition = async () => {
            // It needs the one slot that is left.
            await clusters.find(stage.orders);
            looked += 1;
        };
        const updated = clusters.update(orders, { tags: { team: "web" } }, {}, precondition);
        await breath();
        clock.pass(1500);
        expect((await updated).tags).toEqual({ team: "web" });
        expect(looked).toBe(1);
    });
});

/** Something that holds a request up: resolves when it is held up. */
interface Obstacle {
    kind: Credential["kind"];
    /** Prepares it; gives the clusters to ask. */
    prepare: () => Promise<Clusters>;
    isHeldUp: () => Promise<void>;
    /** Milliseconds on the clock until the moment of the deadline, counted from the beginning. */
}

const wait3600 = { delaySeconds: 3600 };
const obstacles: Record<string, Obstacle> = {
    "a token that is refused for a while": {
        kind: "serviceAccount",
        prepare: async () => {
            await stage.fault({ operation: "createAccessToken", times: 3, ...answer429(6) });
            return databasesOn("serviceAccount");
        },
        isHeldUp: () => clock.somebodySleeps((milliseconds) => milliseconds === 6000),
    },
    "a token that does not come": {
        kind: "serviceAccount",
        prepare: async () => {
            await stage.fault({ operation: "createAccessToken", ...wait3600 });
            return databasesOn("serviceAccount");
        },
        isHeldUp: () => untilMet(1),
    },
    "sixteen others that have all slots": {
        kind: "apiKey",
        prepare: async () => {
            const clusters = databasesOn("apiKey");
            await stage.fault({ operation: "listServerlessInstances", times: 16, ...wait3600 });
            for (let slot = 0; slot < 16; slot += 1) {
                void clusters.list(stage.groupId).catch(() => undefined);
            }
            await untilMet(16);
            return clusters;
        },
        isHeldUp: async () => {
            await breath();
        },
    },
    "the limit on requests": {
        kind: "accessToken",
        prepare: async () => {
            await stage.fault({ operation: "listServerlessInstances", ...answer429(60) });
            const clusters = databasesOn("accessToken");
            void clusters.list(stage.groupId).catch(() => undefined);
            await clock.somebodySleeps((milliseconds) => milliseconds === 60_000);
            return clusters;
        },
        isHeldUp: async () => {
            await breath();
        },
    },
};
const writes: Record<string, (clusters: Clusters, options: RequestOptions) => Promise<unknown>> = {
    create: (clusters, options) => clusters.create(stage.groupId, newOne("new-one"), "auto", options),
    delete: (clusters, options) =>
        clusters.delete({ ...stage.orders, servedBy: "serverless" } as Instance, options),
};
const looks: typeof writes = {
    find: (clusters, options) => clusters.find(stage.orders, "serverless", options),
    look: async (clusters, options) => {
        const seen = clusters.read({ ...stage.orders, preferredApi: "serverless" }, options);
        // Looks that begin within some milliseconds begin together.
        await clock.somebodySleeps((milliseconds) => milliseconds === 15);
        clock.pass(15);
        return seen;
    },
};
const table = Object.keys(obstacles).flatMap((obstacle) =>
    [...Object.keys(writes), ...Object.keys(looks)].map((operation) => [operation, obstacle] as const),
);

/** What a request that is held up ends with when `end` happens. */
async function endOf(operation: string, obstacle: string, end: (giveUp: AbortController) => void) {
    const { prepare, isHeldUp } = obstacles[obstacle] as Obstacle;
    const clusters = await prepare();
    const others = clock.asleep.length;
    const giveUp = new AbortController();
    const act = { ...writes, ...looks }[operation];
    const work = act?.(clusters, { deadline: 2000, signal: giveUp.signal }).then(
        () => new Error("it was carried out"),
        (error: unknown) => error,
    );
    await isHeldUp();
    await breath();
    end(giveUp);
    const error = await work;
    for (let turn = 0; turn < 10; turn += 1) {
        await breath();
    }
    // Nobody sleeps for it any more, so nothing more comes of it.
    expect(clock.asleep.length).toBe(others);
    expect(await sent("createServerlessInstance")).toBe(0);
    expect(await sent("deleteServerlessInstance")).toBe(0);
    return error as Error;
}

describe("held up by", () => {
    it.each(table)("%s by %s: ends at once when it is told to stop", async (operation, obstacle) => {
        const error = await endOf(operation, obstacle, (giveUp) => giveUp.abort(new Error("told to stop")));
        expect(error.message).toContain("told to stop");
        if (operation in writes) {
            expect(error).toMatchObject({ name: "NotSentError", notSent: true, status: undefined });
            expect(error.message).toMatch(
                /^Could not (create|delete) serverless instance "[a-z-]+" in project \w+ \(it was not sent\): told to stop\./,
            );
        }
    });

    it.each(table)("%s by %s: ends at its deadline", async (operation, obstacle) => {
        const error = await endOf(operation, obstacle, () => clock.pass(2000));
        expect(error).toBeInstanceOf(AtlasError);
        expect(error.message).not.toContain("undefined");
        if (operation in writes) {
            expect(error).toMatchObject({ notSent: true });
            expect(error.message).toMatch(
                /^Could not (create|delete) serverless instance "[a-z-]+" in project \w+ \(it was not sent\): /,
            );
            // Atlas has answered nothing to the write; what it has answered, if anything, was about a token.
            expect(/Atlas returned/.test(error.message)).toBe(/refused for a while/.test(obstacle));
        }
    });
});

describe("a write", () => {
    const attempt = async (clusters: Clusters, options: RequestOptions) =>
        clusters
            .create(stage.groupId, newOne("new-one"), "auto", options)
            .catch((error: unknown) => error as Error);

    it("is not sent where its engine does not answer until its deadline", async () => {
        const asked = Promise.withResolvers<undefined>();
        const clusters = databasesOn("accessToken", clock, () => {
            asked.resolve(undefined);
            return new Promise(() => undefined);
        });
        const outcome = attempt(clusters, { deadline: 2000 });
        await asked.promise;
        clock.pass(2000);
        expect(await outcome).toMatchObject({ notSent: true });
        expect(await sent("createServerlessInstance")).toBe(0);
    });

    it.each<[string, (giveUp: AbortController) => void]>([
        ["is told to stop", (giveUp) => giveUp.abort(new Error("told to stop"))],
        ["is past its deadline", () => clock.pass(2000)],
    ])("is not sent where it %s while its engine is asked", async (_what, happens) => {
        const giveUp = new AbortController();
        const clusters = databasesOn("accessToken", clock, () => {
            happens(giveUp);
            return Promise.resolve();
        });
        expect(await attempt(clusters, { deadline: 2000, signal: giveUp.signal })).toMatchObject({
            notSent: true,
        });
        expect(await sent("createServerlessInstance")).toBe(0);
    });

    it("that waits for another to find out what Atlas still has leaves when it is told to stop", async () => {
        await stage.fault({ operation: "createServerlessInstance", ...wait3600 });
        const clusters = databasesOn("accessToken");
        void clusters.create(stage.groupId, newOne("first"), "auto").catch(() => undefined);
        await untilMet(1);
        const giveUp = new AbortController();
        const second = attempt(clusters, { signal: giveUp.signal });
        await breath();
        giveUp.abort(new Error("told to stop"));
        expect(await second).toMatchObject({ notSent: true });
        expect(((await second) as Error).message).toMatch(/ \(it was not sent\): told to stop\./);
    });

    it.each<[string, (giveUp: AbortController) => void]>([
        ["is told to stop", (giveUp) => giveUp.abort(new Error("told to stop"))],
        ["is past its deadline", () => clock.pass(2000)],
    ])("is not sent where it %s while the connection is still being made", async (_what, happens) => {
        // It takes connections, and never answers the first word of TLS.
        const { promise: connected, resolve: connect } = Promise.withResolvers<Socket>();
        const server = createServer(connect).listen(0, "127.0.0.1");
        await once(server, "listening");
        const { port } = server.address() as AddressInfo;
        const settings = { ...stage.settings("accessToken"), baseUrl: `https://127.0.0.1:${port}` };
        const client = new AtlasClient(settings, clock);
        const generation = new ServerlessApi(client);
        const giveUp = new AbortController();
        const outcome = generation
            .create(stage.groupId, newOne("new-one"), { deadline: 2000, signal: giveUp.signal })
            .catch((error: unknown) => error);
        const socket = await connected;
        happens(giveUp);
        expect(await outcome).toMatchObject({ notSent: true });
        socket.destroy();
        server.close();
    });

    it("that is on its way is waited for all the same", async () => {
        await stage.fault({ operation: "createServerlessInstance", delaySeconds: 0.2 });
        const giveUp = new AbortController();
        const outcome = attempt(databasesOn("accessToken"), { signal: giveUp.signal });
        await untilMet(1);
        giveUp.abort(new Error("told to stop"));
        expect(await outcome).toMatchObject({ name: "new-one" });
    });

    it("that was rate limited, and is told to stop before it is sent again, tells both", async () => {
        await stage.fault({ operation: "createServerlessInstance", ...answer429(6) });
        const giveUp = new AbortController();
        const outcome = attempt(databasesOn("accessToken"), { signal: giveUp.signal });
        await clock.somebodySleeps((milliseconds) => milliseconds === 6000);
        giveUp.abort(new Error("told to stop"));
        expect(((await outcome) as Error).message).toMatch(
            /: Atlas returned 429.* It was not sent again: told to stop\./,
        );
        expect(await sent("createServerlessInstance")).toBe(1);
    });
});

describe("what several wait for", () => {
    it("a read continues for those who stay, and ends with the last", async () => {
        await stage.control("/seed", { instances: [{ name: "carts" }] });
        await stage.fault({ operation: "listServerlessInstances", times: 1, ...answer429(6) });
        const clusters = databasesOn("accessToken");
        const [first, second] = [new AbortController(), new AbortController()];
        const look = (name: string, { signal }: AbortController) =>
            clusters
                .read({ groupId: stage.groupId, name, preferredApi: "serverless" }, { signal })
                .catch((error: unknown) => String(error));
        const one = look("orders", first);
        const other = look("carts", second);
        clock.pass(15);
        await clock.somebodySleeps((milliseconds) => milliseconds === 6000);
        first.abort(new Error("told to stop"));
        expect(await one).toBe("Error: told to stop");
        expect(clock.asleep).toContain(6000);
        second.abort(new Error("told to stop"));
        expect(await other).toBe("Error: told to stop");
        await breath();
        expect(clock.asleep).toEqual([]);
    });

    it("a token is still had by those who stay", async () => {
        await stage.fault({ operation: "createAccessToken", ...answer429(6) });
        const clusters = databasesOn("serviceAccount");
        const giveUp = new AbortController();
        const leaves = clusters
            .find(stage.orders, "serverless", { signal: giveUp.signal })
            .catch((error: unknown) => String(error));
        const stays = clusters.find(stage.orders);
        await clock.somebodySleeps((milliseconds) => milliseconds === 6000);
        giveUp.abort(new Error("told to stop"));
        expect(await leaves).toBe("Error: told to stop");
        clock.pass(6000);
        expect(await stays).toMatchObject({ name: "orders" });
        expect((await stage.counts()).tokens).toBe(1);
    });

    it("a token that nobody waits for any more is still had by the next who comes, and by the end", async () => {
        await stage.fault({ operation: "createAccessToken", delaySeconds: 0.2 });
        const logOnce = new LogOnce();
        const client = new AtlasClient(stage.settings("serviceAccount"), clock, logOnce);
        const serverless = new ServerlessApi(client);
        const giveUp = new AbortController();
        const leaves = serverless
            .get(stage.orders, { signal: giveUp.signal })
            .catch((error: unknown) => String(error));
        await untilMet(1);
        giveUp.abort(new Error("told to stop"));
        expect(await leaves).toBe("Error: told to stop");
        expect(await serverless.get(stage.orders)).toMatchObject({ name: "orders" });
        expect(await sent("createAccessToken")).toBe(1);
    });
});

it("a read that is on its way ends at its deadline", async () => {
    await stage.fault({ operation: "getServerlessInstance", ...wait3600 });
    const { serverless } = floorsWith(stage.settings("accessToken"), systemClock);
    const deadline = systemClock.now() + 200;
    await expect(serverless.get(stage.orders, { deadline })).rejects.toMatchObject({ kind: "connection" });
});
