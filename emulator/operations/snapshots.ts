// What both generations' operations on snapshots share.
import { AtlasError } from "../wire/errors";
import type { Snapshot } from "../world/backups";
import type { Database } from "../world/database";
import type { Call } from "./call";

/** All snapshots of a database, newest first. */
export function snapshotsOf(database: Database, call: Call): Snapshot[] {
    return database.backups.at(call.now, database.readyAt);
}

/** The snapshot a call's path names; throws 404. */
export function snapshotOf(database: Database, call: Call): Snapshot {
    const id = call.parameters["snapshotId"] ?? "";
    const snapshot = snapshotsOf(database, call).find((one) => one.id === id);
    if (snapshot === undefined) {
        const detail = `Cannot find resource: ${database.spec.name} has no snapshot ${id}.`;
        throw new AtlasError(404, "RESOURCE_NOT_FOUND", detail, { parameters: [id] });
    }
    return snapshot;
}
