// Law: only what we made, or were told to take, is ours. A change or a delete that Atlas turns away for a while may meet another
// holder when its turn comes: it looks again, right before it is sent.
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import { declaredAt } from "../emulated/owner";
import { scaledClock } from "./scaled-clock";
import { floorsWith, startStage, type Stage } from "./support";

const haste = 20;
const theirs = "shop.prod.carts.fedcba9876543210@abcdef";

let stage: Stage;
/** What another hand does as soon as ours was turned away. */
let meanwhile: () => Promise<unknown>;
/** What it has begun. */
let meddled: Promise<unknown>[];

beforeEach(async () => {
    meddled = [];
    const log = (line: string) => {
        if (/ 429 /.test(line)) {
            meddled.push(meanwhile());
        }
    };
    stage = await startStage({ scale: 1000, log });
});
afterEach(async () => {
    await Promise.all(meddled);
    await stage.close();
});

const inputs = (more: Partial<CheckedInputs> = {}): CheckedInputs => ({
    projectId: stage.groupId,
    name: "carts",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    tags: { team: "shop" },
    ...declaredAt("carts"),
    ...more,
});

function process() {
    const clock = scaledClock(haste);
    const warnings: string[] = [];
    const logger = {
        progress: () => undefined,
        info: () => undefined,
        warn: (line: string) => void warnings.push(line),
    };
    const lifecycle = new Lifecycle(floorsWith(stage.settings("accessToken"), clock).clusters, clock);
    return { lifecycle, logger, warnings };
}

/** Atlas turns a request away for twenty seconds, which are one here. */
const turnAway = (operation: string) =>
    stage.fault({ operation, answer: { status: 429, headers: { "Retry-After": "20" } } });

const takeOver = () => stage.control("/state", { instance: "carts", tags: { "pulumi-owner": theirs } });

async function found() {
    const { clusters } = floorsWith(stage.settings("accessToken"), stage.clock);
    return clusters.find({ groupId: stage.groupId, name: "carts" });
}

const asked = async (operation: string) => (await stage.counts()).operations[operation] ?? 0;

it("a delete leaves what another resource has adopted, and says so", async () => {
    const { lifecycle, logger, warnings } = process();
    const state = await lifecycle.create(inputs(), logger);
    meanwhile = takeOver;
    await turnAway("deleteServerlessInstance");
    await lifecycle.remove(state, logger);
    expect(warnings).toEqual([
        expect.stringMatching(/now belongs to resource "carts" in stack shop\/prod\./),
    ]);
    expect((await found())?.tags).toEqual({ "pulumi-owner": theirs });
    expect(await asked("deleteServerlessInstance")).toBe(1);
});

it("a delete leaves another cluster that has got the name", async () => {
    const { lifecycle, logger, warnings } = process();
    const state = await lifecycle.create(inputs(), logger);
    meanwhile = async () => {
        await stage.control("/state", { instance: "carts", stateName: "GONE" });
        await stage.control("/seed", { instances: [{ name: "carts", tags: { team: "finance" } }] });
    };
    await turnAway("deleteServerlessInstance");
    await lifecycle.remove(state, logger);
    expect(warnings).toEqual([expect.stringMatching(/is gone\. Another cluster has that name now/)]);
    expect((await found())?.tags).toEqual({ team: "finance" });
});

it("a delete that nobody has forestalled is sent", async () => {
    const { lifecycle, logger, warnings } = process();
    const state = await lifecycle.create(inputs(), logger);
    meanwhile = () => Promise.resolve();
    await turnAway("deleteServerlessInstance");
    await lifecycle.remove(state, logger);
    expect(warnings).toEqual([]);
    expect(await found()).toBeUndefined();
});

it("a change leaves what another resource has adopted", async () => {
    const { lifecycle, logger } = process();
    const state = await lifecycle.create(inputs(), logger);
    meanwhile = takeOver;
    await turnAway("updateServerlessInstance");
    await expect(lifecycle.update(state, inputs({ tags: { team: "web" } }), logger)).rejects.toThrow(
        'was adopted by resource "carts" in stack shop/prod',
    );
    expect((await found())?.tags).toEqual({ "pulumi-owner": theirs });
    expect(await asked("updateServerlessInstance")).toBe(1);
});

it("a change leaves another cluster that has got the name", async () => {
    const { lifecycle, logger } = process();
    const state = await lifecycle.create(inputs(), logger);
    meanwhile = async () => {
        await stage.control("/state", { instance: "carts", stateName: "GONE" });
        await stage.control("/seed", { instances: [{ name: "carts", tags: { team: "finance" } }] });
    };
    await turnAway("updateServerlessInstance");
    await expect(lifecycle.update(state, inputs({ tags: { team: "web" } }), logger)).rejects.toThrow(
        "another cluster has that name now",
    );
    expect((await found())?.tags).toEqual({ team: "finance" });
});

it("nor is a cluster adopted that another has adopted first", async () => {
    await stage.control("/seed", { instances: [{ name: "carts", tags: { team: "finance" } }] });
    const { lifecycle, logger } = process();
    meanwhile = takeOver;
    await turnAway("updateServerlessInstance");
    await expect(lifecycle.create(inputs({ adopt: true }), logger)).rejects.toThrow(
        'was adopted by resource "carts" in stack shop/prod',
    );
    expect((await found())?.tags).toEqual({ "pulumi-owner": theirs });
});

it("a change whose answer was lost is sent again, since what it finds is its own", async () => {
    const { lifecycle, logger } = process();
    const seeded = { name: "carts", tags: { team: "finance" } };
    await stage.control("/seed", { instances: [seeded] });
    meanwhile = () => Promise.resolve();
    await stage.fault([
        { operation: "updateServerlessInstance", acts: true, answer: { status: 503 } },
        {
            operation: "updateServerlessInstance",
            answer: { status: 429, headers: { "Retry-After": "20" } },
        },
    ]);
    const state = await lifecycle.create(inputs({ adopt: true }), logger);
    expect((await found())?.tags["pulumi-owner"]).toContain(`@${state.__mark}`);
});
