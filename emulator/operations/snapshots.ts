// What both generations' operations on snapshots share.
import { ApiErrorResponse } from "../wire/errors";
import type { Snapshot } from "../world/backups";
import type { Cluster } from "../world/cluster";
import type { Call } from "./call";

/** All snapshots of a cluster, newest first. */
export function snapshotsOf(database: Cluster, call: Call): Snapshot[] {
    return database.backups.at(call.now, database.readyAt);
}

/** The snapshot a call's path names; throws 404. */
export function snapshotOf(database: Cluster, call: Call): Snapshot {
    const id = call.parameters["snapshotId"] ?? "";
    const snapshot = snapshotsOf(database, call).find((one) => one.id === id);
    if (snapshot === undefined) {
        const detail = `Cannot find resource: ${database.spec.name} has no snapshot ${id}.`;
        throw new ApiErrorResponse(404, "RESOURCE_NOT_FOUND", detail, { parameters: [id] });
    }
    return snapshot;
}
