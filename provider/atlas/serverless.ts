import type { AtlasClient, Call } from "./client";
import { AtlasError } from "./errors";
import type { Generation, Place } from "./generation";
import type { Instance, InstanceChange, NewInstance, Snapshot } from "./instance";
import { compact, type JsonRecord } from "./json";
import { allPages } from "./pages";
import type { Patience } from "./retry";
import { readServerlessInstance, readServerlessSnapshot, writeTags } from "./wire";

/** The only version that the published description has for these operations. */
const mediaType = "application/vnd.atlas.2023-01-01+json";

/**
 * The serverless generation of the API, on its v2 paths.
 *
 * Source: `listServerlessInstances`, `getServerlessInstance`, `createServerlessInstance`,
 * `updateServerlessInstance`, `deleteServerlessInstance`, `listServerlessBackupSnapshots`,
 * `getServerlessBackupSnapshot`.
 */
export class ServerlessGeneration implements Generation {
    readonly servedBy = "serverless";
    readonly #client: AtlasClient;

    constructor(client: AtlasClient) {
        this.#client = client;
    }

    list(groupId: string, patience?: Patience): Promise<Instance[]> {
        return allPages(
            this.#client,
            {
                ...patience,
                mediaType,
                doing: `list the serverless instances of project ${groupId}`,
                path: collection(groupId),
            },
            readServerlessInstance,
        );
    }

    async get(place: Place, patience?: Patience): Promise<Instance> {
        const doing = `look at ${title(place)}`;
        return this.#instance({ ...patience, doing, method: "GET", path: one(place), effect: "repeatable" });
    }

    async create(groupId: string, instance: NewInstance, patience?: Patience): Promise<Instance> {
        return this.#instance({
            ...patience,
            doing: `create ${title({ groupId, name: instance.name })}`,
            method: "POST",
            path: collection(groupId),
            effect: "once",
            body: {
                name: instance.name,
                providerSettings: {
                    providerName: "SERVERLESS",
                    backingProviderName: instance.backingProviderName,
                    regionName: instance.regionName,
                },
                ...writeChange(instance),
            },
        });
    }

    async update(place: Place, change: InstanceChange, patience?: Patience): Promise<Instance> {
        return this.#instance({
            ...patience,
            doing: `update ${title(place)}`,
            method: "PATCH",
            path: one(place),
            effect: "repeatable",
            body: writeChange(change),
        });
    }

    async delete(place: Place, patience?: Patience): Promise<void> {
        await this.#client.request({
            ...patience,
            mediaType,
            doing: `delete ${title(place)}`,
            method: "DELETE",
            path: one(place),
            effect: "once",
        });
    }

    listSnapshots(place: Place, patience?: Patience): Promise<Snapshot[]> {
        return allPages(
            this.#client,
            {
                ...patience,
                mediaType,
                doing: `list the snapshots of ${title(place)}`,
                path: snapshots(place),
            },
            readServerlessSnapshot,
        );
    }

    async getSnapshot(place: Place, snapshotId: string, patience?: Patience): Promise<Snapshot> {
        const doing = `look at snapshot ${snapshotId} of ${title(place)}`;
        const path = `${snapshots(place)}/${encodeURIComponent(snapshotId)}`;
        const body = await this.#client.request({
            ...patience,
            mediaType,
            doing,
            method: "GET",
            path,
            effect: "repeatable",
        });
        return understood(readServerlessSnapshot(body), doing);
    }

    async #instance(call: Omit<Call, "mediaType">): Promise<Instance> {
        return understood(
            readServerlessInstance(await this.#client.request({ ...call, mediaType })),
            call.doing,
        );
    }
}

function collection(groupId: string): string {
    return `/api/atlas/v2/groups/${encodeURIComponent(groupId)}/serverless`;
}

function one({ groupId, name }: Place): string {
    return `${collection(groupId)}/${encodeURIComponent(name)}`;
}

function snapshots(place: Place): string {
    return `${one(place)}/backup/snapshots`;
}

function title({ groupId, name }: Place): string {
    return `serverless instance "${name}" in project ${groupId}`;
}

function writeChange(change: InstanceChange): JsonRecord {
    return compact<JsonRecord>({
        serverlessBackupOptions:
            change.continuousBackupEnabled === undefined
                ? undefined
                : { serverlessContinuousBackupEnabled: change.continuousBackupEnabled },
        tags: change.tags === undefined ? undefined : writeTags(change.tags),
        terminationProtectionEnabled: change.terminationProtectionEnabled,
    });
}

function understood<T>(value: T | undefined, doing: string): T {
    if (value === undefined) {
        throw new AtlasError({
            kind: "unreadable",
            doing,
            detail: "the answer lacks what every answer of Atlas has here",
            advice: "Check the base URL (MONGODB_ATLAS_BASE_URL or atlas:baseUrl).",
        });
    }
    return value;
}
