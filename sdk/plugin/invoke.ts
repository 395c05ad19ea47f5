import * as pulumi from "@pulumi/pulumi";
import { InvalidArgumentError } from "../../provider/atlas/errors";
import { errorFromRecord } from "../../provider/atlas/errors/record";
import { asRecord } from "../../provider/atlas/json-readers";
import type { DataSource } from "../../provider/instance/data-sources";
import { errorKey, errorsAsResults, pluginDownloadURL, tokenOf } from "../../provider/plugin/tokens";
import { version } from "../../provider/version";
import { createDataSources, type DataSources, type OutputFormOptions } from "../data-sources";
import { asRunError } from "../run-error";
import type { Provider } from "./provider";

/** Options of a function. */
export interface DataSourceOptions {
    /** Explicit provider, for another Atlas account. Default: the account of the environment, else of the stack configuration. */
    provider?: Provider | undefined;
}

/** Options of the `...Output` forms. */
export interface DataSourceOutputOptions extends DataSourceOptions, OutputFormOptions {}

type Functions = DataSources<DataSourceOptions, DataSourceOutputOptions>;

const { promise, output } = createDataSources("pulumi-atlas-serverless/plugin", invoke);

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

/**
 * Has the engine ask the plugin.
 *
 * @throws AtlasServerlessError, which Pulumi takes for a RunError.
 */
async function invoke(
    dataSource: DataSource,
    args: object,
    provider: pulumi.ProviderResource | undefined,
): Promise<unknown> {
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
    return answer;
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
