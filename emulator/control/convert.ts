// Converts one cluster to another kind, as MongoDB did with serverless instances.
import type { EmulatorState } from "../emulation";
import { boolean, object, oneOf, optional, type Read } from "../wire/reader";
import { CLUSTER } from "./schemas";
import { databaseIn, findCluster, renderContextOf } from "./state";

/** The body of `POST /_emulator/convert`. */
export const CONVERSION = object({
    ...CLUSTER,
    to: oneOf(["flex", "free", "dedicated"]),
    /** Whether it gets a new ID; default as set by `POST /_emulator/era`. */
    newId: optional(boolean),
});

/** Converts it at once; gives the cluster back. */
export function convert(
    emulation: EmulatorState,
    conversion: Read<typeof CONVERSION>,
    origin: string,
): unknown {
    const { to: kind, newId = emulation.unknowns.newIds } = conversion;
    const database = findCluster(emulation, conversion);
    const view = renderContextOf(emulation, origin);
    database.convert({ kind, newId }, view.now);
    return databaseIn(view, database);
}
