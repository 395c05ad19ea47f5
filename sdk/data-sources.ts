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

/** The queries are loaded when a program first asks, since most programs only declare. */
const queries = () => import("../provider/instance/data-sources.ts");

/**
 * Lists all serverless instances of a project, whichever generation of the API serves them.
 *
 * ```ts
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * export const names = atlas
 *     .getServerlessInstances({ projectId: "0123456789abcdef01234567" })
 *     .then(({ results }) => results.map((cluster) => cluster.name));
 * ```
 *
 * Source: `listServerlessInstances` and `listFlexClusters`, all pages.
 *
 * @throws `AtlasServerlessError` where there are no credentials, or Atlas refuses; the message says what to do.
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

/** {@link getServerlessInstances}, once the resources that the arguments come from are there. */
export function getServerlessInstancesOutput(
    args: OutputArgs<GetServerlessInstancesArgs> = {},
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstancesResult> {
    return invokeOutput("getServerlessInstances", args, options, getServerlessInstances);
}

/**
 * Looks at one cluster by its name.
 *
 * ```ts
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * export const uri = atlas
 *     .getServerlessInstance({ projectId: "0123456789abcdef01234567", name: "orders" })
 *     .then((orders) => orders.connectionStrings.standardSrv);
 * ```
 *
 * Source: `getServerlessInstance`, `getFlexCluster`.
 *
 * @throws `AtlasServerlessError` where there is none, where there are no credentials, or Atlas refuses.
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

/** {@link getServerlessInstance}, once the resources that the arguments come from are there. */
export function getServerlessInstanceOutput(
    args: OutputArgs<GetServerlessInstanceArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceResult> {
    return invokeOutput("getServerlessInstance", args, options, getServerlessInstance);
}

/**
 * Lists the snapshots of a cluster, the newest first, all of them or those that a filter lets through.
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
 * Source: `listServerlessBackupSnapshots`, `listFlexBackups`, all pages; Flex lists the oldest first, here the order is
 * always the same.
 *
 * @throws `AtlasServerlessError` where there are no credentials, no such cluster, or Atlas refuses; the message says what to do.
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
 * {@link getServerlessInstanceSnapshots}, once the resources that the arguments come from are there.
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
 * In a preview that would only create the cluster, its name is known and it is not there: the answer is then
 * unknown, and nothing is asked of Atlas.
 */
export function getServerlessInstanceSnapshotsOutput(
    args: OutputArgs<GetServerlessInstanceSnapshotsArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceSnapshotsResult> {
    return invokeOutput("getServerlessInstanceSnapshots", args, options, getServerlessInstanceSnapshots);
}

/**
 * Looks at one snapshot of a cluster.
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
 * Source: `getServerlessBackupSnapshot`, `getFlexBackup`.
 *
 * @throws `AtlasServerlessError` where there is no such snapshot or cluster, where there are no credentials, or Atlas refuses.
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

/** {@link getServerlessInstanceSnapshot}, once the resources that the arguments come from are there. */
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
