import * as pulumi from "@pulumi/pulumi";
import type {
    DataSource,
    GetServerlessInstanceArgs,
    GetServerlessInstanceResult,
    GetServerlessInstanceRestoreJobsArgs,
    GetServerlessInstanceRestoreJobsResult,
    GetServerlessInstancesArgs,
    GetServerlessInstancesResult,
    GetServerlessInstanceSnapshotArgs,
    GetServerlessInstanceSnapshotResult,
    GetServerlessInstanceSnapshotsArgs,
    GetServerlessInstanceSnapshotsResult,
} from "../provider/instance/data-sources";
import { accountOf, refuseForeign, type EntryPoint } from "./accounts";
import { applyAfterResources, type OutputArgs } from "./apply-after-resources";
import { assertKnown } from "./assert-known";

/** What the options of the `...Output` forms have besides the entry point's own. */
export interface OutputFormOptions {
    /** Resources to wait for, in addition to those that the arguments depend on. Default: none. */
    dependsOn?: pulumi.ResourceOptions["dependsOn"];
}

/** The functions of an entry point, whose options name its own Provider. */
export interface DataSources<Options, OutputOptions> {
    getServerlessInstances: {
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
        (args?: GetServerlessInstancesArgs, options?: Options): Promise<GetServerlessInstancesResult>;
    };

    getServerlessInstancesOutput: {
        /** Output form of {@link getServerlessInstances}: its arguments can be outputs, and it waits for the resources that they depend on. */
        (
            args?: OutputArgs<GetServerlessInstancesArgs>,
            options?: OutputOptions,
        ): pulumi.Output<GetServerlessInstancesResult>;
    };

    getServerlessInstance: {
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
        (args: GetServerlessInstanceArgs, options?: Options): Promise<GetServerlessInstanceResult>;
    };

    getServerlessInstanceOutput: {
        /** Output form of {@link getServerlessInstance}: its arguments can be outputs, and it waits for the resources that they depend on. */
        (
            args: OutputArgs<GetServerlessInstanceArgs>,
            options?: OutputOptions,
        ): pulumi.Output<GetServerlessInstanceResult>;
    };

    getServerlessInstanceSnapshots: {
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
        (
            args: GetServerlessInstanceSnapshotsArgs,
            options?: Options,
        ): Promise<GetServerlessInstanceSnapshotsResult>;
    };

    getServerlessInstanceSnapshotsOutput: {
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
        (
            args: OutputArgs<GetServerlessInstanceSnapshotsArgs>,
            options?: OutputOptions,
        ): pulumi.Output<GetServerlessInstanceSnapshotsResult>;
    };

    getServerlessInstanceRestoreJobs: {
        /**
         * Lists the restore jobs of a cluster's snapshots, newest first, with an optional filter.
         *
         * ```ts
         * import * as atlas from "pulumi-atlas-serverless";
         *
         * export const failed = atlas
         *     .getServerlessInstanceRestoreJobs({
         *         projectId: "0123456789abcdef01234567",
         *         name: "orders",
         *         status: "failed",
         *     })
         *     .then(({ results }) => results.map(({ targetName, createdAt }) => ({ targetName, createdAt })));
         * ```
         *
         * Atlas API: `listServerlessBackupRestoreJobs`, `listFlexBackupRestoreJobs`, all pages. The order is the same for both.
         *
         * @throws `AtlasServerlessError` if credentials are missing, or Atlas returns an error; `NotFoundError` if the cluster doesn't exist.
         */
        (
            args: GetServerlessInstanceRestoreJobsArgs,
            options?: Options,
        ): Promise<GetServerlessInstanceRestoreJobsResult>;
    };

    getServerlessInstanceRestoreJobsOutput: {
        /** Output form of {@link getServerlessInstanceRestoreJobs}: its arguments can be outputs, and it waits for the resources that they depend on. */
        (
            args: OutputArgs<GetServerlessInstanceRestoreJobsArgs>,
            options?: OutputOptions,
        ): pulumi.Output<GetServerlessInstanceRestoreJobsResult>;
    };

    getServerlessInstanceSnapshot: {
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
        (
            args: GetServerlessInstanceSnapshotArgs,
            options?: Options,
        ): Promise<GetServerlessInstanceSnapshotResult>;
    };

    getServerlessInstanceSnapshotOutput: {
        /** Output form of {@link getServerlessInstanceSnapshot}: its arguments can be outputs, and it waits for the resources that they depend on. */
        (
            args: OutputArgs<GetServerlessInstanceSnapshotArgs>,
            options?: OutputOptions,
        ): pulumi.Output<GetServerlessInstanceSnapshotResult>;
    };
}

type Provider = pulumi.ProviderResource | undefined;

/**
 * The two forms of every function.
 *
 * @param entryPoint Where a program imports them, and their Provider, from.
 * @param invoke Asks for the result, of the account of a Provider that is known, else of the surroundings.
 * @param checkNow Refuses what is known to be wrong: an output that fails so early makes Node warn of rejections.
 */
export function createDataSources(
    entryPoint: EntryPoint,
    invoke: (dataSource: DataSource, args: object, provider: Provider) => Promise<unknown>,
    checkNow: (args: object, provider: Provider) => void = () => undefined,
) {
    const settingsOf = (provider: Provider) => pulumi.output(accountOf(provider, entryPoint) ?? {});
    const promise =
        <Result>(dataSource: DataSource) =>
        async (args: object = {}, { provider }: { provider?: Provider } = {}): Promise<Result> => {
            refuseForeign(dataSource, provider, entryPoint);
            if (provider !== undefined) {
                await assertKnown(dataSource, settingsOf(provider));
            }
            return (await invoke(dataSource, args, provider)) as Result;
        };
    const output =
        <Result>(dataSource: DataSource) =>
        (
            args: object = {},
            { provider, dependsOn }: { provider?: Provider } & OutputFormOptions = {},
        ): pulumi.Output<Result> => {
            refuseForeign(dataSource, provider, entryPoint);
            checkNow(args, provider);
            // Whoever may see an account's clusters may see them without its credentials being secret.
            const account = pulumi.unsecret(settingsOf(provider));
            return applyAfterResources(args, { dependsOn, also: [account] }, (known) =>
                promise<Result>(dataSource)(known, { provider }),
            );
        };
    return { promise, output };
}
