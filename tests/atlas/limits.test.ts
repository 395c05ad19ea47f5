// Atlas's limits on requests: a process slows down before it meets them, and a 429 is a turn that has not come yet.
import { systemClock } from "../../provider/atlas/clock";
import type { NewInstance } from "../../provider/atlas/api/instance";
import { scaledClock } from "./scaled-clock";
import { failure, floorsWith, startStage, type Stage } from "./support";

let stage: Stage;
afterEach(() => stage.close());

const newOne = (name: string): NewInstance => ({ name, backingProviderName: "AWS", regionName: "US_EAST_1" });
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `db-${index}`);
const statuses = async () =>
    ((await stage.control("/stats")).body as unknown as { statuses: Record<string, number> }).statuses;
const sent = async (operation: string) => (await stage.counts()).operations[operation] ?? 0;

describe("a deployment through a small bucket", () => {
    const scale = 20;
    const [capacity, count] = [10, 30];

    it.each([
        ["serverless", "classic", "createServerlessInstance", "listServerlessInstances"],
        ["flexClusters", "sunset", "createFlexCluster", "listFlexClusters"],
    ] as const)("of %s: every create succeeds, and every read", async (bucket, era, create, list) => {
        stage = await startStage({ scale, era });
        await stage.control("/limits", { [bucket]: { capacity, refillPerMinute: 60 } });
        const floors = floorsWith(stage.settings("accessToken"), scaledClock(scale));
        const generation = bucket === "serverless" ? floors.serverless : floors.flex;
        let areCreating = true;
        let looks = 0;
        const look = async () => {
            while (areCreating) {
                await generation.list(stage.groupId);
                looks += 1;
            }
        };
        const deploy = async () => {
            const [first = "", ...others] = numbered(count);
            // The first tells of the limit.
            const made = [await floors.clusters.create(stage.groupId, newOne(first), "auto")];
            made.push(
                ...(await Promise.all(
                    others.map((name) => floors.clusters.create(stage.groupId, newOne(name), "auto")),
                )),
            );
            areCreating = false;
            return made;
        };
        const [made] = await Promise.all([deploy(), look()]);
        expect(made.map(({ name }) => name)).toEqual(numbered(count));
        // At its own pace the bucket holds all creates up for twenty seconds and more: looks come through all the same.
        expect(looks).toBeGreaterThanOrEqual(2);
        const turnedAway = (await statuses())["429"] ?? 0;
        expect((await sent(create)) + (await sent(list))).toBe(count + looks + turnedAway);
        // Without a budget each of those over the limit would be turned away at least once.
        expect(turnedAway).toBeLessThan(count - capacity);
    });

    it("one that is empty holds up no other", async () => {
        stage = await startStage({ scale: 1 });
        await stage.control("/limits", { serverless: { capacity: 1, refillPerMinute: 1 } });
        const settings = stage.settings("accessToken");
        const { serverless, flex } = floorsWith(settings, systemClock);
        await serverless.list(stage.groupId);
        const soon = { deadline: systemClock.now() + 500 };
        // Of this one it is known that nothing is left: nothing is sent before a second is over.
        const error = await failure(serverless.list(stage.groupId, soon), settings);
        expect(error).toMatchObject({ notSent: true, notApplied: true });
        expect(await sent("listServerlessInstances")).toBe(1);
        // Here nobody has to wait.
        expect(await flex.list(stage.groupId, { deadline: systemClock.now() + 500 })).toMatchObject({
            items: [],
        });
    });

    it("requests that got no answer are not held against those that follow", async () => {
        stage = await startStage();
        await stage.control("/limits", { serverless: { capacity: 100, refillPerMinute: 60 } });
        const { serverless } = stage.floors();
        await serverless.get(stage.orders);
        await stage.fault({ operation: "deleteServerlessInstance", times: 95, reset: "before" });
        await Promise.allSettled(Array.from({ length: 95 }, () => serverless.delete(stage.orders)));
        // None of them has reached the bucket, as the next answer tells.
        await serverless.update(stage.orders, { tags: {} });
        await Promise.all(Array.from({ length: 30 }, () => serverless.get(stage.orders)));
        expect(stage.clock.slept).toEqual([]);
    });
});

describe("a 429 is none of the five tries", () => {
    beforeEach(async () => (stage = await startStage()));

    const times = (count: number, status: number) => ({ times: count, answer: { status } });
    const rows: [string, { times: number; answer: object }[], end: number | undefined][] = [
        ["twelve of them", [times(12, 429)], undefined],
        [
            "among four failures",
            [times(3, 429), times(2, 503), times(3, 429), times(2, 503), times(3, 429)],
            undefined,
        ],
        ["after four failures", [times(4, 503), times(9, 429)], undefined],
        ["but five failures are five", [times(9, 429), times(5, 503)], 503],
        ["wherever they stand", [times(4, 503), times(9, 429), times(1, 503)], 503],
    ];

    it.each(rows)("%s", async (_what, faults, end) => {
        const operation = "getServerlessInstance";
        await stage.fault(faults.map((fault) => ({ operation, ...fault })));
        const outcome = await stage
            .floors()
            .serverless.get(stage.orders)
            .catch((error: unknown) => error);
        expect(outcome).toMatchObject(end === undefined ? { name: "orders" } : { status: end });
        // All of the faults were met, and after them either came the answer or there was an end.
        const all = faults.reduce((sum, { times: count }) => sum + count, 0);
        expect(await sent(operation)).toBe(end === undefined ? all + 1 : all);
    });

    it("nor for a write, which it has not touched", async () => {
        await stage.fault({ operation: "createServerlessInstance", ...times(12, 429) });
        const { serverless } = stage.floors();
        expect(await serverless.create(stage.groupId, newOne("new-one"))).toMatchObject({ name: "new-one" });
        expect(await sent("createServerlessInstance")).toBe(13);
    });

    it("a failure of a write is the end all the same", async () => {
        await stage.fault([
            { operation: "createServerlessInstance", ...times(3, 429) },
            { operation: "createServerlessInstance", ...times(1, 503) },
        ]);
        const work = stage.floors().serverless.create(stage.groupId, newOne("new-one"));
        expect(await failure(work, stage.settings("accessToken"))).toMatchObject({ status: 503 });
        expect(await sent("createServerlessInstance")).toBe(4);
    });
});

describe("429 for ever", () => {
    const operation = "getServerlessInstance";
    const pauses = [undefined, "0", "30"] as const;
    beforeEach(async () => (stage = await startStage()));

    const refuse = (pause: string | undefined) =>
        stage.fault({
            operation,
            times: 9999,
            answer: { status: 429, ...(pause !== undefined && { headers: { "Retry-After": pause } }) },
        });
    const look = async (patience: { deadline?: number; signal?: AbortSignal } = {}) =>
        failure(stage.floors().serverless.get(stage.orders, patience), stage.settings("accessToken"));

    it.each(pauses)("ends at the deadline, where the pause is %p", async (pause) => {
        await refuse(pause);
        expect(await look({ deadline: 200_000 })).toMatchObject({ status: 429, notApplied: true });
        expect(stage.clock.now()).toBeLessThanOrEqual(200_000);
        // The longest pause is 30 s: until then nobody gives up.
        expect(stage.clock.now()).toBeGreaterThan(170_000);
        expect(await sent(operation)).toBeGreaterThan(5);
    });

    it.each(pauses)(
        "ends after ten minutes where there is no deadline, and the pause is %p",
        async (pause) => {
            await refuse(pause);
            expect(await look()).toMatchObject({ status: 429, notApplied: true });
            expect(stage.clock.now()).toBeLessThanOrEqual(600_000);
            expect(stage.clock.now()).toBeGreaterThan(570_000);
        },
    );

    it("ends when it is given up", async () => {
        await refuse(undefined);
        const giveUp = new AbortController();
        stage.clock.meanwhile = () => {
            if (stage.clock.now() > 60_000) {
                giveUp.abort(new Error("enough"));
            }
        };
        const work = stage.floors().serverless.get(stage.orders, { signal: giveUp.signal });
        await expect(work).rejects.toThrow("enough");
        expect(stage.clock.now()).toBeLessThan(90_000);
    });
});
