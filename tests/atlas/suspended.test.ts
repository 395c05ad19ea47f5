// A machine that slept: its monotonic clock stood still, and what was seen before is old all the same.
import { AtlasClient } from "../../provider/atlas/http/client";
import { FlexApi } from "../../provider/atlas/api/flex";
import { Clusters } from "../../provider/atlas/clusters/clusters";
import { LogOnce } from "../../provider/atlas/log-once";
import { ServerlessApi } from "../../provider/atlas/api/serverless";
import { ManualClock } from "./manual-clock";
import { startStage, type Stage } from "./support";

/** A monotonic clock that a test moves, and a wall clock beside it. */
class TwoClocks extends ManualClock {
    #wall = 1_700_000_000_000;

    wall(): number {
        return this.#wall;
    }

    override pass(milliseconds: number): void {
        super.pass(milliseconds);
        this.#wall += milliseconds;
    }

    /** The machine sleeps, or somebody sets its clock. */
    wallPasses(milliseconds: number): void {
        this.#wall += milliseconds;
    }
}

let stage: Stage;
let clock: TwoClocks;
let clusters: Clusters;
let beforeWrite: () => Promise<void>;
beforeEach(async () => {
    stage = await startStage();
    clock = new TwoClocks();
    beforeWrite = () => Promise.resolve();
    const logOnce = new LogOnce();
    const client = new AtlasClient(stage.settings("accessToken"), clock, logOnce, () => beforeWrite());
    clusters = new Clusters(new ServerlessApi(client), new FlexApi(client), logOnce, clock);
    await stage.control("/seed", { instances: [{ name: "carts" }] });
});
afterEach(() => stage.close());

const lookAtBoth = (maxAge: number) =>
    Promise.all(
        ["orders", "carts"].map((name) =>
            clusters.read({ groupId: stage.groupId, name, preferredApi: "serverless" }, { maxAge }),
        ),
    );
const lists = async () => (await stage.counts()).operations["listServerlessInstances"];

const steps: [string, move: () => void, isOld: boolean][] = [
    ["the machine slept for a minute", () => clock.wallPasses(60_000), true],
    ["a minute passed", () => clock.pass(60_000), true],
    [
        "a minute passed, and the wall clock was set back by an hour",
        () => {
            clock.pass(60_000);
            clock.wallPasses(-3_600_000);
        },
        true,
    ],
    [
        "the wall clock was set back by an hour, and the machine slept for a minute",
        () => {
            clock.wallPasses(-3_600_000);
            // Whoever asks meanwhile reads the clocks.
            void lookAtBoth(5000);
            clusters.list(stage.groupId).catch(() => undefined);
            clock.wallPasses(60_000);
        },
        true,
    ],
    ["the wall clock was set back by an hour", () => clock.wallPasses(-3_600_000), false],
    ["the wall clock runs a little fast", () => clock.wallPasses(40), false],
];

it.each(steps)("%s: whether a sighting is old", async (_what, move, isOld) => {
    await lookAtBoth(5000);
    expect(await lists()).toBe(1);
    move();
    const before = (await lists()) ?? 0;
    await lookAtBoth(5000);
    expect(((await lists()) ?? 0) > before).toBe(isOld);
});

it.each(steps)("%s while a write waits: whether it reads again", async (what, move, isOld) => {
    const [orders] = await lookAtBoth(0);
    if (orders === undefined) {
        throw new Error("there is no database");
    }
    let looked = 0;
    let isFirst = true;
    beforeWrite = () => {
        if (isFirst) {
            isFirst = false;
            move();
        }
        return Promise.resolve();
    };
    await clusters.update(orders, { tags: { team: "web" } }, {}, () => {
        looked += 1;
        return Promise.resolve();
    });
    expect([what, looked]).toEqual([what, isOld ? 1 : 0]);
});
