import type { AtlasClient, Call } from "../http/client";
import type { ServerlessApiVersion } from "../settings";
import { isOperationRetired } from "./error-predicates";
import { describeCluster, type ClusterRef, type UpgradableClusterApi } from "./cluster-api";
import type { Instance, InstanceChange, NewInstance, NewRestore, RestoreJob, Snapshot } from "./instance";
import type { JsonRecord } from "../json-readers";
import { allPages, type ListResult } from "../http/pagination";
import { projectPath } from "./paths";
import type { Precondition, RequestOptions } from "../retry";
import { newestFirst, writeCommonChange } from "./common-wire";
import { readServerlessInstance, readServerlessRestoreJob, readServerlessSnapshot } from "./serverless-wire";

interface Paths {
    readonly prefix: string;
    readonly mediaType: string;
}

/** A project, and what of it, below the prefix of an API. */
type ProjectPath = readonly [groupId: string, ...parts: string[]];

const paths: Readonly<Record<ServerlessApiVersion, Paths>> = {
    // The only version that the published description has for these operations.
    v2: { prefix: "/api/atlas/v2", mediaType: "application/vnd.atlas.2023-01-01+json" },
    "v1.0": { prefix: "/api/atlas/v1.0", mediaType: "application/json" },
};

const resourceNoun = "serverless instance";

/**
 * The serverless generation of the API, on its v2 or its v1.0 paths; where v2 refuses an operation that v1.0 still
 * serves, v1.0 is used, and remembered.
 *
 * Source: `listServerlessInstances`, `getServerlessInstance`, `createServerlessInstance`,
 * `updateServerlessInstance`, `deleteServerlessInstance`, `listServerlessBackupSnapshots`,
 * `getServerlessBackupSnapshot`, `upgradeSharedClusterToServerless`, `listServerlessBackupRestoreJobs`,
 * `createServerlessBackupRestoreJob`.
 */
export class ServerlessApi implements UpgradableClusterApi {
    readonly servedBy = "serverless";
    readonly #client: AtlasClient;
    readonly #api: ServerlessApiVersion;
    /** The operations that only v1.0 has answered. */
    readonly #onlyV1 = new Set<string>();

    constructor(client: AtlasClient, api: ServerlessApiVersion = "v2") {
        this.#client = client;
        this.#api = api;
    }

    atlasNow(): number {
        return this.#client.atlasNow();
    }

    list(groupId: string, options?: RequestOptions): Promise<ListResult<Instance>> {
        const operation = "listServerlessInstances";
        const action = `list serverless instances in project ${groupId}`;
        return this.#carriedOut({ operation, action }, [groupId, "serverless"], (call) =>
            allPages(this.#client, call, readServerlessInstance, options),
        );
    }

    get(place: ClusterRef, options?: RequestOptions): Promise<Instance> {
        const operation = "getServerlessInstance";
        const action = `read ${describeCluster(resourceNoun, place)}`;
        const call = { operation, action, method: "GET", idempotent: true } as const;
        return this.#instance(call, pathOf(place), options);
    }

    create(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance> {
        const operation = "createServerlessInstance";
        const action = `create ${describeCluster(resourceNoun, { groupId, name: instance.name })}`;
        const body = writeNew(instance);
        const call = { operation, action, method: "POST", idempotent: false, body } as const;
        return this.#instance(call, [groupId, "serverless"], options);
    }

    upgrade(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance> {
        const operation = "upgradeSharedClusterToServerless";
        const action = `upgrade shared-tier cluster "${instance.name}" in project ${groupId} to serverless`;
        const body = writeNew(instance);
        const call = { operation, action, method: "POST", idempotent: false, body } as const;
        return this.#instance(call, [groupId, "clusters", "tenantUpgradeToServerless"], options);
    }

    update(
        place: ClusterRef,
        change: InstanceChange,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<Instance> {
        const operation = "updateServerlessInstance";
        const action = `update ${describeCluster(resourceNoun, place)}`;
        const body = writeChange(change);
        const call = { operation, action, method: "PATCH", idempotent: true, body, precondition } as const;
        return this.#instance(call, pathOf(place), options);
    }

    async delete(place: ClusterRef, options?: RequestOptions, precondition?: Precondition): Promise<void> {
        const operation = "deleteServerlessInstance";
        const action = `delete ${describeCluster(resourceNoun, place)}`;
        const request = { operation, action, method: "DELETE", idempotent: false, precondition } as const;
        await this.#carriedOut(request, pathOf(place), (call) => this.#client.request(call, options));
    }

    async listSnapshots(place: ClusterRef, options?: RequestOptions): Promise<Snapshot[]> {
        const operation = "listServerlessBackupSnapshots";
        const action = `list snapshots of ${describeCluster(resourceNoun, place)}`;
        const path = pathOf(place, "backup", "snapshots");
        const { items } = await this.#carriedOut({ operation, action }, path, (call) =>
            allPages(this.#client, call, readServerlessSnapshot, options),
        );
        return items;
    }

    getSnapshot(place: ClusterRef, snapshotId: string, options?: RequestOptions): Promise<Snapshot> {
        const operation = "getServerlessBackupSnapshot";
        const action = `read snapshot ${snapshotId} of ${describeCluster(resourceNoun, place)}`;
        const request = { operation, action, method: "GET", idempotent: true } as const;
        const path = pathOf(place, "backup", "snapshots", snapshotId);
        return this.#carriedOut(request, path, (call) =>
            this.#client.requestOne(call, readServerlessSnapshot, options),
        );
    }

    async listRestoreJobs(source: ClusterRef, options?: RequestOptions): Promise<RestoreJob[]> {
        const operation = "listServerlessBackupRestoreJobs";
        const action = `list restore jobs of ${describeCluster(resourceNoun, source)}`;
        const path = pathOf(source, "backup", "restoreJobs");
        const { items } = await this.#carriedOut({ operation, action }, path, (call) =>
            allPages(this.#client, call, readServerlessRestoreJob, options),
        );
        return newestFirst(items);
    }

    startRestore(
        source: ClusterRef,
        { snapshotId, target }: NewRestore,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<RestoreJob> {
        const request = {
            operation: "createServerlessBackupRestoreJob",
            action: `restore snapshot ${snapshotId} of ${describeCluster(resourceNoun, source)} to cluster "${target.name}"`,
            method: "POST",
            idempotent: false,
            body: {
                deliveryType: "automated",
                snapshotId,
                targetClusterName: target.name,
                targetGroupId: target.groupId,
            },
            precondition,
        } as const;
        return this.#carriedOut(request, pathOf(source, "backup", "restoreJobs"), (call) =>
            this.#client.requestOne(call, readServerlessRestoreJob, options),
        );
    }

    #instance(
        request: Omit<Call, "mediaType" | "path">,
        path: ProjectPath,
        options: RequestOptions | undefined,
    ): Promise<Instance> {
        return this.#carriedOut(request, path, (call) =>
            this.#client.requestOne(call, readServerlessInstance, options),
        );
    }

    async #carriedOut<Request extends Pick<Call, "operation">, T>(
        request: Request,
        path: ProjectPath,
        send: (call: Request & Pick<Call, "mediaType" | "path">) => Promise<T>,
    ): Promise<T> {
        const sendTo = async ({ prefix, mediaType }: Paths): Promise<T> =>
            send({ ...request, mediaType, path: projectPath(prefix, ...path) });
        const { operation } = request;
        if (this.#api === "v1.0" || this.#onlyV1.has(operation)) {
            return sendTo(paths["v1.0"]);
        }
        try {
            return await sendTo(paths.v2);
        } catch (error) {
            // 410 says that the whole generation ended; the 404 of a path says nothing of the older version of the API.
            if (!isOperationRetired(error) || error.status === 410) {
                throw error;
            }
            try {
                const answer = await sendTo(paths["v1.0"]);
                this.#onlyV1.add(operation);
                return answer;
            } catch (older) {
                // Where v1.0 knows no more than v2, what v2 said is the better message.
                throw isOperationRetired(older) ? error : older;
            }
        }
    }
}

function pathOf({ groupId, name }: ClusterRef, ...parts: string[]): ProjectPath {
    return [groupId, "serverless", name, ...parts];
}

function writeNew(instance: NewInstance): JsonRecord {
    return {
        name: instance.name,
        providerSettings: {
            providerName: "SERVERLESS",
            backingProviderName: instance.backingProviderName,
            regionName: instance.regionName,
        },
        ...writeChange(instance),
    };
}

function writeChange({ continuousBackupEnabled, ...change }: InstanceChange): JsonRecord {
    return {
        ...(continuousBackupEnabled !== undefined && {
            serverlessBackupOptions: { serverlessContinuousBackupEnabled: continuousBackupEnabled },
        }),
        ...writeCommonChange(change),
    };
}
