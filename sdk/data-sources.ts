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
} from "../provider/instance/queries";
import { ask, askOnceThere, type DataSourceOptions, type DataSourceOutputOptions } from "./asking";
import type { OutputArgs } from "./once-there";

/** The queries are loaded when a program first asks, since most programs only declare. */
const queries = () => import("../provider/instance/queries.ts");

/**
 * Lists all serverless databases of a project, whichever generation of the API serves them.
 *
 * ```ts
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * export const names = atlas
 *     .getServerlessInstances({ projectId: "0123456789abcdef01234567" })
 *     .then(({ results }) => results.map((database) => database.name));
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
    return ask("getServerlessInstances", args, options, async (databases, projectId, requestOptions) => ({
        projectId,
        results: await queryInstances(databases, projectId, requestOptions),
    }));
}

/** {@link getServerlessInstances}, once the resources that the arguments come from are there. */
export function getServerlessInstancesOutput(
    args: OutputArgs<GetServerlessInstancesArgs> = {},
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstancesResult> {
    return askOnceThere("getServerlessInstances", args, options, getServerlessInstances);
}

/**
 * Looks at one database by its name.
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
    return ask("getServerlessInstance", args, options, (databases, projectId, requestOptions) =>
        queryInstance(
            databases,
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
    return askOnceThere("getServerlessInstance", args, options, getServerlessInstance);
}

/**
 * Lists the snapshots of a database, the newest first, all of them or those that a filter lets through.
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
 * @throws `AtlasServerlessError` where there are no credentials, no such database, or Atlas refuses; the message says what to do.
 */
export async function getServerlessInstanceSnapshots(
    args: GetServerlessInstanceSnapshotsArgs,
    options: DataSourceOptions = {},
): Promise<GetServerlessInstanceSnapshotsResult> {
    const { querySnapshots } = await queries();
    return ask(
        "getServerlessInstanceSnapshots",
        args,
        options,
        async (databases, projectId, requestOptions) => {
            const name = required("getServerlessInstanceSnapshots", "name", args.name);
            return {
                projectId,
                name,
                results: await querySnapshots(databases, { projectId, name }, args, requestOptions),
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
 * In a preview that would only create the database, its name is known and it is not there: the answer is then
 * unknown, and nothing is asked of Atlas.
 */
export function getServerlessInstanceSnapshotsOutput(
    args: OutputArgs<GetServerlessInstanceSnapshotsArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceSnapshotsResult> {
    return askOnceThere("getServerlessInstanceSnapshots", args, options, getServerlessInstanceSnapshots);
}

/**
 * Looks at one snapshot of a database.
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
 * @throws `AtlasServerlessError` where there is no such snapshot or database, where there are no credentials, or Atlas refuses.
 */
export async function getServerlessInstanceSnapshot(
    args: GetServerlessInstanceSnapshotArgs,
    options: DataSourceOptions = {},
): Promise<GetServerlessInstanceSnapshotResult> {
    const { querySnapshot } = await queries();
    return ask(
        "getServerlessInstanceSnapshot",
        args,
        options,
        async (databases, projectId, requestOptions) => {
            const name = required("getServerlessInstanceSnapshot", "name", args.name);
            const snapshotId = required("getServerlessInstanceSnapshot", "snapshotId", args.snapshotId);
            return {
                projectId,
                name,
                ...(await querySnapshot(databases, { projectId, name }, snapshotId, requestOptions)),
            };
        },
    );
}

/** {@link getServerlessInstanceSnapshot}, once the resources that the arguments come from are there. */
export function getServerlessInstanceSnapshotOutput(
    args: OutputArgs<GetServerlessInstanceSnapshotArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceSnapshotResult> {
    return askOnceThere("getServerlessInstanceSnapshot", args, options, getServerlessInstanceSnapshot);
}

/** Types do not hold in JavaScript. */
function required(dataSource: string, argument: string, value: unknown): string {
    if (typeof value !== "string" || value === "") {
        throw new InvalidArgumentError(
            `${dataSource}: ${argument} is missing; it must be a non-empty string.`,
        );
    }
    return value;
}
