import type * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError } from "../provider/atlas/errors";
import type {
    GetServerlessInstancesArgs,
    GetServerlessInstancesResult,
    GetServerlessInstanceArgs,
    GetServerlessInstanceResult,
    GetServerlessInstanceSnapshotsArgs,
    GetServerlessInstanceSnapshotsResult,
    GetServerlessInstanceSnapshotArgs,
    GetServerlessInstanceSnapshotResult,
} from "../provider/instance/data-sources";
import { invoke, invokeOutput, type DataSourceOptions, type DataSourceOutputOptions } from "./invoke";
import type { OutputArgs } from "./apply-after-resources";

/** The queries are loaded when a program first calls a function, since most programs only declare. */
const queries = () => import("../provider/instance/data-sources.ts");

/**
 * Lists the serverless instances and Flex clusters of a project.
 *
 * ```ts
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * export const names = atlas
 *     .getServerlessInstances({ projectId: "0123456789abcdef01234567" })
 *     .then(({ results }) => results.map((cluster) => cluster.name));
 * ```
 *
 * Atlas API: `listServerlessInstances` and `listFlexClusters`, all pages.
 *
 * @throws `AtlasServerlessError` if credentials are missing or Atlas returns an error. The message includes the next step.
 */
export async function getServerlessInstances(
    args: GetServerlessInstancesArgs = {},
    options: DataSourceOptions = {},
): Promise<GetServerlessInstancesResult> {
    const { queryInstances } = await queries();
    return invoke("getServerlessInstances", args, options, async (clusters, projectId, requestOptions) => ({
        projectId,
        results: await queryInstances(clusters, projectId, requestOptions),
    }));
}

/** Output form of {@link getServerlessInstances}: its arguments can be outputs, and it waits for the resources that they depend on. */
export function getServerlessInstancesOutput(
    args: OutputArgs<GetServerlessInstancesArgs> = {},
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstancesResult> {
    return invokeOutput("getServerlessInstances", args, options, getServerlessInstances);
}

/**
 * Gets one cluster by its name.
 *
 * ```ts
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * export const uri = atlas
 *     .getServerlessInstance({ projectId: "0123456789abcdef01234567", name: "orders" })
 *     .then((orders) => orders.connectionStrings.standardSrv);
 * ```
 *
 * Atlas API: `getServerlessInstance`, `getFlexCluster`.
 *
 * @throws `AtlasServerlessError` if credentials are missing, or Atlas returns an error; `NotFoundError` if the cluster doesn't exist.
 */
export async function getServerlessInstance(
    args: GetServerlessInstanceArgs,
    options: DataSourceOptions = {},
): Promise<GetServerlessInstanceResult> {
    const { queryInstance } = await queries();
    return invoke("getServerlessInstance", args, options, (clusters, projectId, requestOptions) =>
        queryInstance(
            clusters,
            { projectId, name: required("getServerlessInstance", "name", args.name) },
            requestOptions,
        ),
    );
}

/** Output form of {@link getServerlessInstance}: its arguments can be outputs, and it waits for the resources that they depend on. */
export function getServerlessInstanceOutput(
    args: OutputArgs<GetServerlessInstanceArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceResult> {
    return invokeOutput("getServerlessInstance", args, options, getServerlessInstance);
}

/**
 * Lists the snapshots of a cluster, newest first, with optional filters.
 *
 * ```ts
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * export const newest = atlas
 *     .getServerlessInstanceSnapshots({
 *         projectId: "0123456789abcdef01234567",
 *         name: "orders",
 *         status: "completed",
 *     })
 *     .then(({ results }) => results[0]);
 * ```
 *
 * Atlas API: `listServerlessBackupSnapshots`, `listFlexBackups`, all pages. The order is the same for both.
 *
 * @throws `AtlasServerlessError` if credentials are missing, or Atlas returns an error; `NotFoundError` if the cluster doesn't exist.
 */
export async function getServerlessInstanceSnapshots(
    args: GetServerlessInstanceSnapshotsArgs,
    options: DataSourceOptions = {},
): Promise<GetServerlessInstanceSnapshotsResult> {
    const { querySnapshots } = await queries();
    return invoke(
        "getServerlessInstanceSnapshots",
        args,
        options,
        async (clusters, projectId, requestOptions) => {
            const name = required("getServerlessInstanceSnapshots", "name", args.name);
            return {
                projectId,
                name,
                results: await querySnapshots(clusters, { projectId, name }, args, requestOptions),
            };
        },
    );
}

/**
 * Output form of {@link getServerlessInstanceSnapshots}: its arguments can be outputs, and it waits for the resources that they depend on.
 *
 * ```ts
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * const orders = new atlas.ServerlessInstance("orders", {
 *     providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
 * });
 * export const snapshots = atlas.getServerlessInstanceSnapshotsOutput({
 *     projectId: orders.projectId,
 *     name: orders.name,
 * }).results;
 * ```
 *
 * During a preview that creates the cluster, the result is unknown, and no request is sent.
 */
export function getServerlessInstanceSnapshotsOutput(
    args: OutputArgs<GetServerlessInstanceSnapshotsArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceSnapshotsResult> {
    return invokeOutput("getServerlessInstanceSnapshots", args, options, getServerlessInstanceSnapshots);
}

/**
 * Gets one snapshot of a cluster by its ID.
 *
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * export const bytes = atlas
 *     .getServerlessInstanceSnapshot({
 *         projectId: "0123456789abcdef01234567",
 *         name: "orders",
 *         snapshotId: new pulumi.Config().require("snapshotId"),
 *     })
 *     .then((snapshot) => snapshot.storageSizeBytes);
 * ```
 *
 * Atlas API: `getServerlessBackupSnapshot`, `getFlexBackup`.
 *
 * @throws `AtlasServerlessError` if credentials are missing, or Atlas returns an error; `NotFoundError` if the cluster or the snapshot
 * doesn't exist.
 */
export async function getServerlessInstanceSnapshot(
    args: GetServerlessInstanceSnapshotArgs,
    options: DataSourceOptions = {},
): Promise<GetServerlessInstanceSnapshotResult> {
    const { querySnapshot } = await queries();
    return invoke(
        "getServerlessInstanceSnapshot",
        args,
        options,
        async (clusters, projectId, requestOptions) => {
            const name = required("getServerlessInstanceSnapshot", "name", args.name);
            const snapshotId = required("getServerlessInstanceSnapshot", "snapshotId", args.snapshotId);
            return {
                projectId,
                name,
                ...(await querySnapshot(clusters, { projectId, name }, snapshotId, requestOptions)),
            };
        },
    );
}

/** Output form of {@link getServerlessInstanceSnapshot}: its arguments can be outputs, and it waits for the resources that they depend on. */
export function getServerlessInstanceSnapshotOutput(
    args: OutputArgs<GetServerlessInstanceSnapshotArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceSnapshotResult> {
    return invokeOutput("getServerlessInstanceSnapshot", args, options, getServerlessInstanceSnapshot);
}

/** Types do not hold in JavaScript. */
function required(dataSource: string, argument: string, value: unknown): string {
    if (typeof value !== "string" || value === "") {
        throw new InvalidArgumentError(
            `${dataSource}: ${argument} is missing: it must be a non-empty string.`,
        );
    }
    return value;
}
