import { madeAt, readCommon, readId } from "./common-wire";
import type { Instance, RestoreJob, Snapshot } from "./instance";
import { compact, asBoolean, asNumber, asRecord, asString } from "../json-readers";

/** Reads a cluster of the serverless generation; undefined where the answer is no cluster at all. */
export function readServerlessInstance(value: unknown): Instance | undefined {
    const body = asRecord(value);
    const common = readCommon(body);
    if (common === undefined) {
        return undefined;
    }
    const settings = asRecord(body["providerSettings"]);
    return compact<Instance>({
        ...common,
        providerSettings: compact({
            ...common.providerSettings,
            effectiveProviderName: asString(settings["effectiveProviderName"]),
            effectiveInstanceSizeName: asString(settings["effectiveInstanceSizeName"]),
            effectiveDiskSizeGBLimit: asNumber(settings["effectiveDiskSizeGBLimit"]),
        }),
        continuousBackupEnabled: asBoolean(
            asRecord(body["serverlessBackupOptions"])["serverlessContinuousBackupEnabled"],
        ),
        servedBy: "serverless",
    });
}

/** Reads a snapshot of the serverless generation; undefined where it is none. */
export function readServerlessSnapshot(value: unknown): Snapshot | undefined {
    const body = asRecord(value);
    const id = asString(body["id"]);
    if (id === undefined) {
        return undefined;
    }
    return compact<Snapshot>({
        id,
        createdAt: asString(body["createdAt"]),
        expiresAt: asString(body["expiresAt"]),
        frequencyType: asString(body["frequencyType"]),
        snapshotType: asString(body["snapshotType"]),
        status: asString(body["status"]),
        mongodVersion: asString(body["mongodVersion"]),
        serverlessInstanceName: asString(body["serverlessInstanceName"]),
        storageSizeBytes: asNumber(body["storageSizeBytes"]) ?? asString(body["storageSizeBytes"]),
    });
}

/** Reads a restore job of the serverless generation; undefined where it is none. */
export function readServerlessRestoreJob(value: unknown): RestoreJob | undefined {
    const body = asRecord(value);
    const id = readId(body);
    if (id === undefined) {
        return undefined;
    }
    const finishedAt = asString(body["finishedAt"]);
    const ending = (["failed", "expired", "cancelled"] as const).find((flag) => body[flag] === true);
    return compact<RestoreJob>({
        id,
        status: ending ?? (finishedAt === undefined ? "inProgress" : "completed"),
        snapshotId: asString(body["snapshotId"]),
        targetName: asString(body["targetClusterName"]),
        targetProjectId: asString(body["targetGroupId"]),
        createdAt: madeAt(id),
        finishedAt: ending === undefined ? finishedAt : undefined,
    });
}
