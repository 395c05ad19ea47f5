import { readCommon } from "./common-wire";
import type { Instance, Snapshot } from "./instance";
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
