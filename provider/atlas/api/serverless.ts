import type { AtlasClient, Call } from "../http/client";
import type { ServerlessApiVersion } from "../settings";
import { isOperationRetired } from "./error-predicates";
import type { ClusterRef, UpgradableClusterApi } from "./cluster-api";
import type { Instance, InstanceChange, NewInstance, Snapshot } from "./instance";
import { compact, type JsonRecord } from "../json-readers";
import { allPages, type ListResult } from "../http/pagination";
import { projectPath, requestOne, describeCluster } from "./requests";
import type { Precondition, RequestOptions } from "../retry";
import { writeTags } from "./common-wire";
import { readServerlessInstance, readServerlessSnapshot } from "./serverless-wire";

interface Paths {
    readonly prefix: string;
    readonly mediaType: string;
}

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
 * `getServerlessBackupSnapshot`, `upgradeSharedClusterToServerless`.
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
        return this.#carriedOut("listServerlessInstances", ({ operation, prefix, mediaType }) =>
            allPages(
                this.#client,
                {
                    operation,
                    mediaType,
                    action: `list serverless instances in project ${groupId}`,
                    path: projectPath(prefix, groupId, "serverless"),
                },
                readServerlessInstance,
                options,
            ),
        );
    }

    get(place: ClusterRef, options?: RequestOptions): Promise<Instance> {
        const call = {
            action: `read ${describeCluster(resourceNoun, place)}`,
            method: "GET",
            idempotent: true,
        } as const;
        return this.#instance(
            "getServerlessInstance",
            call,
            options,
            place.groupId,
            "serverless",
            place.name,
        );
    }

    create(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance> {
        const action = `create ${describeCluster(resourceNoun, { groupId, name: instance.name })}`;
        const call = { action, method: "POST", idempotent: false, body: writeNew(instance) } as const;
        return this.#instance("createServerlessInstance", call, options, groupId, "serverless");
    }

    upgrade(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance> {
        const action = `upgrade shared-tier cluster "${instance.name}" in project ${groupId} to serverless`;
        const call = { action, method: "POST", idempotent: false, body: writeNew(instance) } as const;
        return this.#instance(
            "upgradeSharedClusterToServerless",
            call,
            options,
            groupId,
            "clusters",
            "tenantUpgradeToServerless",
        );
    }

    update(
        place: ClusterRef,
        change: InstanceChange,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<Instance> {
        const action = `update ${describeCluster(resourceNoun, place)}`;
        const body = writeChange(change);
        const call = { action, method: "PATCH", idempotent: true, body, precondition } as const;
        return this.#instance(
            "updateServerlessInstance",
            call,
            options,
            place.groupId,
            "serverless",
            place.name,
        );
    }

    async delete(place: ClusterRef, options?: RequestOptions, precondition?: Precondition): Promise<void> {
        const action = `delete ${describeCluster(resourceNoun, place)}`;
        const call = { action, method: "DELETE", idempotent: false, precondition } as const;
        await this.#carriedOut("deleteServerlessInstance", ({ operation, prefix, mediaType }) => {
            const path = projectPath(prefix, place.groupId, "serverless", place.name);
            return this.#client.request({ ...call, operation, mediaType, path }, options);
        });
    }

    async listSnapshots(place: ClusterRef, options?: RequestOptions): Promise<Snapshot[]> {
        const { items } = await this.#carriedOut(
            "listServerlessBackupSnapshots",
            ({ operation, prefix, mediaType }) =>
                allPages(
                    this.#client,
                    {
                        operation,
                        mediaType,
                        action: `list snapshots of ${describeCluster(resourceNoun, place)}`,
                        path: projectPath(
                            prefix,
                            place.groupId,
                            "serverless",
                            place.name,
                            "backup",
                            "snapshots",
                        ),
                    },
                    readServerlessSnapshot,
                    options,
                ),
        );
        return items;
    }

    getSnapshot(place: ClusterRef, snapshotId: string, options?: RequestOptions): Promise<Snapshot> {
        const action = `read snapshot ${snapshotId} of ${describeCluster(resourceNoun, place)}`;
        const parts = ["serverless", place.name, "backup", "snapshots", snapshotId];
        return this.#carriedOut("getServerlessBackupSnapshot", ({ operation, prefix, mediaType }) =>
            requestOne(
                this.#client,
                {
                    operation,
                    action,
                    method: "GET",
                    idempotent: true,
                    mediaType,
                    path: projectPath(prefix, place.groupId, ...parts),
                },
                readServerlessSnapshot,
                options,
            ),
        );
    }

    #instance(
        operation: string,
        call: Omit<Call, "operation" | "mediaType" | "path">,
        options: RequestOptions | undefined,
        groupId: string,
        ...parts: string[]
    ): Promise<Instance> {
        return this.#carriedOut(operation, ({ prefix, mediaType }) =>
            requestOne(
                this.#client,
                { ...call, operation, mediaType, path: projectPath(prefix, groupId, ...parts) },
                readServerlessInstance,
                options,
            ),
        );
    }

    async #carriedOut<T>(
        operation: string,
        carryOut: (how: Paths & Pick<Call, "operation">) => Promise<T>,
    ): Promise<T> {
        if (this.#api === "v1.0" || this.#onlyV1.has(operation)) {
            return carryOut({ operation, ...paths["v1.0"] });
        }
        try {
            return await carryOut({ operation, ...paths.v2 });
        } catch (error) {
            // 410 says that the whole generation ended; the 404 of a path says nothing of the older version of the API.
            if (!isOperationRetired(error) || error.status === 410) {
                throw error;
            }
            try {
                const answer = await carryOut({ operation, ...paths["v1.0"] });
                this.#onlyV1.add(operation);
                return answer;
            } catch (older) {
                // Where v1.0 knows no more than v2, what v2 said is the better message.
                throw isOperationRetired(older) ? error : older;
            }
        }
    }
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
