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

/** Options of a function. */
export interface DataSourceOptions {
    /** Explicit provider, for another Atlas account. Default: the account of the environment, else of the stack configuration. */
    provider?: Provider | undefined;
}

/** Options of the `...Output` forms. */
export interface DataSourceOutputOptions extends DataSourceOptions {
    /** Resources to wait for, in addition to those that the arguments depend on. Default: none. */
    dependsOn?: pulumi.ResourceOptions["dependsOn"];
}

/** The two forms of a function; in both the engine asks the plugin. */
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
 * Lists the serverless instances and Flex clusters of a project.
 *
 * Atlas API: `listServerlessInstances` and `listFlexClusters`, all pages. The plugin sends the requests.
 *
 * @throws `AtlasServerlessError` if credentials are missing or Atlas returns an error. The message includes the next step.
 */
export const getServerlessInstances = (
    args: GetServerlessInstancesArgs = {},
    options?: DataSourceOptions,
): Promise<GetServerlessInstancesResult> => instances.plain(args, options);
/** Output form of {@link getServerlessInstances}: its arguments can be outputs, and it waits for the resources that they depend on. */
export const getServerlessInstancesOutput = (
    args: OutputArgs<GetServerlessInstancesArgs> = {},
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstancesResult> => instances.output(args, options);

/**
 * Gets one cluster by its name.
 *
 * Atlas API: `getServerlessInstance`, `getFlexCluster`. The plugin sends the requests.
 *
 * @throws `AtlasServerlessError` if credentials are missing, or Atlas returns an error; `NotFoundError` if the cluster doesn't exist.
 */
export const getServerlessInstance = (
    args: GetServerlessInstanceArgs,
    options?: DataSourceOptions,
): Promise<GetServerlessInstanceResult> => instance.plain(args, options);
/** Output form of {@link getServerlessInstance}: its arguments can be outputs, and it waits for the resources that they depend on. */
export const getServerlessInstanceOutput = (
    args: OutputArgs<GetServerlessInstanceArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceResult> => instance.output(args, options);

/**
 * Lists the snapshots of a cluster, newest first, with optional filters.
 *
 * Atlas API: `listServerlessBackupSnapshots`, `listFlexBackups`, all pages. The plugin sends the requests.
 *
 * @throws `AtlasServerlessError` if credentials are missing, or Atlas returns an error; `NotFoundError` if the cluster doesn't exist.
 */
export const getServerlessInstanceSnapshots = (
    args: GetServerlessInstanceSnapshotsArgs,
    options?: DataSourceOptions,
): Promise<GetServerlessInstanceSnapshotsResult> => snapshots.plain(args, options);
/** Output form of {@link getServerlessInstanceSnapshots}: its arguments can be outputs, and it waits for the resources that they depend on. */
export const getServerlessInstanceSnapshotsOutput = (
    args: OutputArgs<GetServerlessInstanceSnapshotsArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceSnapshotsResult> => snapshots.output(args, options);

/**
 * Gets one snapshot of a cluster by its ID.
 *
 * Atlas API: `getServerlessBackupSnapshot`, `getFlexBackup`. The plugin sends the requests.
 *
 * @throws `AtlasServerlessError` if credentials are missing, or Atlas returns an error; `NotFoundError` if the cluster or the snapshot
 * doesn't exist.
 */
export const getServerlessInstanceSnapshot = (
    args: GetServerlessInstanceSnapshotArgs,
    options?: DataSourceOptions,
): Promise<GetServerlessInstanceSnapshotResult> => snapshot.plain(args, options);
/** Output form of {@link getServerlessInstanceSnapshot}: its arguments can be outputs, and it waits for the resources that they depend on. */
export const getServerlessInstanceSnapshotOutput = (
    args: OutputArgs<GetServerlessInstanceSnapshotArgs>,
    options?: DataSourceOutputOptions,
): pulumi.Output<GetServerlessInstanceSnapshotResult> => snapshot.output(args, options);
