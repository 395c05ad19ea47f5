import type { Instance, Snapshot } from "./instance";
import { compact, number, record, text } from "./json";
import { readCommon } from "./wire";

/** Reads a database of the Flex generation; undefined where the answer is no database at all. */
export function readFlexInstance(value: unknown): Instance | undefined {
    const body = record(value);
    const common = readCommon(body);
    if (common === undefined) {
        return undefined;
    }
    return compact<Instance>({
        ...common,
        providerSettings: compact({
            ...common.providerSettings,
            effectiveDiskSizeGBLimit: number(record(body["providerSettings"])["diskSizeGB"]),
        }),
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
