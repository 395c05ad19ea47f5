// Somebody changes in Atlas what we have just changed: that is put right at once; what Atlas itself will not have is not
// asked for again and again.
import { connect } from "../../provider/atlas/connect";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import type { State } from "../../provider/instance/state";
import { declaredAt } from "../emulated/owner";
import { scaledClock } from "./scaled-clock";
import { startStage, type Stage } from "./support";

let stage: Stage;
/** What the other hand does right after a change of ours, and how often still. */
let meddling: { change: object; times: number };
/** What it has begun. */
let meddled: Promise<unknown>[];

beforeEach(async () => {
    meddling = { change: {}, times: 0 };
    meddled = [];
    const log = (line: string) => {
        if (/^PATCH \S+\/carts 200 /.test(line)) {
            const change = meddling.times > 0 ? meddling.change : {};
            meddling.times -= 1;
            // Our change has no end but by this, so nothing can be faster.
            meddled.push(stage.control("/state", { instance: "carts", stateName: "IDLE", ...change }));
        }
    };
    stage = await startStage({ scale: 200, log });
    await stage.control("/faults", [{ operation: "updateServerlessInstance", takes: 36_000 }]);
});
afterEach(async () => {
    await Promise.all(meddled);
    await stage.close();
});

function process() {
    const { clusters, clock } = connect(stage.settings("accessToken"), { clock: scaledClock(20) });
    const logger = { progress: () => undefined, info: () => undefined, warn: () => undefined };
    const lifecycle = new Lifecycle(clusters, clock);
    return {
        create: (inputs: CheckedInputs) => lifecycle.create(inputs, logger),
        update: (state: State, inputs: CheckedInputs) => lifecycle.update(state, inputs, logger),
    };
}

const inputs = (terminationProtectionEnabled: boolean): CheckedInputs => ({
    projectId: stage.groupId,
    name: "carts",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    terminationProtectionEnabled,
    ...declaredAt("carts"),
});
const changes = async () => (await stage.counts()).operations["updateServerlessInstance"] ?? 0;

it("once: it is put right before the update ends, and the state knows of nothing that Atlas ignores", async () => {
    const before = await process().create(inputs(false));
    meddling = { change: { terminationProtectionEnabled: false }, times: 1 };
    const after = await process().update(before, inputs(true));
    expect(after).toMatchObject({ terminationProtectionEnabled: true, __ignored: {} });
    expect(await changes()).toBe(2);
});

it("each time: it counts as Atlas's own will after the second, and the next update asks for nothing", async () => {
    const before = await process().create(inputs(false));
    meddling = { change: { terminationProtectionEnabled: false }, times: Infinity };
    const after = await process().update(before, inputs(true));
    expect(after.terminationProtectionEnabled).toBe(false);
    expect(Object.keys(after.__ignored)).toEqual(["terminationProtectionEnabled"]);
    expect(await changes()).toBe(2);
    await process().update(after, inputs(true));
    expect(await changes()).toBe(2);
});

it("and adopts the cluster: nothing more is sent, and the message says whose it is now", async () => {
    const before = await process().create(inputs(false));
    const theirs = "shop.prod.carts.fedcba9876543210@abcdef";
    meddling = {
        change: { terminationProtectionEnabled: false, tags: { "pulumi-owner": theirs } },
        times: 1,
    };
    await expect(process().update(before, inputs(true))).rejects.toThrow(
        /was adopted by resource "carts" in stack shop\/prod in the meantime\. No further changes were made\./,
    );
    expect(await changes()).toBe(1);
    const { clusters } = connect(stage.settings("accessToken"), { clock: scaledClock(20) });
    const found = await clusters.find({ groupId: stage.groupId, name: "carts" });
    expect(found?.tags).toEqual({ "pulumi-owner": theirs });
});

describe("right before the last read of a create that resumes", () => {
    /** Resumes what a killed create left, and lets something happen between the end of the wait and the read that follows. */
    async function resumeWhile(happens: () => Promise<unknown>): Promise<State> {
        await stage.control("/faults", [{ operation: "updateServerlessInstance", takes: 0 }]);
        await process().create({ ...inputs(false), tags: { team: "shop" } });
        const { clusters, clock } = connect(stage.settings("accessToken"), { clock: scaledClock(20) });
        const read = clusters.read.bind(clusters);
        jest.spyOn(clusters, "read").mockImplementationOnce(async (...parameters) => {
            await happens();
            return read(...parameters);
        });
        const logger = { progress: () => undefined, info: () => undefined, warn: () => undefined };
        return new Lifecycle(clusters, clock).create({ ...inputs(false), tags: { team: "shop" } }, logger);
    }
    const carts = async () => {
        const { clusters } = connect(stage.settings("accessToken"), { clock: scaledClock(20) });
        return clusters.find({ groupId: stage.groupId, name: "carts" });
    };

    it("another cluster takes the name: it is not taken for ours", async () => {
        const theirs = { team: "theirs" };
        const resumed = resumeWhile(async () => {
            await stage.control("/state", { instance: "carts", stateName: "GONE" });
            await stage.control("/seed", { instances: [{ name: "carts", tags: theirs }] });
        });
        await expect(resumed).rejects.toThrow(/another cluster has that name now/);
        expect((await carts())?.tags).toEqual(theirs);
        const failure = (await resumed.catch((error: unknown) => error)) as { state: State };
        expect(failure.state.instanceId).not.toBe((await carts())?.id);
    });

    it("its tags are changed: they are put right before the create ends", async () => {
        const state = await resumeWhile(async () => {
            const tags = { ...(await carts())?.tags, team: "web" };
            await stage.control("/state", { instance: "carts", tags });
        });
        expect(state.tags).toEqual({ team: "shop" });
        expect((await carts())?.tags).toMatchObject({ team: "shop" });
    });
});
