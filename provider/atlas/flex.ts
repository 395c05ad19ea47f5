import type { AtlasClient, Call } from "./client";
import { readFlexInstance, readFlexSnapshot } from "./flex-wire";
import type { Generation, Place } from "./generation";
import type { Instance, InstanceChange, NewInstance, Snapshot } from "./instance";
import { compact, type JsonRecord } from "./json";
import { allPages, type ListResult } from "./pages";
import { projectPath, requestOne, title } from "./requests";
import type { Precondition, RequestOptions } from "./retry";
import { writeTags } from "./wire";

const prefix = "/api/atlas/v2";
const mediaType = "application/vnd.atlas.2024-11-13+json";
const what = "Flex cluster";

/**
 * The Flex generation of the API. It has no continuous backup: a wish for one is not sent.
 *
 * Source: `listFlexClusters`, `getFlexCluster`, `createFlexCluster`, `updateFlexCluster`, `deleteFlexCluster`,
 * `listFlexBackups`, `getFlexBackup`.
 */
export class FlexGeneration implements Generation {
    readonly servedBy = "flex";
    readonly #client: AtlasClient;

    constructor(client: AtlasClient) {
        this.#client = client;
    }

    atlasNow(): number {
        return this.#client.atlasNow();
    }

    async list(groupId: string, options?: RequestOptions): Promise<ListResult<Instance>> {
        const doing = `list the Flex clusters of project ${groupId}`;
        return allPages(
            this.#client,
            {
                operation: "listFlexClusters",
                mediaType,
                doing,
                path: projectPath(prefix, groupId, "flexClusters"),
            },
            readFlexInstance,
            options,
        );
    }

    async get(place: Place, options?: RequestOptions): Promise<Instance> {
        const doing = `look at ${title(what, place)}`;
        return this.#instance(
            { operation: "getFlexCluster", doing, method: "GET", effect: "repeatable", path: one(place) },
            options,
        );
    }

    async create(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance> {
        const doing = `create ${title(what, { groupId, name: instance.name })}`;
        const path = projectPath(prefix, groupId, "flexClusters");
        const { name, backingProviderName, regionName } = instance;
        const body = {
            name,
            providerSettings: { backingProviderName, regionName },
            ...writeChange(instance),
        };
        return this.#instance(
            { operation: "createFlexCluster", doing, method: "POST", effect: "once", path, body },
            options,
        );
    }

    async update(
        place: Place,
        change: InstanceChange,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<Instance> {
        const body = writeChange(change);
        if (Object.keys(body).length === 0) {
            return this.get(place, options);
        }
        const doing = `update ${title(what, place)}`;
        const path = one(place);
        const call = {
            operation: "updateFlexCluster",
            doing,
            method: "PATCH",
            effect: "repeatable",
            path,
            body,
            precondition,
        } as const;
        return this.#instance(call, options);
    }

    async delete(place: Place, options?: RequestOptions, precondition?: Precondition): Promise<void> {
        const doing = `delete ${title(what, place)}`;
        const call = {
            operation: "deleteFlexCluster",
            doing,
            method: "DELETE",
            effect: "once",
            path: one(place),
            precondition,
        } as const;
        await this.#client.request({ ...call, mediaType }, options);
    }

    async listSnapshots(place: Place, options?: RequestOptions): Promise<Snapshot[]> {
        const { items: oldestFirst } = await allPages(
            this.#client,
            {
                operation: "listFlexBackups",
                mediaType,
                doing: `list the snapshots of ${title(what, place)}`,
                path: one(place, "backup", "snapshots"),
            },
            (body) => readFlexSnapshot(body, place.name),
            options,
        );
        return oldestFirst.reverse();
    }

    async getSnapshot(place: Place, snapshotId: string, options?: RequestOptions): Promise<Snapshot> {
        const call: Call = {
            operation: "getFlexBackup",
            mediaType,
            doing: `look at snapshot ${snapshotId} of ${title(what, place)}`,
            method: "GET",
            effect: "repeatable",
            path: one(place, "backup", "snapshots", snapshotId),
        };
        return requestOne(this.#client, call, (body) => readFlexSnapshot(body, place.name), options);
    }

    #instance(call: Omit<Call, "mediaType">, options?: RequestOptions): Promise<Instance> {
        return requestOne(this.#client, { ...call, mediaType }, readFlexInstance, options);
    }
}

function one({ groupId, name }: Place, ...parts: string[]): string {
    return projectPath(prefix, groupId, "flexClusters", name, ...parts);
}

function writeChange(change: InstanceChange): JsonRecord {
    return compact<JsonRecord>({
        tags: change.tags === undefined ? undefined : writeTags(change.tags),
        terminationProtectionEnabled: change.terminationProtectionEnabled,
    });
}
