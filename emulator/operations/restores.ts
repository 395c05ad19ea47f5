// Both generations' operations on restore jobs.
import { flexRestoreJobOnWire } from "../wire/flex";
import { restoreJobOnWire } from "../wire/serverless";
import { ApiErrorResponse } from "../wire/errors";
import { pageOf } from "../wire/pages";
import { readBody } from "../description/validate";
import type { Snapshot } from "../world/backups";
import type { Cluster, ClusterRestore } from "../world/cluster";
import type { OperationResult, Call } from "./call";
import { clusterOf } from "./clusters";
import { checkFlex, flexOf } from "./flex";
import { checkChangeable } from "./rules";
import { checkServedAsServerless, instanceOf } from "./serverless";
import { snapshotsOf } from "./snapshots";

/** `POST .../flexClusters/{name}/backup/restoreJobs`: to a Flex or a dedicated cluster. */
export function createFlexBackupRestoreJob(call: Call): OperationResult {
    const source = flexOf(call);
    const {
        snapshotId,
        targetDeploymentItemName,
        targetProjectId = call.project.id,
    } = readBody("FlexBackupRestoreJobCreate", call.body);
    const target = targetOf(call, targetDeploymentItemName, targetProjectId);
    if (target.spec.kind !== "dedicated") {
        checkFlex(target);
    }
    return { status: 200, body: flexRestoreJobOnWire(started(call, source, snapshotId, target), call) };
}

/** `GET .../flexClusters/{name}/backup/restoreJobs` */
export function listFlexBackupRestoreJobs(call: Call): OperationResult {
    const { restores } = flexOf(call);
    return { status: 200, body: pageOf(restores, call.url, (job) => flexRestoreJobOnWire(job, call)) };
}

/** `GET .../flexClusters/{name}/backup/restoreJobs/{restoreJobId}` */
export function getFlexBackupRestoreJob(call: Call): OperationResult {
    return { status: 200, body: flexRestoreJobOnWire(jobOf(flexOf(call), call), call) };
}

/** `POST .../serverless/{clusterName}/backup/restoreJobs`: to a serverless instance or a dedicated cluster. */
export function createServerlessBackupRestoreJob(call: Call): OperationResult {
    const source = instanceOf(call);
    const { deliveryType, snapshotId, targetClusterName, targetGroupId } = readBody(
        "ServerlessBackupRestoreJobCreate",
        call.body,
    );
    if (deliveryType !== "automated") {
        const detail = `The emulator restores with deliveryType automated, not with ${deliveryType}.`;
        throw new ApiErrorResponse(400, "UNSUPPORTED_DELIVERY_METHOD", detail, {
            parameters: [deliveryType],
        });
    }
    const target = targetOf(call, targetClusterName, targetGroupId);
    if (target.spec.kind !== "dedicated") {
        checkServedAsServerless(target);
    }
    return { status: 200, body: restoreJobOnWire(started(call, source, snapshotId ?? "", target), call) };
}

/** `GET .../serverless/{clusterName}/backup/restoreJobs` */
export function listServerlessBackupRestoreJobs(call: Call): OperationResult {
    const newestFirst = instanceOf(call).restores.toReversed();
    return { status: 200, body: pageOf(newestFirst, call.url, (job) => restoreJobOnWire(job, call)) };
}

/** `GET .../serverless/{clusterName}/backup/restoreJobs/{restoreJobId}` */
export function getServerlessBackupRestoreJob(call: Call): OperationResult {
    return { status: 200, body: restoreJobOnWire(jobOf(instanceOf(call), call), call) };
}

/** The cluster whose data is to be replaced, which must exist and be `IDLE`; throws 400 and 404. */
function targetOf(call: Call, name: string, projectId: string): Cluster {
    const target = clusterOf({ ...call, project: call.projectOf(projectId) }, name);
    checkChangeable(target, call.now);
    const state = target.stateAt(call.now);
    if (state !== "IDLE") {
        const detail = `Snapshots can be restored to ${name} only while it is IDLE, and it is ${state}.`;
        throw new ApiErrorResponse(400, "ATLAS_GENERAL_ERROR", detail, { parameters: [name] });
    }
    return target;
}

/** Starts a job; throws 404 for a snapshot that never existed, 409 for one that cannot be restored. */
function started(call: Call, source: Cluster, snapshotId: string, target: Cluster): ClusterRestore {
    const snapshot = snapshotsOf(source, call).find(({ id }) => id === snapshotId);
    checkRestorable(call, source, snapshotId, snapshot);
    const { answersAt: at, takes, ending } = call;
    return source.restore({
        snapshot,
        target,
        at,
        ...(takes !== undefined && { takes }),
        ...(ending && { ending }),
    });
}

function checkRestorable(
    call: Call,
    { spec: { name }, backups }: Cluster,
    id: string,
    snapshot: Snapshot | undefined,
): asserts snapshot is Snapshot {
    const refuse = (status: number, errorCode: string, detail: string): never => {
        throw new ApiErrorResponse(status, errorCode, detail, { parameters: [id, name] });
    };
    if (snapshot?.status === "completed") {
        return;
    }
    if (snapshot !== undefined) {
        const code = "CANNOT_START_RESTORE_JOB_FOR_INCOMPLETE_CLUSTER_SNAPSHOT";
        refuse(409, code, `Cannot start a restore job for the snapshot ${id}, which is ${snapshot.status}.`);
    }
    if (backups.hasExpired(id, call.now)) {
        const code = "CANNOT_START_RESTORE_JOB_FOR_DELETED_SNAPSHOT";
        refuse(409, code, `Cannot start a restore job for the snapshot ${id}, which has expired.`);
    }
    refuse(404, "SNAPSHOT_NOT_FOUND", `No snapshot with ID ${id} exists for cluster ${name}.`);
}

/** The job that a call's path names; throws 404. */
function jobOf(source: Cluster, call: Call): ClusterRestore {
    const id = call.parameters["restoreJobId"] ?? "";
    const job = source.restores.find((one) => one.id === id);
    if (job === undefined) {
        const { name } = source.spec;
        const detail = `No restore job with ID ${id} exists for cluster ${name}.`;
        throw new ApiErrorResponse(404, "RESTORE_JOB_NOT_FOUND", detail, { parameters: [id, name] });
    }
    return job;
}
