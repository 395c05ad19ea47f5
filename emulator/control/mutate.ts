// Out-of-band changes of a cluster: of its properties, of its state, or its removal.
import type { Static } from "@sinclair/typebox";
import { SECOND } from "../clock";
import type { EmulatorState } from "../emulation";
import { object, oneOf } from "../wire/validation";
import { STATE_NAMES } from "../world/history";
import { CLUSTER, OPTIONS, PROJECT, SPAN, tagsOf } from "./schemas";
import { databaseIn, findCluster, renderContextOf } from "./state";

/** The body of `POST /_emulator/state`. */
export const MUTATION = object(CLUSTER, {
    ...PROJECT,
    ...OPTIONS,
    /** `GONE` removes it at once; the others begin now and last as long as in Atlas. */
    stateName: oneOf([...STATE_NAMES, "GONE"]),
    /** Emulated seconds that the state lasts. Without it, `REPAIRING` lasts until the next event. */
    takes: SPAN,
});

/** Makes the change; returns the cluster, or null if it is removed. */
export function mutate(
    emulation: EmulatorState,
    alteration: Static<typeof MUTATION>,
    origin: string,
): unknown {
    const { stateName, takes, tags } = alteration;
    const { terminationProtectionEnabled, serverlessContinuousBackupEnabled: continuousBackup } = alteration;
    const view = renderContextOf(emulation, origin);
    const database = findCluster(emulation, alteration);
    const change = {
        ...(tags && { tags: tagsOf(tags) }),
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
