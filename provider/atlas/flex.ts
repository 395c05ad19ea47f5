import type { AtlasClient, Call } from "./client";
import { readFlexInstance, readFlexSnapshot } from "./flex-wire";
import type { Generation, Place } from "./generation";
import type { Instance, InstanceChange, NewInstance, Snapshot } from "./instance";
import { compact, type JsonRecord } from "./json";
import { allPages, type Listed } from "./pages";
import { projectPath, requestOne, title } from "./requests";
import type { Patience } from "./retry";
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

    isLimited(groupId: string): boolean {
        return this.#client.isLimited(projectPath(prefix, groupId, "flexClusters"));
    }

    atlasNow(): number {
        return this.#client.atlasNow();
    }

    list(groupId: string, patience?: Patience): Promise<Listed<Instance>> {
        const doing = `list the Flex clusters of project ${groupId}`;
        return allPages(
            this.#client,
            { ...patience, mediaType, doing, path: projectPath(prefix, groupId, "flexClusters") },
            readFlexInstance,
        );
    }

    get(place: Place, patience?: Patience): Promise<Instance> {
        const doing = `look at ${title(what, place)}`;
        return this.#instance({ ...patience, doing, method: "GET", effect: "repeatable", path: one(place) });
    }

    create(groupId: string, instance: NewInstance, patience?: Patience): Promise<Instance> {
        return this.#instance({
            ...patience,
            doing: `create ${title(what, { groupId, name: instance.name })}`,
            method: "POST",
            effect: "once",
            path: projectPath(prefix, groupId, "flexClusters"),
            body: {
                name: instance.name,
                providerSettings: {
                    backingProviderName: instance.backingProviderName,
                    regionName: instance.regionName,
                },
                ...writeChange(instance),
            },
        });
    }

    update(place: Place, change: InstanceChange, patience?: Patience): Promise<Instance> {
        const body = writeChange(change);
        return Object.keys(body).length === 0
            ? this.get(place, patience)
            : this.#instance({
                  ...patience,
                  doing: `update ${title(what, place)}`,
                  method: "PATCH",
                  effect: "repeatable",
                  path: one(place),
                  body,
              });
    }

    async delete(place: Place, patience?: Patience): Promise<void> {
        await this.#client.request({
            ...patience,
            mediaType,
            doing: `delete ${title(what, place)}`,
            method: "DELETE",
            effect: "once",
            path: one(place),
        });
    }

    async listSnapshots(place: Place, patience?: Patience): Promise<Snapshot[]> {
        const { items: oldestFirst } = await allPages(
            this.#client,
            {
                ...patience,
                mediaType,
                doing: `list the snapshots of ${title(what, place)}`,
                path: `${one(place)}/backup/snapshots`,
            },
            (body) => readFlexSnapshot(body, place.name),
        );
        return oldestFirst.reverse();
    }

    getSnapshot(place: Place, snapshotId: string, patience?: Patience): Promise<Snapshot> {
        const call: Call = {
            ...patience,
            mediaType,
            doing: `look at snapshot ${snapshotId} of ${title(what, place)}`,
            method: "GET",
            effect: "repeatable",
            path: `${one(place)}/backup/snapshots/${encodeURIComponent(snapshotId)}`,
        };
        return requestOne(this.#client, call, (body) => readFlexSnapshot(body, place.name));
    }

    #instance(call: Omit<Call, "mediaType">): Promise<Instance> {
        return requestOne(this.#client, { ...call, mediaType }, readFlexInstance);
    }
}

function one({ groupId, name }: Place): string {
    return projectPath(prefix, groupId, "flexClusters", name);
}

function writeChange(change: InstanceChange): JsonRecord {
    return compact<JsonRecord>({
        tags: change.tags === undefined ? undefined : writeTags(change.tags),
        terminationProtectionEnabled: change.terminationProtectionEnabled,
    });
}
