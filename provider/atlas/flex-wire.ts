import type { Instance, Snapshot } from "./instance";
import { compact, flag, number, record, text } from "./json";
import { readConnectionStrings, readTags } from "./wire";

/** Reads a database of the Flex generation; undefined where the answer is no database at all. */
export function readFlexInstance(value: unknown): Instance | undefined {
    const body = record(value);
    const [id, groupId, name, stateName] = [body["id"], body["groupId"], body["name"], body["stateName"]].map(
        text,
    );
    if (id === undefined || groupId === undefined || name === undefined || stateName === undefined) {
        return undefined;
    }
    const settings = record(body["providerSettings"]);
    return compact<Instance>({
        id,
        groupId,
        name,
        stateName,
        createDate: text(body["createDate"]),
        mongoDBVersion: text(body["mongoDBVersion"]),
        connectionStrings: readConnectionStrings(body["connectionStrings"]),
        providerSettings: compact({
            backingProviderName: text(settings["backingProviderName"]) ?? "",
            regionName: text(settings["regionName"]) ?? "",
            providerName: text(settings["providerName"]),
            effectiveDiskSizeGBLimit: number(settings["diskSizeGB"]),
        }),
        tags: readTags(body["tags"]),
        terminationProtectionEnabled: flag(body["terminationProtectionEnabled"]) ?? false,
        servedBy: "flex",
    });
}

/** The serverless generation's words for the states of a Flex snapshot; new ones are carried as they are. */
const statuses = new Map([
    ["PENDING", "queued"],
    ["QUEUED", "queued"],
    ["RUNNING", "inProgress"],
    ["COMPLETED", "completed"],
    ["FAILED", "failed"],
]);

/** Reads a snapshot of the Flex generation, in the serverless one's words; undefined where it is none. */
export function readFlexSnapshot(value: unknown, databaseName: string): Snapshot | undefined {
    const body = record(value);
    const id = text(body["id"]);
    const status = text(body["status"]);
    if (id === undefined) {
        return undefined;
    }
    return compact<Snapshot>({
        id,
        createdAt: text(body["startTime"]) ?? text(body["scheduledTime"]),
        expiresAt: text(body["expiration"]),
        // Flex takes all of its snapshots by its own schedule.
        snapshotType: "scheduled",
        status: status === undefined ? undefined : (statuses.get(status) ?? status),
        mongodVersion: text(body["mongoDBVersion"]),
        serverlessInstanceName: databaseName,
    });
}
