import * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError } from "../../provider/atlas/errors";
import { errorFromRecord } from "../../provider/atlas/errors/record";
import { asRecord } from "../../provider/atlas/json-readers";
import type {
    GetServerlessInstanceArgs,
    GetServerlessInstanceResult,
    GetServerlessInstancesArgs,
    GetServerlessInstancesResult,
    GetServerlessInstanceSnapshotArgs,
    GetServerlessInstanceSnapshotResult,
    GetServerlessInstanceSnapshotsArgs,
    GetServerlessInstanceSnapshotsResult,
} from "../../provider/instance/data-sources";
import {
    errorKey,
    errorsAsResults,
    pluginDownloadURL,
    tokenOf,
    type DataSource,
} from "../../provider/plugin/tokens";
import { version } from "../../provider/version";
import { refuseForeign } from "../accounts";
import { assertKnown } from "../assert-known";
import { applyAfterResources, type OutputArgs } from "../apply-after-resources";
import { asRunError } from "../run-error";
import { providerArgs, type Provider } from "./provider";

/** Options of a data source. */
export interface DataSourceOptions {
    /** The account to ask. Default: that of the environment, else of the configuration. */
    provider?: Provider | undefined;
}

/** Options of the `...Output` forms. */
export interface DataSourceOutputOptions extends DataSourceOptions {
    /** Resources to wait for, beside those that the arguments come from: as in Pulumi's resource options. */
    dependsOn?: pulumi.ResourceOptions["dependsOn"];
}

/** The two forms of a data source; in both the engine asks the plugin. */
function forms<Args extends object, Result>(dataSource: DataSource) {
    const ask = async (args: Args, { provider }: DataSourceOptions = {}): Promise<Result> => {
        refuseForeign(dataSource, provider, "pulumi-atlas-serverless/plugin");
        if (provider !== undefined) {
            await assertKnown(dataSource, pulumi.output(providerArgs(provider)));
        }
        const options = { version, pluginDownloadURL, ...(provider !== undefined && { provider }) };
        let answer: unknown;
        try {
            answer = await pulumi.runtime.invoke(
                tokenOf(dataSource),
                { ...args, [errorsAsResults]: true },
                options,
            );
        } catch (error) {
            throw failureOf(error);
        }
        const failure = errorFromRecord(asRecord(answer)[errorKey]);
        if (failure !== undefined) {
            throw asRunError(failure);
        }
        return answer as Result;
    };
    return {
        plain: ask,
        output: (
            args: OutputArgs<Args>,
            { dependsOn, ...options }: DataSourceOutputOptions = {},
        ): pulumi.Output<Result> => {
            refuseForeign(dataSource, options.provider, "pulumi-atlas-serverless/plugin");
            // Whoever may see an account's clusters may see them without its credentials being secret.
            const account = pulumi.unsecret(pulumi.output(providerArgs(options.provider)));
            return applyAfterResources<Args, Result>(args, { dependsOn, also: [account] }, (known) =>
                ask(known, options),
            );
        },
    };
}

/**
 * What the plugin, or Pulumi on the way to it, has said, without what Pulumi's SDK puts around it: of each argument that is
 * wrong the name, once more. Pulumi prints it without a stack: what goes wrong here is for the user to mend.
 */
function failureOf(error: unknown): Error {
    const message = error instanceof Error ? error.message : String(error);
    const [, problems] = /^Invoke of '\S+' failed: (.*)$/.exec(message) ?? [];
    return problems === undefined
        ? new pulumi.RunError(message.replace(/^invocation of \S+ returned an error: /, ""))
        : asRunError(new InvalidArgumentError(`${problems.replaceAll(/ \(\w+\)(?=; |$)/g, "")}.`));
}

const instances = forms<GetServerlessInstancesArgs, GetServerlessInstancesResult>("getServerlessInstances");
const instance = forms<GetServerlessInstanceArgs, GetServerlessInstanceResult>("getServerlessInstance");
const snapshots = forms<GetServerlessInstanceSnapshotsArgs, GetServerlessInstanceSnapshotsResult>(
    "getServerlessInstanceSnapshots",
);
const snapshot = forms<GetServerlessInstanceSnapshotArgs, GetServerlessInstanceSnapshotResult>(
    "getServerlessInstanceSnapshot",
);

/**
 * Lists all serverless instances of a project, whichever generation of the API serves them.
 *
 * Source: `listServerlessInstances` and `listFlexClusters`, all pages, asked by the plugin.
 *
 * @throws `AtlasServerlessError` where there are no credentials, or Atlas refuses; the message says what to do.
 */
export const getServerlessInstances = (
    args: GetServerlessInstancesArgs = {},
    options?: DataSourceOptions,
): Promise<GetServerlessInstancesResult> => instances.plain(args, options);
/** {@link getServerlessInstances}, once the resources that the arguments come from are there. */
export const getServerlessInstancesOutput = (
    args: OutputArgs<GetServerlessInstancesArgs> = {},
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstancesResult> => instances.output(args, options);

/**
 * Looks at one cluster by its name.
 *
 * Source: `getServerlessInstance`, `getFlexCluster`, asked by the plugin.
 *
 * @throws `AtlasServerlessError` where there is none, where there are no credentials, or Atlas refuses.
 */
export const getServerlessInstance = (
    args: GetServerlessInstanceArgs,
    options?: DataSourceOptions,
): Promise<GetServerlessInstanceResult> => instance.plain(args, options);
/** {@link getServerlessInstance}, once the resources that the arguments come from are there. */
export const getServerlessInstanceOutput = (
    args: OutputArgs<GetServerlessInstanceArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceResult> => instance.output(args, options);

/**
 * Lists the snapshots of a cluster, the newest first, all of them or those that a filter lets through.
 *
 * Source: `listServerlessBackupSnapshots`, `listFlexBackups`, all pages, asked by the plugin.
 *
 * @throws `AtlasServerlessError` where there are no credentials, no such cluster, or Atlas refuses; the message says what to do.
 */
export const getServerlessInstanceSnapshots = (
    args: GetServerlessInstanceSnapshotsArgs,
    options?: DataSourceOptions,
): Promise<GetServerlessInstanceSnapshotsResult> => snapshots.plain(args, options);
/** {@link getServerlessInstanceSnapshots}, once the resources that the arguments come from are there. */
export const getServerlessInstanceSnapshotsOutput = (
    args: OutputArgs<GetServerlessInstanceSnapshotsArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceSnapshotsResult> => snapshots.output(args, options);

/**
 * Looks at one snapshot of a cluster.
 *
 * Source: `getServerlessBackupSnapshot`, `getFlexBackup`, asked by the plugin.
 *
 * @throws `AtlasServerlessError` where there is no such snapshot or cluster, where there are no credentials, or Atlas refuses.
 */
export const getServerlessInstanceSnapshot = (
    args: GetServerlessInstanceSnapshotArgs,
    options?: DataSourceOptions,
): Promise<GetServerlessInstanceSnapshotResult> => snapshot.plain(args, options);
/** {@link getServerlessInstanceSnapshot}, once the resources that the arguments come from are there. */
export const getServerlessInstanceSnapshotOutput = (
    args: OutputArgs<GetServerlessInstanceSnapshotArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceSnapshotResult> => snapshot.output(args, options);
