// The operations of a cluster's life, each as a run of Pulumi that a fault can befall.
import type { ServerlessInstanceInputs } from "../../../provider/instance/model/inputs";
import { ownerTag } from "../../../provider/instance/ownership/owner-tag";
import { ownerIn, type StackName } from "../../emulated/owner";
import { neighbour, snapshotId } from "../checks";
import type { Atlas } from "../driver/atlas";
import type { Declared, Program } from "../driver/declared";
import type { ProviderProcess } from "../driver/provider";
import type { Outcome, Stack } from "../driver/stack";

/** Where a scenario plays. */
export interface Stage {
    readonly atlas: Atlas;
    readonly stack: Stack;
}

/** One row of the table. */
export interface Scenario {
    readonly name: string;
    /** What has happened before: deployed by another process, in the classic era. The scenario's own era then begins. */
    readonly before?: (stage: Stage, provider: ProviderProcess) => Promise<unknown>;
    /** What happens after the era has begun, before the run. */
    readonly meanwhile?: (stage: Stage) => Promise<unknown>;
    /** The run. */
    readonly run: (stack: Stack, provider: ProviderProcess, program: Program) => Promise<Outcome>;
    /** What the program declares in the run and after it. */
    readonly program: (stage: Stage) => Program;
    /** How many clusters of ours there ever are, those that were there before included. */
    readonly births: number;
    /** What a person declares once the cluster that the program wants to take is gone; default the same. */
    readonly otherwise?: (stage: Stage) => Program;
    /** Whether the cluster starts with the data of the neighbour's snapshot. */
    readonly restores?: boolean;
    /** Whether the program wants a cluster that is nobody's, whichever it is. */
    readonly takesNobodys?: boolean;
    /** Whether a person refreshes after a failed run, before the next `up`: a real engine forgets an interrupted delete. */
    readonly refreshes?: boolean;
}

/** A cluster's name, in Atlas and in the program. */
export const orders = "orders";
/** Longer than a run needs in the hurried clock of its process, and no longer. */
const timeouts = { create: "30s", update: "30s", delete: "30s" };

type Args = Partial<ServerlessInstanceInputs>;

/** A program that declares one cluster; with an empty name, it gets an automatic one. */
export function declares(
    { atlas }: Pick<Stage, "atlas">,
    args: Args = {},
    options: Omit<Declared, "args"> = {},
): Record<typeof orders, Declared> {
    const { name = orders, ...rest } = args;
    return {
        [orders]: {
            timeouts,
            ...options,
            args: {
                projectId: atlas.projectId,
                ...(name !== "" && { name }),
                providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
                tags: { team: "shop" },
                ...rest,
            },
        },
    };
}

/** Deploys a program, without any fault. */
async function deployed(stage: Stage, provider: ProviderProcess, args: Args = {}): Promise<void> {
    const { failures } = await stage.stack.up(provider, declares(stage, args));
    if (failures.length > 0) {
        throw new Error(`What came before the fault has failed already: ${failures.join("\n")}`);
    }
}

const up: Scenario["run"] = (stack, provider, program) => stack.up(provider, program);
/** `up --refresh`. */
const refreshAndUp: Scenario["run"] = async (stack, provider, program) => {
    const { steps, failures } = await stack.refresh(provider);
    if (failures.length > 0) {
        return { steps, failures };
    }
    return stack.up(provider, program);
};

/** Another stack of the same project. */
export const others: StackName = { project: "shop", stack: "theirs" };

export const scenarios: readonly Scenario[] = [
    { name: "create", births: 1, run: up, program: (stage) => declares(stage) },
    {
        name: "create with a snapshot's data",
        births: 1,
        restores: true,
        run: up,
        program: (stage) => declares(stage, { restoreFrom: { name: neighbour, snapshotId } }),
    },
    {
        name: "create after a crash",
        births: 1,
        before: async (stage, provider) => {
            await deployed(stage, provider);
            stage.stack.forget();
        },
        run: up,
        program: (stage) => declares(stage),
    },
    {
        name: "adopt what is nobody's",
        births: 1,
        takesNobodys: true,
        before: ({ atlas }) => atlas.seed({ name: orders, tags: { old: "tag" } }),
        run: up,
        program: (stage) => declares(stage, { adopt: true }),
        otherwise: (stage) => declares(stage),
    },
    {
        name: "adopt by its id what is another's",
        births: 1,
        before: ({ atlas }) =>
            atlas.seed({ name: orders, tags: { [ownerTag]: `${ownerIn(others, orders)}@0a0a` } }),
        run: up,
        program: (stage) => declares(stage, { adopt: stage.atlas.idOf(orders) }),
        otherwise: (stage) => declares(stage),
    },
    {
        name: "update",
        births: 1,
        before: (stage, provider) => deployed(stage, provider),
        run: up,
        program: (stage) =>
            declares(stage, { tags: { team: "data", tier: "gold" }, terminationProtectionEnabled: false }),
    },
    {
        name: "update that changes nothing in Atlas",
        births: 1,
        before: (stage, provider) => deployed(stage, provider),
        run: up,
        program: (stage) => declares(stage, {}, { timeouts: { ...timeouts, delete: "29s" } }),
    },
    {
        name: "update that goes on with a create",
        births: 1,
        before: async ({ atlas, stack }, provider) => {
            atlas.isPaced = false;
            const program = declares({ atlas }, {}, { timeouts: { ...timeouts, create: "1s" } });
            const { failures } = await stack.up(provider, program);
            atlas.isPaced = true;
            if (stack.kept[0]?.initErrors.length !== 1) {
                throw new Error(`A create was to be left unfinished: ${failures.join("\n")}`);
            }
        },
        run: up,
        program: (stage) => declares(stage),
    },
    {
        name: "refresh and put back what another hand changed",
        births: 1,
        before: (stage, provider) => deployed(stage, provider),
        meanwhile: ({ atlas }) => atlas.retag(orders, { team: "web" }),
        run: refreshAndUp,
        program: (stage) => declares(stage),
        refreshes: true,
    },
    {
        name: "refresh and make anew what is gone",
        births: 2,
        before: (stage, provider) => deployed(stage, provider),
        meanwhile: ({ atlas }) => atlas.change(orders, { stateName: "GONE" }),
        run: refreshAndUp,
        program: (stage) => declares(stage),
        refreshes: true,
    },
    {
        name: "delete",
        births: 1,
        before: (stage, provider) => deployed(stage, provider),
        run: up,
        program: () => ({}),
        refreshes: true,
    },
    {
        name: "delete of what is gone",
        births: 1,
        before: (stage, provider) => deployed(stage, provider),
        meanwhile: ({ atlas }) => atlas.change(orders, { stateName: "GONE" }),
        run: up,
        program: () => ({}),
        refreshes: true,
    },
    {
        name: "replace, the old database first",
        births: 2,
        before: (stage, provider) => deployed(stage, provider),
        run: up,
        program: (stage) =>
            declares(stage, { providerSettings: { backingProviderName: "AWS", regionName: "EU_WEST_1" } }),
    },
    {
        name: "replace, the new database first",
        births: 2,
        before: (stage, provider) => deployed(stage, provider, { name: "" }),
        run: up,
        program: (stage) =>
            declares(stage, {
                name: "",
                providerSettings: { backingProviderName: "AWS", regionName: "EU_WEST_1" },
            }),
    },
    {
        name: "upgrade from the shared tier",
        births: 1,
        takesNobodys: true,
        before: ({ atlas }) => atlas.seed({ name: orders, kind: "shared", tags: { old: "tag" } }),
        run: up,
        program: (stage) => declares(stage, { upgradeFromSharedTier: true }),
        otherwise: (stage) => declares(stage),
    },
];
