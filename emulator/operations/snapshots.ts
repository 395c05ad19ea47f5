// The snapshots of clusters, which both generations find alike.
import { ApiErrorResponse } from "../wire/errors";
import type { Snapshot } from "../world/backups";
import type { Cluster, ClusterSnapshot } from "../world/cluster";
import type { Call, Find } from "./call";

/** All snapshots of a cluster, newest first. */
export function snapshotsOf(database: Cluster, call: Call): Snapshot[] {
    return database.backups.at(call.now, database.readyAt);
}

/** Those of the cluster that a call's path names, newest first. */
export function snapshotsIn(find: Find): (call: Call) => ClusterSnapshot[] {
    return (call) => {
        const database = find(call);
        return snapshotsOf(database, call).map((snapshot) => ({ snapshot, database }));
    };
}

/** The one that a call's path names; throws 404. */
export function snapshotIn(find: Find): (call: Call) => ClusterSnapshot {
    return (call) => {
        const { name = "", snapshotId: id = "" } = call.parameters;
        const found = snapshotsIn(find)(call).find(({ snapshot }) => snapshot.id === id);
        if (found === undefined) {
            const detail = `Cannot find resource: ${name} has no snapshot ${id}.`;
            throw new ApiErrorResponse(404, "RESOURCE_NOT_FOUND", detail, [id]);
        }
        return found;
    };
}
