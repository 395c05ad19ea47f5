// The serverless generation's operations on snapshots.
import { pageOf } from "../wire/pages";
import { snapshotOnWire } from "../wire/serverless";
import type { OperationResult, Call } from "./call";
import { instanceOf } from "./serverless";
import { snapshotOf, snapshotsOf } from "./snapshots";

/** `GET .../serverless/{name}/backup/snapshots` */
export function listServerlessBackupSnapshots(call: Call): OperationResult {
    const database = instanceOf(call);
    const all = snapshotsOf(database, call);
    return {
        status: 200,
        body: pageOf(all, call.url, (snapshot) => snapshotOnWire(snapshot, database, call)),
    };
}

/** `GET .../serverless/{name}/backup/snapshots/{snapshotId}` */
export function getServerlessBackupSnapshot(call: Call): OperationResult {
    const database = instanceOf(call);
    return { status: 200, body: snapshotOnWire(snapshotOf(database, call), database, call) };
}
