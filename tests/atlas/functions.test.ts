// Functions end as resources do: at once when they are canceled, and at their own deadline, whatever holds them up.
import { setImmediate as breath } from "node:timers/promises";
import { systemClock } from "../../provider/atlas/clock";
import { AtlasServerlessError, InterruptedError } from "../../provider/atlas/errors";
import type { RequestOptions } from "../../provider/atlas/retry";
import {
    queryInstance,
    queryInstances,
    querySnapshot,
    querySnapshots,
} from "../../provider/instance/data-sources";
import { floorsWith, startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
    stage = await startStage();
    // Whatever is asked for is turned away, for half a minute.
    await stage.fault({
        operation: "*",
        times: 9999,
        answer: { status: 429, headers: { "Retry-After": "30" } },
    });
});
afterEach(() => stage.close());

const snapshotId = "0123456789abcdef01234567";
const functions = {
    getServerlessInstances: (clusters, { projectId }, options) =>
        queryInstances(clusters, projectId, options),
    getServerlessInstance: (clusters, place, options) => queryInstance(clusters, place, options),
    getServerlessInstanceSnapshots: (clusters, place, options) =>
        querySnapshots(clusters, place, {}, options),
    getServerlessInstanceSnapshot: (clusters, place, options) =>
        querySnapshot(clusters, place, snapshotId, options),
} satisfies Record<
    string,
    (
        clusters: ReturnType<typeof floorsWith>["clusters"],
        place: { projectId: string; name: string },
        options: RequestOptions,
    ) => Promise<unknown>
>;
const names = Object.keys(functions) as (keyof typeof functions)[];

/** Begins one, in real time. */
function begin(name: keyof typeof functions, options: RequestOptions): Promise<unknown> {
    const { clusters } = floorsWith(stage.settings("accessToken"), systemClock);
    const place = { projectId: stage.groupId, name: "orders" };
    return functions[name](clusters, place, options).catch((error: unknown) => error);
}

/** Until Atlas has turned it away. */
async function untilTurnedAway(): Promise<void> {
    while ((await stage.counts()).total === 0) {
        await breath();
    }
}

test.each(names)(
    "%s: a cancel ends it within a second, in the midst of a Retry-After",
    async (name) => {
        const cancel = new AbortController();
        const outcome = begin(name, { signal: cancel.signal });
        await untilTurnedAway();
        const canceled = performance.now();
        cancel.abort(new InterruptedError("The operation was canceled."));
        expect(await outcome).toBeInstanceOf(InterruptedError);
        expect(performance.now() - canceled).toBeLessThan(1000);
    },
    20_000,
);

test.each(names)(
    "%s: its deadline ends it",
    async (name) => {
        const begun = performance.now();
        const error = await begin(name, { deadline: systemClock.now() + 5000 });
        expect(AtlasServerlessError.isInstance(error)).toBe(true);
        expect(performance.now() - begun).toBeLessThan(6000);
    },
    20_000,
);
