import type { ConnectionStrings, Instance, PrivateEndpointConnection, Snapshot } from "./instance";
import { compact, flag, isRecord, list, number, record, text, type JsonRecord } from "./json";

/** Reads a database of the serverless generation; undefined where the answer is no database at all. */
export function readServerlessInstance(value: unknown): Instance | undefined {
    const body = record(value);
    const common = readCommon(body);
    if (common === undefined) {
        return undefined;
    }
    const settings = record(body["providerSettings"]);
    return compact<Instance>({
        ...common,
        providerSettings: compact({
            ...common.providerSettings,
            effectiveProviderName: text(settings["effectiveProviderName"]),
            effectiveInstanceSizeName: text(settings["effectiveInstanceSizeName"]),
            effectiveDiskSizeGBLimit: number(settings["effectiveDiskSizeGBLimit"]),
        }),
        continuousBackupEnabled: flag(
            record(body["serverlessBackupOptions"])["serverlessContinuousBackupEnabled"],
        ),
        servedBy: "serverless",
    });
}

/** What both generations say of a database in the same words; undefined where the answer is no database at all. */
export function readCommon(body: JsonRecord): Omit<Instance, "servedBy"> | undefined {
    const [id, groupId, name, stateName] = [body["id"], body["groupId"], body["name"], body["stateName"]].map(
        text,
    );
    if (id === undefined || groupId === undefined || name === undefined || stateName === undefined) {
        return undefined;
    }
    const settings = record(body["providerSettings"]);
    return compact<Omit<Instance, "servedBy">>({
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
        }),
        tags: readTags(body["tags"]),
        terminationProtectionEnabled: flag(body["terminationProtectionEnabled"]) ?? false,
    });
}

/** Reads a snapshot of the serverless generation; undefined where it is none. */
export function readServerlessSnapshot(value: unknown): Snapshot | undefined {
    const body = record(value);
    const id = text(body["id"]);
    if (id === undefined) {
        return undefined;
    }
    return compact<Snapshot>({
        id,
        createdAt: text(body["createdAt"]),
        expiresAt: text(body["expiresAt"]),
        frequencyType: text(body["frequencyType"]),
        snapshotType: text(body["snapshotType"]),
        status: text(body["status"]),
        mongodVersion: text(body["mongodVersion"]),
        serverlessInstanceName: text(body["serverlessInstanceName"]),
        storageSizeBytes: number(body["storageSizeBytes"]) ?? text(body["storageSizeBytes"]),
    });
}

function readConnectionStrings(value: unknown): ConnectionStrings {
    const body = record(value);
    return compact<ConnectionStrings>({
        standardSrv: text(body["standardSrv"]),
        standard: text(body["standard"]),
        privateEndpoint: list(body["privateEndpoint"]).filter(isRecord).map(readPrivateEndpoint),
    });
}

function readPrivateEndpoint(body: Record<string, unknown>): PrivateEndpointConnection {
    return compact<PrivateEndpointConnection>({
        srvConnectionString: text(body["srvConnectionString"]),
        type: text(body["type"]),
        endpoints: list(body["endpoints"])
            .filter(isRecord)
            .map((endpoint) =>
                compact({
                    endpointId: text(endpoint["endpointId"]),
                    providerName: text(endpoint["providerName"]),
                    region: text(endpoint["region"]),
                }),
            ),
    });
}

function readTags(value: unknown): Record<string, string> {
    const pairs = list(value).map((tag) => [text(record(tag)["key"]), text(record(tag)["value"])] as const);
    return Object.fromEntries(pairs.filter((pair): pair is [string, string] => !pair.includes(undefined)));
}

/** Tags as the wire has them: a list, in a fixed order so that equal requests are equal texts. */
export function writeTags(tags: Record<string, string>): { key: string; value: string }[] {
    return Object.entries(tags)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key, value }));
}
