// Law: only what we made, or were told to take, is ours. What the state holds of a cluster's mark is what stands in Atlas:
// also where the tag carries somebody's own value, and where a program no longer wants the tag.
import { connect } from "../../provider/atlas/connect";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import type { State } from "../../provider/instance/state";
import { declaredAt, ownerIn } from "../emulated/owner";
import { scaledClock } from "./scaled-clock";
import { startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
    stage = await startStage({ scale: 1000 });
});
afterEach(() => stage.close());

const owner = ownerIn({ project: "shop", stack: "dev" }, "carts");
const inputs = (more: Partial<CheckedInputs> = {}): CheckedInputs => ({
    projectId: stage.groupId,
    name: "carts",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    ...declaredAt("carts"),
    ...more,
});

/** A process of its own for each operation. */
function begin() {
    const { clusters, clock } = connect(stage.settings("accessToken"), { clock: scaledClock(20) });
    const warnings: string[] = [];
    const logger = {
        progress: () => undefined,
        info: () => undefined,
        warn: (line: string) => void warnings.push(line),
    };
    return { lifecycle: new Lifecycle(clusters, clock), logger, warnings };
}
const created = (more?: Partial<CheckedInputs>): Promise<State> => {
    const { lifecycle, logger } = begin();
    return lifecycle.create(inputs(more), logger);
};
const updated = (state: State, more?: Partial<CheckedInputs>): Promise<State> => {
    const { lifecycle, logger } = begin();
    return lifecycle.update(state, inputs(more), logger);
};
/** What a person is warned of. */
const deleted = async (state: State): Promise<string[]> => {
    const { lifecycle, logger, warnings } = begin();
    await lifecycle.remove(state, logger);
    return warnings;
};
const imported = (): Promise<State> => {
    const { lifecycle, logger } = begin();
    return lifecycle.import({ groupId: stage.groupId, name: "carts" }, declaredAt("carts"), logger);
};
const found = () =>
    connect(stage.settings("accessToken")).clusters.find({ groupId: stage.groupId, name: "carts" });
const seed = (tags: Record<string, string>) =>
    stage.control("/seed", { instances: [{ name: "carts", tags }] });

describe("a tag with somebody's own value", () => {
    beforeEach(() => seed({ "pulumi-owner": "finance", team: "shop" }));

    it("gives way to ours with the first change, whatever that is", async () => {
        const state = await updated(await imported(), {
            tags: { team: "shop" },
            terminationProtectionEnabled: false,
        });
        expect((await found())?.tags).toEqual({ "pulumi-owner": `${owner}@${state.__mark}`, team: "shop" });
        expect(await updated(state, { tags: { team: "web" } })).toMatchObject({ tags: { team: "web" } });
        expect(await deleted(state)).toEqual([]);
        expect(await found()).toBeUndefined();
    });

    it("is left where the program wants no tag: without one the cluster cannot be adopted", async () => {
        const state = await imported();
        const change = { ownershipTag: false, terminationProtectionEnabled: true };
        await expect(updated(state, change)).rejects.toThrow(
            'it belongs to "finance", and with ownershipTag: false no cluster can be adopted. ' +
                "Remove ownershipTag: false, or remove the pulumi-owner tag in Atlas.",
        );
        expect(await deleted(state)).toEqual([expect.stringContaining('now belongs to "finance"')]);
        expect((await found())?.tags).toEqual({ "pulumi-owner": "finance", team: "shop" });
    });

    it.each(["finance", "legal"])(
        "is no mark: another cluster that has got the name is left, with the value %s",
        async (value) => {
            const state = await imported();
            await stage.control("/state", { instance: "carts", stateName: "GONE" });
            await seed({ "pulumi-owner": value });
            const gone = /is gone\. Another cluster has that name now .* was not changed\./;
            await expect(updated(state, { tags: { team: "web" } })).rejects.toThrow(gone);
            expect(await deleted(state)).toEqual([expect.stringMatching(gone)]);
            expect((await found())?.tags).toEqual({ "pulumi-owner": value });
        },
    );
});

describe("a program that no longer wants the tag", () => {
    it("gets it taken off with the next change, and keeps its cluster", async () => {
        const before = await created({ tags: { team: "shop" } });
        const without = { ownershipTag: false, tags: { team: "shop" } };
        const after = await updated(before, { ...without, terminationProtectionEnabled: true });
        expect((await found())?.tags).toEqual({ team: "shop" });
        const next = await updated(after, { ...without, terminationProtectionEnabled: false });
        expect((await found())?.tags).toEqual({ team: "shop" });
        expect(await deleted(next)).toEqual([]);
        expect(await found()).toBeUndefined();
    });

    it("keeps it too where the resource has got another name meanwhile", async () => {
        const before = await created();
        const after = await updated(before, {
            ownershipTag: false,
            terminationProtectionEnabled: false,
            ...declaredAt("renamed"),
        });
        expect(await deleted(after)).toEqual([]);
        expect(await found()).toBeUndefined();
    });

    it("gets it back when it wants it again", async () => {
        const before = await created();
        const off = await updated(before, { ownershipTag: false, terminationProtectionEnabled: true });
        const on = await updated(off, { terminationProtectionEnabled: false });
        expect((await found())?.tags).toEqual({ "pulumi-owner": `${owner}@${on.__mark}` });
    });

    it("does not lose it to a change that fails", async () => {
        const before = await created();
        await stage.fault({ operation: "updateServerlessInstance", answer: { status: 400 } });
        await expect(
            updated(before, { ownershipTag: false, terminationProtectionEnabled: true }),
        ).rejects.toThrow("400");
        expect(await deleted(before)).toEqual([]);
        expect(await found()).toBeUndefined();
    });
});
