import type {
    Instance,
    InstanceChange,
    NewInstance,
    NewRestore,
    RestoreJob,
    ServedBy,
    Snapshot,
} from "./instance";
import type { ListResult } from "../http/pagination";
import type { Precondition, RequestOptions } from "../retry";

/** A cluster's place: a name within a project. */
export interface ClusterRef {
    groupId: string;
    name: string;
}

/** How a user chooses the generation of the API: `auto` finds out by itself. */
export type ApiGeneration = "auto" | ServedBy;

/**
 * The operations that each generation of the API has for clusters. They throw AtlasError, also where the
 * cluster does not exist: whether that proves anything is for `generations` to say.
 */
export interface ClusterApi {
    readonly servedBy: ServedBy;
    /** The time by Atlas's clock. Milliseconds since 1970. */
    atlasNow(): number;
    list(groupId: string, options?: RequestOptions): Promise<ListResult<Instance>>;
    get(place: ClusterRef, options?: RequestOptions): Promise<Instance>;
    create(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance>;
    update(
        place: ClusterRef,
        change: InstanceChange,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<Instance>;
    delete(place: ClusterRef, options?: RequestOptions, precondition?: Precondition): Promise<void>;
    /** The newest first, whatever Atlas's order. */
    listSnapshots(place: ClusterRef, options?: RequestOptions): Promise<Snapshot[]>;
    getSnapshot(place: ClusterRef, snapshotId: string, options?: RequestOptions): Promise<Snapshot>;
    /** The restore jobs of a cluster's snapshots, the newest first, whatever Atlas's order. */
    listRestoreJobs(source: ClusterRef, options?: RequestOptions): Promise<RestoreJob[]>;
    startRestore(
        source: ClusterRef,
        restore: NewRestore,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<RestoreJob>;
}

/** What only the serverless generation has. */
export interface UpgradableClusterApi extends ClusterApi {
    /** Turns the shared-tier cluster of that name into a serverless instance. */
    upgrade(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance>;
}

/** How messages call a cluster. */
export function describeCluster(what: string, { groupId, name }: ClusterRef): string {
    return `${what} "${name}" in project ${groupId}`;
}
