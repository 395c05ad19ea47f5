import type { AtlasClient, Call } from "../http/client";
import { readFlexInstance, readFlexRestoreJob, readFlexSnapshot } from "./flex-wire";
import { describeCluster, type ClusterApi, type ClusterRef } from "./cluster-api";
import type { Instance, InstanceChange, NewInstance, NewRestore, RestoreJob, Snapshot } from "./instance";
import { allPages, type ListResult } from "../http/pagination";
import { projectPath } from "./paths";
import type { Precondition, RequestOptions } from "../retry";
import { newestFirst, writeCommonChange } from "./common-wire";

const prefix = "/api/atlas/v2";
const mediaType = "application/vnd.atlas.2024-11-13+json";
const resourceNoun = "Flex cluster";

/**
 * The Flex generation of the API. It has no continuous backup: a wish for one is not sent.
 *
 * Source: `listFlexClusters`, `getFlexCluster`, `createFlexCluster`, `updateFlexCluster`, `deleteFlexCluster`,
 * `listFlexBackups`, `getFlexBackup`, `listFlexBackupRestoreJobs`, `createFlexBackupRestoreJob`.
 */
export class FlexApi implements ClusterApi {
    readonly servedBy = "flex";
    readonly #client: AtlasClient;

    constructor(client: AtlasClient) {
        this.#client = client;
    }

    atlasNow(): number {
        return this.#client.atlasNow();
    }

    async list(groupId: string, options?: RequestOptions): Promise<ListResult<Instance>> {
        const action = `list Flex clusters in project ${groupId}`;
        return allPages(
            this.#client,
            {
                operation: "listFlexClusters",
                mediaType,
                action,
                path: projectPath(prefix, groupId, "flexClusters"),
            },
            readFlexInstance,
            options,
        );
    }

    async get(place: ClusterRef, options?: RequestOptions): Promise<Instance> {
        const action = `read ${describeCluster(resourceNoun, place)}`;
        return this.#instance(
            { operation: "getFlexCluster", action, method: "GET", idempotent: true, path: itemPath(place) },
            options,
        );
    }

    async create(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance> {
        const action = `create ${describeCluster(resourceNoun, { groupId, name: instance.name })}`;
        const path = projectPath(prefix, groupId, "flexClusters");
        const { name, backingProviderName, regionName } = instance;
        const body = {
            name,
            providerSettings: { backingProviderName, regionName },
            ...writeCommonChange(instance),
        };
        return this.#instance(
            { operation: "createFlexCluster", action, method: "POST", idempotent: false, path, body },
            options,
        );
    }

    async update(
        place: ClusterRef,
        change: InstanceChange,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<Instance> {
        const body = writeCommonChange(change);
        if (Object.keys(body).length === 0) {
            return this.get(place, options);
        }
        const action = `update ${describeCluster(resourceNoun, place)}`;
        const path = itemPath(place);
        const call = {
            operation: "updateFlexCluster",
            action,
            method: "PATCH",
            idempotent: true,
            path,
            body,
            precondition,
        } as const;
        return this.#instance(call, options);
    }

    async delete(place: ClusterRef, options?: RequestOptions, precondition?: Precondition): Promise<void> {
        const action = `delete ${describeCluster(resourceNoun, place)}`;
        const call = {
            operation: "deleteFlexCluster",
            action,
            method: "DELETE",
            idempotent: false,
            path: itemPath(place),
            precondition,
        } as const;
        await this.#client.request({ ...call, mediaType }, options);
    }

    async listSnapshots(place: ClusterRef, options?: RequestOptions): Promise<Snapshot[]> {
        const { items: oldestFirst } = await allPages(
            this.#client,
            {
                operation: "listFlexBackups",
                mediaType,
                action: `list snapshots of ${describeCluster(resourceNoun, place)}`,
                path: itemPath(place, "backup", "snapshots"),
            },
            (body) => readFlexSnapshot(body, place.name),
            options,
        );
        return oldestFirst.reverse();
    }

    async getSnapshot(place: ClusterRef, snapshotId: string, options?: RequestOptions): Promise<Snapshot> {
        const call: Call = {
            operation: "getFlexBackup",
            mediaType,
            action: `read snapshot ${snapshotId} of ${describeCluster(resourceNoun, place)}`,
            method: "GET",
            idempotent: true,
            path: itemPath(place, "backup", "snapshots", snapshotId),
        };
        return this.#client.requestOne(call, (body) => readFlexSnapshot(body, place.name), options);
    }

    async listRestoreJobs(source: ClusterRef, options?: RequestOptions): Promise<RestoreJob[]> {
        const { items } = await allPages(
            this.#client,
            {
                operation: "listFlexBackupRestoreJobs",
                mediaType,
                action: `list restore jobs of ${describeCluster(resourceNoun, source)}`,
                path: itemPath(source, "backup", "restoreJobs"),
            },
            readFlexRestoreJob,
            options,
        );
        return newestFirst(items);
    }

    startRestore(
        source: ClusterRef,
        { snapshotId, target }: NewRestore,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<RestoreJob> {
        const call = {
            operation: "createFlexBackupRestoreJob",
            mediaType,
            action: `restore snapshot ${snapshotId} of ${describeCluster(resourceNoun, source)} to cluster "${target.name}"`,
            method: "POST",
            idempotent: false,
            path: itemPath(source, "backup", "restoreJobs"),
            body: {
                snapshotId,
                targetDeploymentItemName: target.name,
                targetProjectId: target.groupId,
            },
            precondition,
        } as const;
        return this.#client.requestOne(call, readFlexRestoreJob, options);
    }

    #instance(call: Omit<Call, "mediaType">, options?: RequestOptions): Promise<Instance> {
        return this.#client.requestOne({ ...call, mediaType }, readFlexInstance, options);
    }
}

function itemPath({ groupId, name }: ClusterRef, ...parts: string[]): string {
    return projectPath(prefix, groupId, "flexClusters", name, ...parts);
}
