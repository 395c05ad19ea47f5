// Out-of-band changes of a cluster: of its properties, of its state, or its removal.
import { SECOND } from "../clock";
import type { EmulatorState } from "../emulation";
import { checkTags } from "../operations/rules";
import { boolean, number, object, oneOf, optional, type Read } from "../wire/reader";
import { STATE_NAMES } from "../world/history";
import { CLUSTER, TAG_MAP } from "./schemas";
import { databaseIn, findCluster, renderContextOf } from "./state";

/** The body of `POST /_emulator/state`. */
export const MUTATION = object({
    ...CLUSTER,
    /** `GONE` removes it at once; the others begin now and last as long as in Atlas. */
    stateName: optional(oneOf([...STATE_NAMES, "GONE"])),
    /** Emulated seconds that the state lasts. Without it, `REPAIRING` lasts until the next event. */
    takes: optional(number({ min: 0, fraction: true })),
    tags: optional(TAG_MAP),
    terminationProtectionEnabled: optional(boolean),
    serverlessContinuousBackupEnabled: optional(boolean),
});

/** Makes the change; returns the cluster, or null if it is removed. */
export function mutate(emulation: EmulatorState, alteration: Read<typeof MUTATION>, origin: string): unknown {
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
