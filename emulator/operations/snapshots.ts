// The serverless generation's operations on snapshots.
import { AtlasError } from "../wire/errors";
import { snapshotOnWire } from "../wire/instance";
import { pageOf } from "../wire/pages";
import type { Answer, Call } from "./call";
import { databaseOf } from "./serverless";

/** `GET .../serverless/{name}/backup/snapshots` */
export function listServerlessBackupSnapshots(call: Call): Answer {
    const database = databaseOf(call);
    const all = database.backups.at(call.now, database.readyAt);
    return {
        status: 200,
        body: pageOf(all, call.url, (snapshot) => snapshotOnWire(snapshot, database, call)),
    };
}

/** `GET .../serverless/{name}/backup/snapshots/{snapshotId}` */
export function getServerlessBackupSnapshot(call: Call): Answer {
    const database = databaseOf(call);
    const id = call.parameters["snapshotId"] ?? "";
    const snapshot = database.backups.at(call.now, database.readyAt).find((one) => one.id === id);
    if (snapshot === undefined) {
        const detail = `Cannot find resource: ${database.spec.name} has no snapshot ${id}.`;
        throw new AtlasError(404, "RESOURCE_NOT_FOUND", detail, { parameters: [id] });
    }
    return { status: 200, body: snapshotOnWire(snapshot, database, call) };
}
