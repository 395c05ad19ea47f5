import { InvalidArgumentError, NotFoundError } from "../atlas/errors";
import type { Clusters } from "../atlas/clusters/clusters";
import type { Instance, RestoreJob, Snapshot } from "../atlas/api/instance";
import { asString } from "../atlas/json-readers";
import type { RequestOptions } from "../atlas/retry";
import { doesNotExist } from "./messages";
import { idProblem, nameProblem } from "./model/names";
import type { Problem } from "./model/schema-validation";
import { outputsOf, type ServerlessInstanceOutputs } from "./state";

/** A cluster's project and name. */
export interface InstanceRef {
    projectId: string;
    /** The cluster's name. */
    name: string;
}

/** Filters of a list of snapshots. A filter that isn't set matches all. */
export interface SnapshotFilter {
    /** Only snapshots with this status: `queued`, `inProgress`, `completed`, or `failed`. Default: all. */
    status?: string | undefined;
    /** Only snapshots of this type: `onDemand` or `scheduled`. Default: all. */
    snapshotType?: string | undefined;
    /** Only snapshots of this schedule: `hourly`, `daily`, `weekly`, or `monthly`. Default: all. Those of Flex clusters have none. */
    frequencyType?: string | undefined;
}

/** Which project's clusters to list. */
export interface GetServerlessInstancesArgs {
    /**
     * ID of the Atlas project: 24 lowercase hexadecimal characters.
     *
     * Default: the explicit provider's `projectId`, else the stack configuration's `atlas:projectId`, else the environment
     * variable `MONGODB_ATLAS_PROJECT_ID`.
     */
    projectId?: string | undefined;
}

/** The clusters of a project. */
export interface GetServerlessInstancesResult {
    /** ID of the Atlas project. */
    projectId: string;
    /** The serverless instances and Flex clusters of the project, in Atlas's order. */
    results: ServerlessInstanceOutputs[];
}

/** Which cluster to get. */
export interface GetServerlessInstanceArgs extends GetServerlessInstancesArgs {
    /** Name of the cluster. Required. */
    name: string;
}

/** A cluster: the same properties as a ServerlessInstance. */
export type GetServerlessInstanceResult = ServerlessInstanceOutputs;

/** Which cluster's snapshots to list, and which of them. */
export interface GetServerlessInstanceSnapshotsArgs extends GetServerlessInstanceArgs, SnapshotFilter {}

/** The snapshots of a cluster. */
export interface GetServerlessInstanceSnapshotsResult {
    /** ID of the Atlas project. */
    projectId: string;
    /** The cluster's name. */
    name: string;
    /** The snapshots that match the filters, newest first. */
    results: Snapshot[];
}

/** Which snapshot to get. */
export interface GetServerlessInstanceSnapshotArgs extends GetServerlessInstanceArgs {
    /** ID of the snapshot in Atlas: 24 lowercase hexadecimal characters. Required. */
    snapshotId: string;
}

/** A snapshot, and the cluster that it was taken of. */
export interface GetServerlessInstanceSnapshotResult extends Snapshot {
    /** ID of the Atlas project. */
    projectId: string;
    /** The cluster's name. */
    name: string;
}

/** Which cluster's restore jobs to list, and which of them. */
export interface GetServerlessInstanceRestoreJobsArgs extends GetServerlessInstanceArgs {
    /**
     * Only restore jobs with this status: `queued`, `inProgress`, `completed`, `failed`, `expired`, or `cancelled`. Default: all.
     */
    status?: string | undefined;
}

/** The restore jobs of a cluster's snapshots. */
export interface GetServerlessInstanceRestoreJobsResult {
    /** ID of the Atlas project. */
    projectId: string;
    /** Name of the cluster that the snapshots were taken of. */
    name: string;
    /** The restore jobs that match the filter, newest first. */
    results: RestoreJob[];
}

/** All that a function can be asked; what it does not need may be empty. */
export interface DataSourceArgs extends InstanceRef, SnapshotFilter {
    snapshotId: string;
}

interface DataSourceDefinition {
    /** The arguments that it needs besides the project. */
    needs: readonly ("name" | "snapshotId")[];
    query: (clusters: Clusters, args: DataSourceArgs, options: RequestOptions) => Promise<object>;
}

/** The functions of both entry points. */
export const functions = {
    getServerlessInstance: { needs: ["name"], query: queryInstance },
    getServerlessInstances: {
        needs: [],
        query: async (clusters, { projectId }, options) => ({
            projectId,
            results: await queryInstances(clusters, projectId, options),
        }),
    },
    getServerlessInstanceSnapshot: {
        needs: ["name", "snapshotId"],
        query: async (clusters, { projectId, name, snapshotId }, options) => ({
            projectId,
            name,
            ...(await querySnapshot(clusters, { projectId, name }, snapshotId, options)),
        }),
    },
    getServerlessInstanceSnapshots: {
        needs: ["name"],
        query: async (clusters, { projectId, name, ...filter }, options) => ({
            projectId,
            name,
            results: await querySnapshots(clusters, { projectId, name }, filter, options),
        }),
    },
    getServerlessInstanceRestoreJobs: {
        needs: ["name"],
        query: async (clusters, { projectId, name, status }, options) => ({
            projectId,
            name,
            results: await queryRestoreJobs(clusters, { projectId, name }, status, options),
        }),
    },
} satisfies Record<string, DataSourceDefinition>;

/** The name of a function. */
export type DataSource = keyof typeof functions;

/** Which of the arguments that a function needs are missing. */
export function missingArguments(dataSource: DataSource, args: object): Problem[] {
    const { needs }: DataSourceDefinition = functions[dataSource];
    return needs
        .filter((argument) => (asString(Reflect.get(args, argument)) ?? "") === "")
        .map((path) => ({ path, problem: `${path} is missing: it must be a non-empty string` }));
}

/** The serverless instances and Flex clusters of a project. */
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
 * @throws NotFoundError if both APIs report that it doesn't exist; another AtlasError if Atlas returns any other error.
 */
export async function queryInstance(
    clusters: Clusters,
    place: InstanceRef,
    options?: RequestOptions,
): Promise<ServerlessInstanceOutputs> {
    return outputsOf(await found(clusters, place, options));
}

/**
 * The snapshots of a cluster that match a filter, newest first.
 *
 * @throws NotFoundError if both APIs report that the cluster doesn't exist; another AtlasError if Atlas returns any other error.
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
 * The restore jobs of a cluster's snapshots, newest first.
 *
 * @param status Only those with this status.
 * @throws NotFoundError if both APIs report that the cluster doesn't exist; another AtlasError if Atlas returns any other error.
 */
export async function queryRestoreJobs(
    clusters: Clusters,
    place: InstanceRef,
    status?: string,
    options?: RequestOptions,
): Promise<RestoreJob[]> {
    const jobs = await clusters.listRestoreJobs(await found(clusters, place, options), options);
    return jobs.filter((job) => status === undefined || job.status === status);
}

/**
 * One snapshot of a cluster.
 *
 * @throws NotFoundError if both APIs report that the cluster doesn't exist, or Atlas that the snapshot doesn't;
 * InvalidArgumentError if the snapshot ID isn't valid.
 */
export async function querySnapshot(
    clusters: Clusters,
    place: InstanceRef,
    snapshotId: string,
    options?: RequestOptions,
): Promise<Snapshot> {
    const problem = idProblem("snapshot", snapshotId);
    if (problem !== undefined) {
        throw new InvalidArgumentError(`${problem}.`);
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
