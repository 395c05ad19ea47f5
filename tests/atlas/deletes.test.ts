// Many deletes at once: what they cost, and that each ends when its cluster is gone, and not before.
import { Clusters } from "../../provider/atlas/clusters/clusters";
import { LogOnce } from "../../provider/atlas/log-once";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import type { State } from "../../provider/instance/state";
import { VirtualClock } from "../unit/virtual-clock";
import { declaredAt } from "../emulated/owner";
import { standStill } from "./stand-still";
import { floorsWith, startStage, type Stage } from "./support";

const names = Array.from({ length: 20 }, (_, index) => `db-${index}`);
/** Emulated seconds that are longer than the test. */
const forEver = 30_000_000;
const logger = { progress: () => undefined, info: () => undefined, warn: () => undefined };

let stage: Stage;
let clock: VirtualClock;
let lifecycle: Lifecycle;
/** When each delete was over. */
let ended: Record<string, number>;

beforeEach(async () => {
    // So fast that a delete shows at once; it ends when the test says so.
    stage = await startStage({ scale: 100_000 });
    clock = new VirtualClock();
    ended = {};
    const { client, serverless, flex } = floorsWith(stage.settings("accessToken"), clock);
    const request = client.request.bind(client);
    client.request = (call) => standStill(clock, request(call));
    const clusters = new Clusters(serverless, flex, new LogOnce(), clock);
    lifecycle = new Lifecycle(clusters, clock);
});
afterEach(() => stage.close());

/** Something that happens at Atlas so many milliseconds from now. */
const at = async (milliseconds: number, what: () => Promise<unknown>) => {
    await clock.sleep(milliseconds);
    await standStill(clock, what());
};
const goAway = (some: readonly string[]) => () =>
    Promise.all(some.map((instance) => stage.control("/state", { instance, stateName: "GONE" })));
/** The states of clusters that are there, of which this process has seen nothing lately. */
const statesOf = async (some: readonly string[]): Promise<State[]> => {
    await stage.control("/seed", { instances: some.map((name) => ({ name })) });
    const states = await clock.run(
        Promise.all(some.map((name) => lifecycle.get({ groupId: stage.groupId, name }, {}))),
    );
    await clock.run(clock.sleep(60_000));
    await stage.fault({ operation: "deleteServerlessInstance", times: 999, takes: forEver });
    await stage.bench.control("/stats", undefined, "DELETE");
    return states;
};
const remove = async (state: State) => {
    await lifecycle.remove(state, logger);
    ended[state.name] = clock.now();
};
/** Requests in their order. */
const requests = async () => {
    const { body } = await stage.bench.control("/stats");
    return (body as unknown as { requests: { method: string; path: string; operation: string }[] }).requests;
};
const isList = ({ operation }: { operation: string }) => operation.startsWith("list");
/** For how long a delete may be over without anybody's noticing. */
const late = 1500;

describe("twenty deletes at once", () => {
    it("cost one list, twenty deletes, and then lists only", async () => {
        const states = await statesOf(names);
        const begun = clock.now();
        await clock.run(Promise.all([...states.map(remove), at(9000, goAway(names))]));

        const [before, ...after] = await requests();
        expect(before?.operation).toBe("listServerlessInstances");
        const deletes = after.slice(0, names.length);
        expect(deletes.map(({ method }) => method)).toEqual(Array(names.length).fill("DELETE"));
        expect(new Set(deletes.map(({ path }) => path)).size).toBe(names.length);
        const looks = after.slice(names.length);
        expect(looks.filter((request) => !isList(request))).toEqual([]);
        expect(looks.length).toBeLessThanOrEqual(14);
        for (const name of names) {
            expect(ended[name]).toBeGreaterThanOrEqual(begun + 9000);
            expect(ended[name]).toBeLessThanOrEqual(begun + 9000 + late);
        }
    });

    it("end one after the other, as the clusters go", async () => {
        const states = await statesOf(names);
        const begun = clock.now();
        const goes = (index: number) => 9000 + index * 900;
        const going = names.map((name, index) => at(goes(index), goAway([name])));
        await clock.run(Promise.all([...states.map(remove), ...going]));
        names.forEach((name, index) => {
            const waited = (ended[name] ?? NaN) - begun - goes(index);
            expect(waited).toBeGreaterThanOrEqual(0);
            expect(waited).toBeLessThanOrEqual(Math.max(late, 0.07 * goes(index)));
        });
        // Two lists for a look that finds some gone; the last of all is looked at by itself.
        const looks = (await requests()).filter(({ method }) => method === "GET");
        expect(looks.length).toBeLessThanOrEqual(75);
        expect(looks.filter((request) => !isList(request)).length).toBeLessThanOrEqual(4);
    });

    it("send one again that Atlas has accepted and dropped", async () => {
        await stage.fault({ operation: "deleteServerlessInstance", instance: "db-7", drop: true });
        const states = await statesOf(names);
        const begun = clock.now();
        const others = names.filter((name) => name !== "db-7");
        const going = [at(9000, goAway(others)), at(25_000, goAway(["db-7"]))];
        await clock.run(Promise.all([...states.map(remove), ...going]));

        const deletes = (await requests()).filter(({ method }) => method === "DELETE");
        expect(deletes).toHaveLength(names.length + 1);
        expect(deletes.filter(({ path }) => path.endsWith("/db-7"))).toHaveLength(2);
        expect(Math.max(...others.map((name) => ended[name] ?? NaN))).toBeLessThanOrEqual(
            begun + 9000 + late,
        );
        expect(ended["db-7"]).toBeGreaterThanOrEqual(begun + 25_000);
    });

    it("one that Atlas refuses fails alone", async () => {
        await stage.fault({
            operation: "deleteServerlessInstance",
            instance: "db-7",
            answer: { status: 403, errorCode: "FORBIDDEN" },
        });
        const states = await statesOf(names);
        const removing = Promise.allSettled(states.map(remove));
        const [outcomes] = await clock.run(Promise.all([removing, at(9000, goAway(names))]));
        expect(outcomes.map(({ status }) => status)).toEqual(
            names.map((name) => (name === "db-7" ? "rejected" : "fulfilled")),
        );
        expect(outcomes[7]).toMatchObject({ reason: { status: 403 } });
    });

    it("of what is gone already send nothing for it", async () => {
        const states = await statesOf(names);
        const others = names.filter((name) => !["db-3", "db-4"].includes(name));
        await goAway(["db-3", "db-4"])();
        await clock.run(Promise.all([...states.map(remove), at(9000, goAway(others))]));
        const deletes = (await requests()).filter(({ method }) => method === "DELETE");
        expect(deletes).toHaveLength(names.length - 2);
    });
});

describe("the lists alone prove nothing", () => {
    const two = ["one", "two"];
    const looksAtThemselves = async () =>
        (await requests()).flatMap(({ method, path, operation }) =>
            method === "GET" && !operation.startsWith("list") ? [path.split("/").slice(-2).join("/")] : [],
        );
    const proof = two.flatMap((name) => [`serverless/${name}`, `flexClusters/${name}`]);

    it("where somebody else deletes: both generations are asked for each cluster", async () => {
        const states = await statesOf(two);
        for (const instance of two) {
            await stage.control("/state", { instance, stateName: "DELETING", takes: forEver });
        }
        await clock.run(Promise.all([...states.map(remove), at(9000, goAway(two))]));
        expect((await requests()).filter(({ method }) => method === "DELETE")).toEqual([]);
        expect(new Set(await looksAtThemselves())).toEqual(new Set(proof));
    });

    it.each<[string, object, seen: string[]]>([
        ["none of our looks has seen them again", { takes: 0 }, []],
        ["our looks have seen them as if nothing happened", { drop: true }, ["IDLE"]],
    ])("where Atlas took our deletes, and %s", async (_what, fault, seen) => {
        const states = await statesOf(two);
        await stage.bench.control("/faults", undefined, "DELETE");
        await stage.fault({ operation: "deleteServerlessInstance", times: 9, ...fault });
        const told: string[] = [];
        const listening = { ...logger, progress: (line: string) => void told.push(line) };
        const removing = states.map((state) => lifecycle.remove(state, listening));
        // Those that are gone already cannot go away again.
        const going = at(5000, () => Promise.allSettled(two.map((name) => goAway([name])())));
        await clock.run(Promise.all([...removing, going]));
        expect((await requests()).filter(({ method }) => method === "DELETE")).toHaveLength(2);
        const [looks, ends] = [/^deleting: (\w+)/, /^(.+) after /].map((form) =>
            told.flatMap((line) => form.exec(line)?.[1] ?? []),
        );
        expect(new Set(looks)).toEqual(new Set(seen));
        expect(ends).toEqual(["deleted", "deleted"]);
        expect(new Set(await looksAtThemselves())).toEqual(new Set(proof));
    });
});

describe("a cluster that MongoDB moves to Flex while it is being deleted is not gone before it is gone", () => {
    const three = ["one", "two", "three"];
    const inputs = (name: string) => ({
        projectId: stage.groupId,
        name,
        providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" } as const,
        ...declaredAt(name),
    });
    const create = async (): Promise<State[]> => {
        const states = await clock.run(
            Promise.all(three.map((name) => lifecycle.create(inputs(name), logger))),
        );
        await stage.fault({ operation: "deleteServerlessInstance", times: 999, takes: forEver });
        return states;
    };

    it.each<[string, string, object]>([
        ["all of them", "/era", { era: "sunset" }],
        ["all of them, with new ids", "/era", { era: "sunset", newIds: true }],
        ["one of them", "/convert", { instance: "two", to: "flex" }],
        ["one of them, with a new id", "/convert", { instance: "two", to: "flex", newId: true }],
        ["all, by operations that serve both", "/era", { era: "transition", newIds: true }],
    ])("%s", async (_what, path, move) => {
        const states = await create();
        const begun = clock.now();
        const moving = at(3000, () => stage.control(path, move));
        const going = at(15_000, goAway(three));
        await clock.run(Promise.all([...states.map(remove), moving, going]));
        for (const name of three) {
            expect(ended[name]).toBeGreaterThanOrEqual(begun + 15_000);
            expect(ended[name]).toBeLessThanOrEqual(begun + 15_000 + late);
        }
        const deletes = (await requests()).filter(({ method }) => method === "DELETE");
        expect(deletes).toHaveLength(three.length);
    });

    it.each([
        ["one list", 3],
        ["a look at the one", 1],
    ])("nor where nobody can say whether it is: %s", async (_what, count) => {
        const states = (await create()).slice(0, count);
        const begun = clock.now();
        const silence = at(3000, async () => {
            await stage.control("/era", { era: "sunset" });
            for (const operation of ["listFlexClusters", "getFlexCluster"]) {
                await stage.fault({
                    operation,
                    times: 9999,
                    answer: { status: 403, errorCode: "FORBIDDEN" },
                });
            }
        });
        const speech = at(20_000, () => stage.bench.control("/faults", undefined, "DELETE"));
        const going = at(30_000, goAway(three));
        await clock.run(Promise.all([...states.map(remove), silence, speech, going]));
        for (const { name } of states) {
            expect(ended[name]).toBeGreaterThanOrEqual(begun + 30_000);
        }
    });
});
