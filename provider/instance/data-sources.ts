import { isObjectId } from "../atlas/settings";
import { InvalidArgumentError, NotFoundError } from "../atlas/errors";
import type { Clusters } from "../atlas/clusters/clusters";
import type { Instance, Snapshot } from "../atlas/api/instance";
import type { RequestOptions } from "../atlas/retry";
import { quoteIfPlausible } from "../atlas/redaction";
import { doesNotExist } from "./messages";
import { nameProblem } from "./model/names";
import { outputsOf, type ServerlessInstanceOutputs } from "./state";

/** A cluster's place, in a user's words. */
export interface InstanceRef {
    projectId: string;
    /** The cluster's name. */
    name: string;
}

/** Narrows a list of snapshots; what is left out does not narrow. */
export interface SnapshotFilter {
    /** Only those of this status: `queued`, `inProgress`, `completed`, `failed`. Default: all. */
    status?: string | undefined;
    /** Only those of this type: `onDemand`, `scheduled`. Default: all. */
    snapshotType?: string | undefined;
    /** Only those of this schedule: `hourly`, `daily`, `weekly`, `monthly`. Default: all. */
    frequencyType?: string | undefined;
}

/** Which project's clusters to list. */
export interface GetServerlessInstancesArgs {
    /**
     * The Atlas project to look in: 24 hexadecimal digits.
     *
     * Default: the provider's, else the configuration's `atlas:projectId`, else the environment's `MONGODB_ATLAS_PROJECT_ID`.
     */
    projectId?: string | undefined;
}

/** The clusters of a project. */
export interface GetServerlessInstancesResult {
    /** The Atlas project that was looked in. */
    projectId: string;
    /** All of them, in Atlas's order. */
    results: ServerlessInstanceOutputs[];
}

/** Which cluster to look at. */
export interface GetServerlessInstanceArgs extends GetServerlessInstancesArgs {
    /** The cluster's name. */
    name: string;
}

/** A cluster: the same properties as a ServerlessInstance. */
export type GetServerlessInstanceResult = ServerlessInstanceOutputs;

/** Which cluster's snapshots to list, and which of them. */
export interface GetServerlessInstanceSnapshotsArgs extends GetServerlessInstanceArgs, SnapshotFilter {}

/** The snapshots of a cluster. */
export interface GetServerlessInstanceSnapshotsResult {
    /** The Atlas project that was looked in. */
    projectId: string;
    /** The cluster's name. */
    name: string;
    /** All that the filter lets through, the newest first. */
    results: Snapshot[];
}

/** Which snapshot to look at. */
export interface GetServerlessInstanceSnapshotArgs extends GetServerlessInstanceArgs {
    /** Atlas's id of the snapshot: 24 hexadecimal digits. */
    snapshotId: string;
}

/** A snapshot, and the cluster that it is of. */
export interface GetServerlessInstanceSnapshotResult extends Snapshot {
    /** The Atlas project that was looked in. */
    projectId: string;
    /** The cluster's name. */
    name: string;
}

/** All serverless instances of a project, whichever generation of the API serves them. */
export async function queryInstances(
    clusters: Clusters,
    projectId: string,
    options?: RequestOptions,
): Promise<ServerlessInstanceOutputs[]> {
    return (await clusters.list(projectId, options)).map(outputsOf);
}

/**
 * One cluster.
 *
 * @throws NotFoundError where it is proved that there is none; another AtlasError where Atlas cannot say.
 */
export async function queryInstance(
    clusters: Clusters,
    place: InstanceRef,
    options?: RequestOptions,
): Promise<ServerlessInstanceOutputs> {
    return outputsOf(await found(clusters, place, options));
}

/**
 * All snapshots of a cluster, the newest first.
 *
 * @throws NotFoundError where it is proved that there is no such cluster; another AtlasError where Atlas cannot say.
 */
export async function querySnapshots(
    clusters: Clusters,
    place: InstanceRef,
    filter: SnapshotFilter = {},
    options?: RequestOptions,
): Promise<Snapshot[]> {
    const snapshots = await clusters.listSnapshots(await found(clusters, place, options), options);
    return snapshots.filter((snapshot) =>
        (["status", "snapshotType", "frequencyType"] as const).every(
            (property) => filter[property] === undefined || filter[property] === snapshot[property],
        ),
    );
}

/**
 * One snapshot of a cluster.
 *
 * @throws NotFoundError where it is proved that there is no such cluster, or Atlas has no such snapshot;
 * InvalidArgumentError where the id is none.
 */
export async function querySnapshot(
    clusters: Clusters,
    place: InstanceRef,
    snapshotId: string,
    options?: RequestOptions,
): Promise<Snapshot> {
    if (!isObjectId(snapshotId)) {
        throw new InvalidArgumentError(
            `${quoteIfPlausible(snapshotId)} is not a valid snapshot ID: it must be 24 lowercase hexadecimal ` +
                `characters.`,
        );
    }
    return clusters.getSnapshot(await found(clusters, place, options), snapshotId, options);
}

async function found(
    clusters: Clusters,
    { projectId, name }: InstanceRef,
    options: RequestOptions | undefined,
): Promise<Instance> {
    // What cannot be a name would lead to another path of the API; and it may be a secret.
    const problem = nameProblem(name);
    if (problem !== undefined) {
        throw new InvalidArgumentError(`${problem}.`);
    }
    const instance = await clusters.read({ groupId: projectId, name, preferredApi: "serverless" }, options);
    if (instance === undefined) {
        throw NotFoundError.proved(doesNotExist({ projectId, name }));
    }
    return instance;
}
