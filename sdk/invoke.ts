import * as pulumi from "@pulumi/pulumi";
import { nameAProject, projectIdProblem, resolveSettings } from "../provider/atlas/settings";
import { AtlasServerlessError, ConfigurationError, InvalidArgumentError } from "../provider/atlas/errors";
import type { DataSource, DataSourceArgs } from "../provider/instance/data-sources";
import { getConfig, ambientProject, warnPlaintextSecrets } from "./ambient-config";
import type { OutputArgs } from "./apply-after-resources";
import { createDataSources, type DataSources, type OutputFormOptions } from "./data-sources";
import { providerArgs, type Provider } from "./provider";
import type { ProviderArgs } from "./provider-args";
import { asRunError } from "./run-error";

/** Options of a function. */
export interface DataSourceOptions {
    /** Explicit provider, for another Atlas account. Default: the account of the environment, else of the stack configuration. */
    provider?: Provider | undefined;
}

/** Options of the `...Output` forms. */
export interface DataSourceOutputOptions extends DataSourceOptions, OutputFormOptions {}

type Functions = DataSources<DataSourceOptions, DataSourceOutputOptions>;

const { promise, output } = createDataSources("pulumi-atlas-serverless", invoke, checkNow);

export const getServerlessInstances: Functions["getServerlessInstances"] = promise("getServerlessInstances");
export const getServerlessInstancesOutput: Functions["getServerlessInstancesOutput"] =
    output("getServerlessInstances");
export const getServerlessInstance: Functions["getServerlessInstance"] = promise("getServerlessInstance");
export const getServerlessInstanceOutput: Functions["getServerlessInstanceOutput"] =
    output("getServerlessInstance");
export const getServerlessInstanceSnapshots: Functions["getServerlessInstanceSnapshots"] = promise(
    "getServerlessInstanceSnapshots",
);
export const getServerlessInstanceSnapshotsOutput: Functions["getServerlessInstanceSnapshotsOutput"] = output(
    "getServerlessInstanceSnapshots",
);
export const getServerlessInstanceRestoreJobs: Functions["getServerlessInstanceRestoreJobs"] = promise(
    "getServerlessInstanceRestoreJobs",
);
export const getServerlessInstanceRestoreJobsOutput: Functions["getServerlessInstanceRestoreJobsOutput"] =
    output("getServerlessInstanceRestoreJobs");
export const getServerlessInstanceSnapshot: Functions["getServerlessInstanceSnapshot"] = promise(
    "getServerlessInstanceSnapshot",
);
export const getServerlessInstanceSnapshotOutput: Functions["getServerlessInstanceSnapshotOutput"] = output(
    "getServerlessInstanceSnapshot",
);

/** The arguments of all functions. */
interface ProjectArgs {
    projectId?: string | undefined;
}

/**
 * Sends a function's query to Atlas, in the project that the arguments name, else the account, the configuration, or the environment.
 *
 * @throws AtlasServerlessError, which Pulumi takes for a RunError.
 */
async function invoke(
    dataSource: DataSource,
    args: object,
    provider: pulumi.ProviderResource | undefined,
): Promise<unknown> {
    const account: pulumi.Unwrap<ProviderArgs> = provider === undefined ? {} : await settingsOf(provider);
    try {
        const projectId = projectOf(args, account);
        warnPlaintextSecrets();
        // What talks to Atlas is loaded when a program first asks, since most programs only declare.
        const [{ withClusters }, { functions, missingArguments }] = await Promise.all([
            import("./connections.ts"),
            import("../provider/instance/data-sources.ts"),
        ]);
        const own = new Map(
            Object.entries(account).flatMap(([key, value]) =>
                value === undefined ? [] : [[key, String(value)]],
            ),
        );
        const settings =
            provider === undefined
                ? resolveSettings(process.env, getConfig)
                : resolveSettings(process.env, (key) => own.get(key), "configuration");
        return await withClusters<object>(settings, (clusters, options) => {
            // Types do not hold in JavaScript.
            const [missing] = missingArguments(dataSource, args);
            if (missing !== undefined) {
                throw new InvalidArgumentError(`${dataSource}: ${missing.problem}.`);
            }
            return functions[dataSource].query(clusters, { ...(args as DataSourceArgs), projectId }, options);
        });
    } catch (error) {
        throw AtlasServerlessError.isInstance(error) ? asRunError(error) : error;
    }
}

function settingsOf(provider: pulumi.ProviderResource): Promise<pulumi.Unwrap<ProviderArgs>> {
    const settings = pulumi.output(providerArgs(provider) ?? {});
    return new Promise((resolve) => void settings.apply(resolve));
}

/** A project that is known to be wrong fails the call: an output that fails so early makes Node warn of rejections. */
function checkNow(
    { projectId }: OutputArgs<ProjectArgs>,
    provider: pulumi.ProviderResource | undefined,
): void {
    if (
        typeof projectId === "string" ||
        (projectId === undefined && providerArgs(provider)?.projectId === undefined)
    ) {
        projectOf({ projectId }, {});
    }
}

function projectOf(args: ProjectArgs, account: pulumi.Unwrap<ProviderArgs>): string {
    const projectId = args.projectId ?? account.projectId ?? ambientProject()?.projectId;
    if (projectId === undefined) {
        throw asRunError(new ConfigurationError(`No Atlas project: ${nameAProject()}.`));
    }
    const problem = projectIdProblem(projectId);
    if (problem !== undefined) {
        throw asRunError(new InvalidArgumentError(`${problem}.`));
    }
    return projectId;
}
