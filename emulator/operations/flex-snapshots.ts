// The Flex generation's operations on snapshots.
import { flexSnapshotOnWire } from "../wire/flex";
import { pageOf } from "../wire/pages";
import type { OperationResult, Call } from "./call";
import { flexOf } from "./flex";
import { snapshotOf, snapshotsOf } from "./snapshots";

/** `GET .../flexClusters/{name}/backup/snapshots`: oldest first, unlike the serverless generation. */
export function listFlexBackups(call: Call): OperationResult {
    const database = flexOf(call);
    const all = snapshotsOf(database, call).reverse();
    return {
        status: 200,
        body: pageOf(all, call.url, (snapshot) => flexSnapshotOnWire(snapshot, database, call)),
    };
}

/** `GET .../flexClusters/{name}/backup/snapshots/{snapshotId}` */
export function getFlexBackup(call: Call): OperationResult {
    const database = flexOf(call);
    return { status: 200, body: flexSnapshotOnWire(snapshotOf(database, call), database, call) };
}
