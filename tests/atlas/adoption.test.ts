// What a person is told of a cluster that is there already, and what is done with it.
import { connect } from "../../provider/atlas/connect";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { Lifecycle } from "../../provider/instance/lifecycle/lifecycle";
import { ownerTag } from "../../provider/instance/ownership/owner-tag";
import type { State } from "../../provider/instance/state";
import { declaredAt } from "../emulated/owner";
import { scaledClock } from "./scaled-clock";
import { startStage, type Stage } from "./support";

let stage: Stage;
beforeEach(async () => {
    stage = await startStage({ scale: 1000 });
});
afterEach(() => stage.close());

const logger = { progress: () => undefined, info: () => undefined, warn: () => undefined };
const lifecycle = () => {
    const { clusters, clock } = connect(stage.settings("accessToken"), { clock: scaledClock(20) });
    return new Lifecycle(clusters, clock);
};
const inputs = (more: Partial<CheckedInputs> = {}): CheckedInputs => ({
    projectId: stage.groupId,
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    ...declaredAt("orders"),
    ...more,
});
const created = (more?: Partial<CheckedInputs>) => lifecycle().create(inputs(more), logger);
const updated = (state: State, more?: Partial<CheckedInputs>) =>
    lifecycle().update(state, inputs(more), logger);
/** What it fails with. */
const refusal = async (work: Promise<State>) =>
    work.then(
        () => "it succeeded",
        (error: unknown) => stage.steady((error as Error).message),
    );
const database = async (name = "orders") =>
    (await stage.floors().clusters.find({ groupId: stage.groupId, name })) ?? { id: "", createDate: "" };

describe("an upgrade", () => {
    it.each([{}, { adopt: false }, { adopt: true }])(
        "takes the Flex cluster that MongoDB has made of the shared-tier one: %j",
        async (adopt) => {
            await stage.control("/seed", { instances: [{ name: "tier", kind: "shared" }] });
            await stage.control("/convert", { instance: "tier", to: "flex" });
            const state = await created({ name: "tier", upgradeFromSharedTier: true, ...adopt });
            expect(state).toMatchObject({ name: "tier", servedBy: "flex" });
        },
    );

    it("takes an untagged cluster that is no shared-tier one: a killed upgrade without tags has left it", async () => {
        const { id } = await database();
        expect(await created({ upgradeFromSharedTier: true })).toMatchObject({ instanceId: id });
    });

    it("meets another's cluster: says what can be done, and that can be done", async () => {
        const others = declaredAt("orders", { project: "shop", stack: "prod" }, "their state");
        const { instanceId: id } = await created({ name: "carts", ...others });
        const { createDate = "" } = await database("carts");
        const upgrade = { name: "carts", upgradeFromSharedTier: true };
        expect(await refusal(created(upgrade))).toBe(
            `Could not create cluster "carts" in project <project>: the name is taken by cluster ${id}, created ${createDate}, ` +
                'which belongs to resource "orders" in stack shop/prod. ' +
                "If you meant another shared-tier cluster, correct the name. " +
                `To take it away from its owner, set adopt: "${id}".`,
        );
        expect(await created({ ...upgrade, adopt: id })).toMatchObject({ instanceId: id });
    });
});

describe("adopt", () => {
    it("by an id that is there, in another region: no request was refused, so no code is told", async () => {
        const { id, createDate = "" } = await database();
        const providerSettings = { backingProviderName: "AWS", regionName: "EU_WEST_1" } as const;
        expect(await refusal(created({ adopt: id, providerSettings }))).toBe(
            `Could not create cluster "orders" in project <project>: the name is taken by cluster ${id}, created ${createDate}, ` +
                `which belongs to no known Pulumi resource (it has no ${ownerTag} tag). ` +
                "It runs in AWS US_EAST_1, but the program declares AWS EU_WEST_1, so it cannot be adopted. " +
                "Choose another name.",
        );
        expect(await refusal(created())).toMatch(/ \(DUPLICATE_CLUSTER_NAME, request <id>\)\. /);
    });

    it("by an id, under an automatic name, which is the name of no cluster that is there", async () => {
        const { id } = await database();
        const name = "orders-0123456";
        expect(await refusal(created({ name, __automaticName: true, adopt: id }))).toBe(
            `There is no cluster "${name}" in project <project> to adopt (adopt: "${id}"). ` +
                "Remove adopt to create one, or set name to the name of the cluster with that ID.",
        );
    });
});

describe("an update", () => {
    it("of a cluster that another resource has adopted says how to give it up and how to take it back", async () => {
        const state = await created({ name: "carts" });
        const { instanceId: id } = state;
        const others = declaredAt("carts", { project: "shop", stack: "prod" }, "their state");
        await created({ name: "carts", adopt: id, ...others });
        expect(await refusal(updated(state, { name: "carts", tags: { team: "shop" } }))).toBe(
            'Could not update cluster "carts" in project <project>: it now belongs to resource "carts" in stack shop/prod. ' +
                "To leave it to its new owner, remove the resource from this program and run `pulumi state delete`, which does " +
                `not delete the cluster. To take it back, set adopt: "${id}"; if the state has this resource, first run ` +
                "`pulumi state delete` for it.",
        );
        // That is how.
        expect(await created({ name: "carts", adopt: id })).toMatchObject({ instanceId: id });
    });

    it.each([
        ["serverless", "flex", "it is a serverless instance that has not been migrated to Flex"],
        ["flex", "serverless", "it is now managed through the Flex API"],
    ] as const)("of a %s one, by a program that insists on %s", async (is, wish, why) => {
        const state = await created({ name: "carts", apiGeneration: is });
        expect(await refusal(updated(state, { name: "carts", apiGeneration: wish }))).toBe(
            `Could not update cluster "carts" in project <project>: ${why}, but apiGeneration is "${wish}". Set ` +
                `apiGeneration to "auto", or omit ` +
                "it.",
        );
    });
});
