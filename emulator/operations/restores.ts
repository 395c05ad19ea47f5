// Both generations' operations on restore jobs.
import { ApiErrorResponse } from "../wire/errors";
import { readBody } from "../description/validate";
import type { Snapshot } from "../world/backups";
import type { Cluster, ClusterRestore } from "../world/cluster";
import type { Call, Find } from "./call";
import { clusterOf } from "./clusters";
import { checkFlex, flexOf } from "./flex";
import { checkChangeable } from "./rules";
import { checkServedAsServerless, instanceOf } from "./serverless";
import { snapshotsOf } from "./snapshots";

/** `POST .../flexClusters/{name}/backup/restoreJobs`: to a Flex or a dedicated cluster. */
export function createFlexBackupRestoreJob(call: Call): ClusterRestore {
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
    return started(call, source, snapshotId, target);
}

/** `POST .../serverless/{clusterName}/backup/restoreJobs`: to a serverless instance or a dedicated cluster. */
export function createServerlessBackupRestoreJob(call: Call): ClusterRestore {
    const source = instanceOf(call);
    const { deliveryType, snapshotId, targetClusterName, targetGroupId } = readBody(
        "ServerlessBackupRestoreJobCreate",
        call.body,
    );
    if (deliveryType !== "automated") {
        const detail = `The emulator restores with deliveryType automated, not with ${deliveryType}.`;
        throw new ApiErrorResponse(400, "UNSUPPORTED_DELIVERY_METHOD", detail, [deliveryType]);
    }
    const target = targetOf(call, targetClusterName, targetGroupId);
    if (target.spec.kind !== "dedicated") {
        checkServedAsServerless(target);
    }
    return started(call, source, snapshotId ?? "", target);
}

/** The cluster whose data is to be replaced, which must exist and be `IDLE`; throws 400 and 404. */
function targetOf(call: Call, name: string, projectId: string): Cluster {
    const target = clusterOf({ ...call, project: call.projectOf(projectId) }, name);
    checkChangeable(target, call.now);
    const state = target.stateAt(call.now);
    if (state !== "IDLE") {
        const detail = `Snapshots can be restored to ${name} only while it is IDLE, and it is ${state}.`;
        throw new ApiErrorResponse(400, "ATLAS_GENERAL_ERROR", detail, [name]);
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
        throw new ApiErrorResponse(status, errorCode, detail, [id, name]);
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
export function jobIn(find: Find): (call: Call) => ClusterRestore {
    return (call) => {
        const { name = "", restoreJobId: id = "" } = call.parameters;
        const job = find(call).restores.find((one) => one.id === id);
        if (job === undefined) {
            const detail = `No restore job with ID ${id} exists for cluster ${name}.`;
            throw new ApiErrorResponse(404, "RESTORE_JOB_NOT_FOUND", detail, [id, name]);
        }
        return job;
    };
}
