import type { Instance, RestoreJob, Snapshot } from "./instance";
import { compact, asNumber, asRecord, asString } from "../json-readers";
import { madeAt, readCommon, readId } from "./common-wire";

/** Reads a cluster of the Flex generation; undefined where the answer is no cluster at all. */
export function readFlexInstance(value: unknown): Instance | undefined {
    const body = asRecord(value);
    const common = readCommon(body);
    if (common === undefined) {
        return undefined;
    }
    return compact<Instance>({
        ...common,
        providerSettings: compact({
            ...common.providerSettings,
            effectiveDiskSizeGBLimit: asNumber(asRecord(body["providerSettings"])["diskSizeGB"]),
        }),
        servedBy: "flex",
    });
}

/** The serverless generation's words for the states of a Flex snapshot or restore job; new ones are carried as they are. */
const statuses = new Map([
    ["PENDING", "queued"],
    ["QUEUED", "queued"],
    ["RUNNING", "inProgress"],
    ["COMPLETED", "completed"],
    ["FAILED", "failed"],
]);

/** Reads a snapshot of the Flex generation, in the serverless one's words; undefined where it is none. */
export function readFlexSnapshot(value: unknown, clusterName: string): Snapshot | undefined {
    const body = asRecord(value);
    const id = asString(body["id"]);
    const status = asString(body["status"]);
    if (id === undefined) {
        return undefined;
    }
    return compact<Snapshot>({
        id,
        createdAt: asString(body["startTime"]) ?? asString(body["scheduledTime"]),
        expiresAt: asString(body["expiration"]),
        // Flex takes all of its snapshots by its own schedule.
        snapshotType: "scheduled",
        status: status === undefined ? undefined : (statuses.get(status) ?? status),
        mongodVersion: asString(body["mongoDBVersion"]),
        serverlessInstanceName: clusterName,
    });
}

/** Reads a restore job of the Flex generation, in the serverless one's words; undefined where it is none. */
export function readFlexRestoreJob(value: unknown): RestoreJob | undefined {
    const body = asRecord(value);
    const id = readId(body);
    const status = asString(body["status"]);
    if (id === undefined || status === undefined) {
        return undefined;
    }
    return compact<RestoreJob>({
        id,
        status: statuses.get(status) ?? status,
        snapshotId: asString(body["snapshotId"]),
        targetName: asString(body["targetDeploymentItemName"]),
        targetProjectId: asString(body["targetProjectId"]),
        createdAt: asString(body["restoreScheduledDate"]) ?? madeAt(id),
        finishedAt: status === "COMPLETED" ? asString(body["restoreFinishedDate"]) : undefined,
    });
}
