import { compact, asBoolean, isRecord, asArray, asRecord, asString, type JsonRecord } from "../json-readers";
import type {
    ConnectionStrings,
    Instance,
    InstanceChange,
    PrivateEndpointConnection,
    RestoreJob,
} from "./instance";
import { isObjectId } from "../settings";
import { passThroughIn } from "./outputs";

/** What both generations say of a cluster in the same words; undefined where the answer is no cluster at all. */
export function readCommon(body: JsonRecord): Omit<Instance, "servedBy"> | undefined {
    const [id, groupId, name, stateName] = [body["id"], body["groupId"], body["name"], body["stateName"]].map(
        asString,
    );
    if (id === undefined || groupId === undefined || name === undefined || stateName === undefined) {
        return undefined;
    }
    const settings = asRecord(body["providerSettings"]);
    return compact<Omit<Instance, "servedBy">>({
        id,
        groupId,
        name,
        stateName,
        ...passThroughIn(body),
        connectionStrings: readConnectionStrings(body["connectionStrings"]),
        providerSettings: compact({
            backingProviderName: asString(settings["backingProviderName"]) ?? "",
            regionName: asString(settings["regionName"]) ?? "",
            providerName: asString(settings["providerName"]),
        }),
        tags: readTags(body["tags"]),
        terminationProtectionEnabled: asBoolean(body["terminationProtectionEnabled"]) ?? false,
    });
}

function readConnectionStrings(value: unknown): ConnectionStrings {
    const body = asRecord(value);
    return compact<ConnectionStrings>({
        standardSrv: asString(body["standardSrv"]),
        standard: asString(body["standard"]),
        privateEndpoint: asArray(body["privateEndpoint"]).filter(isRecord).map(readPrivateEndpoint),
    });
}

function readPrivateEndpoint(body: Record<string, unknown>): PrivateEndpointConnection {
    return compact<PrivateEndpointConnection>({
        srvConnectionString: asString(body["srvConnectionString"]),
        type: asString(body["type"]),
        endpoints: asArray(body["endpoints"])
            .filter(isRecord)
            .map((endpoint) =>
                compact({
                    endpointId: asString(endpoint["endpointId"]),
                    providerName: asString(endpoint["providerName"]),
                    region: asString(endpoint["region"]),
                }),
            ),
    });
}

function readTags(value: unknown): Record<string, string> {
    const pairs = asArray(value).map(
        (tag) => [asString(asRecord(tag)["key"]), asString(asRecord(tag)["value"])] as const,
    );
    return Object.fromEntries(pairs.filter((pair): pair is [string, string] => !pair.includes(undefined)));
}

/** What both generations are told of a change in the same words. */
export function writeCommonChange(change: InstanceChange): JsonRecord {
    return compact<JsonRecord>({
        tags: change.tags && writeTags(change.tags),
        terminationProtectionEnabled: change.terminationProtectionEnabled,
    });
}

/** Tags as the wire has them: a list, in a fixed order so that equal requests are equal texts. */
export function writeTags(tags: Record<string, string>): { key: string; value: string }[] {
    return Object.entries(tags)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key, value }));
}

/** When Atlas made an id, to the second: ids begin with it. ISO 8601, UTC. */
export function madeAt(objectId: string): string {
    return new Date(Number.parseInt(objectId.slice(0, 8), 16) * 1000).toISOString();
}

/** The id in an answer; undefined where it has none that could be one of Atlas's. */
export function readId(body: JsonRecord): string | undefined {
    const id = asString(body["id"]);
    return id !== undefined && isObjectId(id) ? id : undefined;
}

/** The newest first, whatever the order of an answer. */
export function newestFirst(jobs: readonly RestoreJob[]): RestoreJob[] {
    return jobs.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}
