// Law: reads may be answered by a list that is young enough and that no write of ours has followed; absence, never.
import { Clusters } from "../../provider/atlas/clusters/clusters";
import type { Instance, ServedBy } from "../../provider/atlas/api/instance";
import { LogOnce } from "../../provider/atlas/log-once";
import { ManualClock } from "./manual-clock";
import { hold } from "./hold";
import { startStage, type Floors, type Stage } from "./support";

let stage: Stage;
let floors: Floors;
let clock: ManualClock;
let clusters: Clusters;
const names = Array.from({ length: 100 }, (_, index) => `db-${index}`);

async function open(options: Parameters<typeof startStage>[0] = {}): Promise<void> {
    stage = await startStage(options);
    await stage.control("/seed", { instances: names.map((name) => ({ name })) });
    floors = stage.floors();
    clock = new ManualClock();
    clusters = new Clusters(floors.serverless, floors.flex, new LogOnce(), clock);
}
beforeEach(() => open());
afterEach(() => stage.close());

const look = (name: string, maxAge = 5000, preferredApi: ServedBy = "serverless") =>
    clusters.read({ groupId: stage.groupId, name, preferredApi }, { maxAge });
const lookAt = (some: readonly string[], maxAge?: number, first?: ServedBy) =>
    Promise.all(some.map((name) => look(name, maxAge, first)));
const namesOf = (sights: (Instance | undefined)[]) => sights.map((sight) => sight?.name);
/** Requests by operation since this was asked last. */
const requests = async () => {
    const { operations } = await stage.counts();
    await stage.bench.control("/stats", undefined, "DELETE");
    return operations;
};
const oneList = { listServerlessInstances: 1 };
const oneGet = { getServerlessInstance: 1 };
/** Emulated seconds that are longer than the test. */
const forEver = 30_000_000;

describe("looks that begin together", () => {
    it("a hundred are one list", async () => {
        expect(namesOf(await lookAt(names))).toEqual(names);
        expect(await requests()).toEqual(oneList);
    });

    it("one alone is one read of the cluster", async () => {
        expect(await look("db-7")).toMatchObject({ name: "db-7" });
        expect(await requests()).toEqual(oneGet);
    });

    it.each([0, 1000, 5000])("also where nothing older than %i ms will do", async (maxAge) => {
        await lookAt(names, maxAge);
        expect(await requests()).toEqual(oneList);
    });

    it("are one list for each project", async () => {
        const other = "b".repeat(24);
        await stage.control("/seed", { projectId: other, instances: [{ name: "db-1" }, { name: "db-2" }] });
        const elsewhere = ["db-1", "db-2"].map((name) =>
            clusters.read({ groupId: other, name, preferredApi: "serverless" }, { maxAge: 5000 }),
        );
        const seen = await Promise.all([...elsewhere, look("db-1"), look("db-2")]);
        expect(seen.map((sight) => sight?.groupId)).toEqual([other, other, stage.groupId, stage.groupId]);
        expect(await requests()).toEqual({ listServerlessInstances: 2 });
    });

    it("a list that fails fails all of them, and nobody later", async () => {
        await stage.fault({ operation: "listServerlessInstances", answer: { status: 403 } });
        const outcomes = await Promise.allSettled(names.map((name) => look(name)));
        expect(outcomes).toEqual(
            Array(100).fill({
                status: "rejected",
                reason: expect.objectContaining({ status: 403 }) as unknown,
            }),
        );
        expect(await requests()).toEqual(oneList);
        expect(namesOf(await lookAt(names))).toEqual(names);
        expect(await requests()).toEqual(oneList);
    });
});

describe("looks that come while a list is under way", () => {
    it("are answered by it", async () => {
        const list = hold(floors.serverless, "list");
        const early = lookAt(names.slice(0, 50));
        await list.answered;
        clock.pass(80);
        const late = lookAt(names.slice(50));
        list.release();
        expect(namesOf([...(await early), ...(await late)])).toEqual(names);
        expect(await requests()).toEqual(oneList);
    });

    it.each<[string, number, number]>([
        ["it is too old for them", 1000, 1001],
        ["nothing older than themselves will do", 0, 1],
    ])("are one further list where %s", async (_what, maxAge, since) => {
        const list = hold(floors.serverless, "list");
        const early = lookAt(names.slice(0, 2));
        await list.answered;
        clock.pass(since);
        const late = lookAt(names.slice(0, 20), maxAge);
        list.release();
        expect(namesOf([...(await early), ...(await late)])).toEqual(["db-0", "db-1", ...names.slice(0, 20)]);
        expect(await requests()).toEqual({ listServerlessInstances: 2 });
    });

    it("do not fail with it: they ask again", async () => {
        await stage.fault({ operation: "listServerlessInstances", answer: { status: 403 } });
        const list = hold(floors.serverless, "list");
        const early = Promise.allSettled(names.slice(0, 50).map((name) => look(name)));
        await list.answered;
        const late = lookAt(names.slice(50));
        list.release();
        expect(new Set((await early).map(({ status }) => status))).toEqual(new Set(["rejected"]));
        expect(namesOf(await late)).toEqual(names.slice(50));
        expect(await requests()).toEqual({ listServerlessInstances: 2 });
    });
});

describe("a list that is there", () => {
    it.each<[maxAge: number, age: number, serves: boolean]>([
        [5000, 0, true],
        [5000, 5000, true],
        [5000, 5001, false],
        [1000, 999, true],
        [1000, 1001, false],
        [0, 1, false],
    ])("for a read that takes %i ms old answers, after %i ms: serves %p", async (maxAge, age, serves) => {
        await lookAt(names);
        await requests();
        clock.pass(age);
        expect(namesOf(await lookAt(names, maxAge))).toEqual(names);
        expect(await requests()).toEqual(serves ? {} : oneList);
    });

    it("its age counts from the moment at which it was asked for", async () => {
        const list = hold(floors.serverless, "list");
        const early = lookAt(["db-0", "db-1"]);
        await list.answered;
        clock.pass(600);
        list.release();
        await early;
        await requests();
        clock.pass(500);
        await look("db-0", 1000);
        expect(await requests()).toEqual(oneGet);
        await look("db-0", 1100);
        expect(await requests()).toEqual({});
    });

    it("gives way to a younger one, also where the older one arrives late", async () => {
        const target = (name: string) => ({
            groupId: stage.groupId,
            name,
            preferredApi: "serverless" as const,
        });
        const older = hold(floors.serverless, "list");
        const slow = clusters.readAll([target("db-0"), target("db-1")]);
        await older.answered;
        clock.pass(100);
        await stage.control("/state", { instance: "db-0", stateName: "REPAIRING" });
        await clusters.readAll([target("db-0"), target("db-1")]);
        older.release();
        expect(await slow).toMatchObject([{ instance: { stateName: "IDLE" } }, {}]);
        expect(await look("db-0")).toMatchObject({ stateName: "REPAIRING" });
        expect(await requests()).toEqual({ listServerlessInstances: 2 });
    });

    it("serves whatever generation the cluster is asked for first in", async () => {
        await lookAt(names);
        await requests();
        expect(await look("db-0", 5000, "flex")).toMatchObject({ name: "db-0", servedBy: "serverless" });
        expect(await requests()).toEqual({});
    });
});

describe("a write of ours to a cluster", () => {
    const place = (name: string) => ({ groupId: stage.groupId, name });
    const settings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
    const writes = {
        create: (name) => clusters.create(stage.groupId, { name: `${name}-new`, ...settings }, "serverless"),
        update: async (name) =>
            clusters.update(await floors.serverless.get(place(name)), { tags: { a: "b" } }),
        delete: async (name) => {
            await stage.fault({ operation: "deleteServerlessInstance", takes: forEver });
            await clusters.delete(await floors.serverless.get(place(name)));
        },
        upgrade: () => clusters.upgrade(stage.groupId, { name: "shared", ...settings }),
    } satisfies Record<string, (name: string) => Promise<unknown>>;
    const operations = Object.keys(writes) as (keyof typeof writes)[];
    /** The cluster that a write is about. */
    const written = (operation: keyof typeof writes) =>
        ({ create: "db-1-new", update: "db-1", delete: "db-1", upgrade: "shared" })[operation];
    beforeEach(() => stage.control("/seed", { instances: [{ name: "shared", kind: "shared" }] }));
    /** The list that serves others does not serve this one. */
    const expectFresh = async (name: string) => {
        await requests();
        expect(await lookAt(["db-2", "db-3"])).toMatchObject([{ name: "db-2" }, { name: "db-3" }]);
        expect(await requests()).toEqual({});
        expect(await look(name)).toMatchObject({ name });
        expect(await requests()).toEqual(oneGet);
    };
    const some = ["db-1", "db-2", "db-3"];

    it.each(operations)("%s: a list that was there before does not serve it any more", async (operation) => {
        await lookAt(some);
        clock.pass(1);
        await writes[operation]("db-1");
        clock.pass(1);
        await expectFresh(written(operation));
    });

    it.each(operations)(
        "%s: nor does one that was asked for before, and arrives after",
        async (operation) => {
            const list = hold(floors.serverless, "list");
            const early = lookAt(some);
            await list.answered;
            clock.pass(1);
            await writes[operation]("db-1");
            clock.pass(1);
            list.release();
            await early;
            await expectFresh(written(operation));
        },
    );

    it.each(operations)("%s: nor one that was asked for before, and arrives during it", async (operation) => {
        const list = hold(floors.serverless, "list");
        const early = lookAt(some);
        await list.answered;
        clock.pass(1);
        const answer = hold(floors.serverless, operation);
        const writing = writes[operation]("db-1");
        await answer.answered;
        list.release();
        await early;
        clock.pass(1);
        await expectFresh(written(operation));
        answer.release();
        await writing;
        clock.pass(1);
        await expectFresh(written(operation));
    });

    it.each(operations)("%s: nor one that was asked for during it", async (operation) => {
        const answer = hold(floors.serverless, operation);
        const writing = writes[operation]("db-1");
        await answer.answered;
        clock.pass(1);
        const list = hold(floors.serverless, "list");
        const early = lookAt(some);
        await list.answered;
        clock.pass(1);
        answer.release();
        await writing;
        clock.pass(1);
        list.release();
        await early;
        await expectFresh(written(operation));
    });

    it.each(operations)("%s: one that is asked for afterwards does", async (operation) => {
        await writes[operation]("db-1");
        clock.pass(1);
        await lookAt([...some, written(operation)]);
        await requests();
        expect(await look(written(operation))).toMatchObject({ name: written(operation) });
        expect(await requests()).toEqual({});
    });

    it("counts also where it failed, for it may have acted", async () => {
        await lookAt(some);
        clock.pass(1);
        await stage.fault({ operation: "deleteServerlessInstance", reset: "after", takes: forEver });
        await expect(writes.delete("db-1")).rejects.toMatchObject({ kind: "connection" });
        clock.pass(1);
        await expectFresh("db-1");
    });

    it("does not concern the cluster of that name in another project", async () => {
        const other = "b".repeat(24);
        await stage.control("/seed", { projectId: other, instances: [{ name: "db-1" }, { name: "db-2" }] });
        const elsewhere = (name: string) =>
            clusters.read({ groupId: other, name, preferredApi: "serverless" }, { maxAge: 5000 });
        await Promise.all([elsewhere("db-1"), elsewhere("db-2")]);
        clock.pass(1);
        await writes.update("db-1");
        await requests();
        expect(await elsewhere("db-1")).toMatchObject({ name: "db-1", tags: {} });
        expect(await requests()).toEqual({});
    });
});

describe("absence", () => {
    const gone = ["gone-1", "gone-2", "gone-3"];
    const proof = (count: number) => ({ getServerlessInstance: count, getFlexCluster: count });

    it("is proved by both generations for each cluster that no list shows", async () => {
        expect(namesOf(await lookAt(["db-1", ...gone]))).toEqual(["db-1", undefined, undefined, undefined]);
        expect(await requests()).toEqual({ ...oneList, listFlexClusters: 1, ...proof(3) });
    });

    it("is never remembered", async () => {
        await lookAt(["db-1", ...gone]);
        for (const name of gone) {
            await requests();
            expect(await look(name)).toBeUndefined();
            expect(await requests()).toEqual(proof(1));
        }
    });

    it("is not what an older list makes of it either: what appears is seen at once", async () => {
        await lookAt(["db-1", "gone-1"]);
        await stage.control("/seed", { instances: [{ name: "gone-1" }] });
        expect(await look("gone-1")).toMatchObject({ name: "gone-1" });
    });

    it("is not proved where one generation does not answer for itself", async () => {
        await stage.fault({ operation: "getFlexCluster", answer: { status: 403 } });
        const [there, missing] = await Promise.allSettled([look("db-1"), look("gone-1")]);
        expect(there).toMatchObject({ value: { name: "db-1" } });
        expect(missing).toMatchObject({ status: "rejected", reason: { status: 403 } });
    });

    it("of one whose list entry cannot be read is none", async () => {
        const body = JSON.stringify({ results: [{ name: "db-1" }], links: [] });
        await stage.fault({ operation: "listServerlessInstances", answer: { status: 200, body } });
        expect(namesOf(await lookAt(["db-1", "db-2"]))).toEqual(["db-1", "db-2"]);
        expect(await requests()).toEqual({ ...oneList, listFlexClusters: 1, getServerlessInstance: 2 });
    });
});

describe("clusters that MongoDB has moved to Flex, and that a state still calls serverless", () => {
    beforeEach(async () => {
        await stage.close();
        await open({ era: "sunset" });
    });

    it("are found by one list of each generation", async () => {
        const seen = await lookAt(names);
        expect(seen.map((sight) => [sight?.name, sight?.servedBy])).toEqual(
            names.map((name) => [name, "flex"]),
        );
        expect(await requests()).toEqual({ ...oneList, listFlexClusters: 1 });
        await lookAt(names);
        expect(await requests()).toEqual({});
    });

    it("and by one alone, where the state knows", async () => {
        expect(namesOf(await lookAt(names, 5000, "flex"))).toEqual(names);
        expect(await requests()).toEqual({ listFlexClusters: 1 });
    });

    it("also where the serverless generation has no list any more", async () => {
        await stage.fault({ operation: "listServerlessInstances", times: 9, answer: { status: 410 } });
        expect(namesOf(await lookAt(names))).toEqual(names);
        expect((await requests())["listFlexClusters"]).toBe(1);
    });
});
