// The operations of a stack's life that something breaks into.
import type { Requests } from "./moments";
import { declaring, fixedName, type Declared } from "./world/program";
import type { Atlas } from "./world/atlas";

/** One row of the table. */
export interface Operation {
    readonly name: string;
    /** Whether everything is deployed when it begins; otherwise nothing is. */
    readonly isDeployed: boolean;
    /** What the program declares in it and after it. */
    readonly declared: Declared;
    /** What happens behind Pulumi's back before. */
    readonly drift?: (atlas: Atlas) => Promise<void>;
    readonly command: readonly string[];
    /** What a person runs after it was broken off, to get what is declared. */
    readonly recovery: readonly string[];
    /** Which requests it surely sends. */
    readonly requests: Requests;
}

const up = ["up", "--yes", "--skip-preview"];
/** The engine forgets that it has begun to delete or to look. */
const upAfterRefresh = [...up, "--refresh"];

/** What is deployed first. */
export const first: Declared = declaring({ region: "US_EAST_1", team: "shop" });

export const create: Operation = {
    name: "create",
    isDeployed: false,
    declared: first,
    command: up,
    recovery: up,
    requests: { token: 1, write: 3, look: 3 },
};

/** It also ends every run. */
export const destroy: Operation = {
    name: "destroy",
    isDeployed: true,
    declared: first,
    command: ["destroy", "--yes", "--skip-preview"],
    recovery: upAfterRefresh,
    requests: { token: 1, write: 3, look: 6 },
};

export const operations: readonly Operation[] = [
    create,
    {
        name: "update",
        isDeployed: true,
        declared: declaring({ region: "US_EAST_1", team: "web" }),
        command: up,
        recovery: up,
        requests: { token: 1, write: 3, look: 3 },
    },
    {
        name: "replace",
        isDeployed: true,
        declared: declaring({ region: "US_WEST_2", team: "shop" }),
        command: up,
        recovery: up,
        requests: { token: 1, write: 6, look: 12 },
    },
    {
        name: "removal from the program",
        isDeployed: true,
        declared: declaring({ region: "US_EAST_1", team: "shop", without: ["dependent"] }),
        command: up,
        recovery: up,
        requests: { token: 1, write: 1, look: 2 },
    },
    destroy,
    {
        name: "refresh",
        isDeployed: true,
        declared: first,
        drift: async (atlas) => {
            await atlas.change(fixedName, { tags: { team: "somebody else" } });
            await atlas.change(await atlas.nameOf("automatic"), { stateName: "GONE" });
        },
        command: ["refresh", "--yes", "--skip-preview"],
        recovery: upAfterRefresh,
        requests: { token: 1, look: 2 },
    },
];
