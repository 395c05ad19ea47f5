// Converts one cluster to another kind, as MongoDB did with serverless instances.
import * as Type from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import type { EmulatorState } from "../emulation";
import { object, oneOf } from "../wire/validation";
import { CLUSTER, PROJECT } from "./schemas";
import { databaseIn, findCluster, renderContextOf } from "./state";

/** The body of `POST /_emulator/convert`. */
export const CONVERSION = object(
    { ...CLUSTER, to: oneOf(["flex", "free", "dedicated"]) },
    {
        ...PROJECT,
        /** Whether it gets a new ID; default as set by `POST /_emulator/era`. */
        newId: Type.Boolean(),
    },
);

/** Converts it at once; gives the cluster back. */
export function convert(
    emulation: EmulatorState,
    conversion: Static<typeof CONVERSION>,
    origin: string,
): unknown {
    const { to: kind, newId = emulation.unknowns.newIds } = conversion;
    const database = findCluster(emulation, conversion);
    const view = renderContextOf(emulation, origin);
    database.convert({ kind, newId }, view.now);
    return databaseIn(view, database);
}
