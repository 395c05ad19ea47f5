// Converts one cluster to another kind, as MongoDB did with serverless instances.
import type { EmulatorState } from "../emulation";
import { boolean, oneOf, text } from "../wire/reader";
import { object, optional } from "../wire/objects";
import type { Shaped } from "../wire/objects";
import { findCluster } from "./find-cluster";
import { PROJECT_ID } from "./schemas";
import { databaseIn, renderContextOf } from "./state";

const SHAPE = {
    /** Default: the project that exists from the start. */
    projectId: optional(PROJECT_ID),
    /** The cluster's name. */
    instance: text({ min: 1 }),
    to: oneOf(["flex", "free", "dedicated"]),
    /** Whether it gets a new ID; default as set by `POST /_emulator/era`. */
    newId: optional(boolean),
};

/** The body of `POST /_emulator/convert`. */
export const CONVERSION = object(SHAPE);

/** Converts it at once; gives the cluster back. */
export function convert(emulation: EmulatorState, conversion: Shaped<typeof SHAPE>, origin: string): unknown {
    const { to: kind, newId = emulation.unknowns.newIds } = conversion;
    const database = findCluster(emulation, conversion);
    const view = renderContextOf(emulation, origin);
    database.convert({ kind, newId }, view.now);
    return databaseIn(view, database);
}
