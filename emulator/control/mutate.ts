// Out-of-band changes of a cluster: of its properties, of its state, or its removal.
import { SECOND } from "../clock";
import type { EmulatorState } from "../emulation";
import { checkTags } from "../operations/rules";
import { boolean, number, oneOf, text } from "../wire/reader";
import { object, optional } from "../wire/objects";
import type { Shaped } from "../wire/objects";
import { STATE_NAMES } from "../world/history";
import { findCluster } from "./find-cluster";
import { PROJECT_ID, TAG_MAP } from "./schemas";
import { databaseIn, renderContextOf } from "./state";

const SHAPE = {
    /** Default: the project that exists from the start. */
    projectId: optional(PROJECT_ID),
    /** The cluster's name. */
    instance: text({ min: 1 }),
    /** `GONE` removes it at once; the others begin now and last as long as in Atlas. */
    stateName: optional(oneOf([...STATE_NAMES, "GONE"])),
    /** Emulated seconds that the state lasts. Without it, `REPAIRING` lasts until the next event. */
    takes: optional(number({ min: 0, fraction: true })),
    tags: optional(TAG_MAP),
    terminationProtectionEnabled: optional(boolean),
    serverlessContinuousBackupEnabled: optional(boolean),
};

/** The body of `POST /_emulator/state`. */
export const MUTATION = object(SHAPE);

/** Makes the change; returns the cluster, or null if it is removed. */
export function mutate(emulation: EmulatorState, alteration: Shaped<typeof SHAPE>, origin: string): unknown {
    const { stateName, takes, tags } = alteration;
    const { terminationProtectionEnabled, serverlessContinuousBackupEnabled: continuousBackup } = alteration;
    const view = renderContextOf(emulation, origin);
    const database = findCluster(emulation, alteration);
    checkTags(tags ?? []);
    const change = {
        ...(tags && { tags }),
        ...(terminationProtectionEnabled !== undefined && { terminationProtectionEnabled }),
        ...(continuousBackup !== undefined && { continuousBackup }),
    };
    database.rewrite(change, view.now);
    if (stateName === "GONE") {
        database.begin("DELETING", view.now, 0);
        return null;
    }
    if (stateName !== undefined) {
        database.begin(stateName, view.now, takes === undefined ? undefined : takes * SECOND);
    }
    return databaseIn(view, database);
}
