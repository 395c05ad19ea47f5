// What others can do to a cluster behind our back, between any two of our requests.
import { ownerTag } from "../../../provider/instance/ownership/owner-tag";
import type { Atlas } from "../driver/atlas";
import { ownerIn } from "../../emulated/owner";
import { orders, others } from "../matrix/scenarios";

/** One row of the table. */
export interface Happening {
    readonly name: string;
    /** Lets it happen to the cluster, which may be there or not. */
    readonly happens: (atlas: Atlas) => Promise<void>;
    /** Whether another cluster has the name afterwards: then ours cannot be, and theirs must stay as it is. */
    readonly isTaken?: boolean;
    /** Whether that one is nobody's, which a program may be told to take. */
    readonly isNobodys?: boolean;
}

async function vanish(atlas: Atlas): Promise<void> {
    if (atlas.idOf(orders) !== "") {
        await atlas.change(orders, { stateName: "GONE" });
    }
}

/** To what is there; nothing happens to what is not. */
const toIt =
    (change: object): Happening["happens"] =>
    async (atlas) => {
        if (atlas.idOf(orders) !== "") {
            await atlas.change(orders, change);
        }
    };

export const happenings: readonly Happening[] = [
    { name: "somebody deletes it", happens: vanish },
    { name: "somebody begins to delete it", happens: toIt({ stateName: "DELETING" }) },
    { name: "somebody changes something about it", happens: toIt({ stateName: "UPDATING" }) },
    {
        name: "somebody gives it other tags",
        happens: async (atlas) => {
            if (atlas.idOf(orders) !== "") {
                await atlas.retag(orders, { team: "web" });
            }
        },
    },
    {
        name: "another stack's database takes its name",
        happens: async (atlas) => {
            await vanish(atlas);
            await atlas.seed({ name: orders, tags: { [ownerTag]: `${ownerIn(others, orders)}@0c0c` } });
        },
        isTaken: true,
    },
    {
        name: "nobody's database takes its name",
        happens: async (atlas) => {
            await vanish(atlas);
            await atlas.seed({ name: orders, tags: { team: "theirs" } });
        },
        isTaken: true,
        isNobodys: true,
    },
];
