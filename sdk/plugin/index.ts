/**
 * The same clusters, managed by Pulumi's plugin rather than by its dynamic provider.
 *
 * Types that are not described here are those of `pulumi-atlas-serverless`, and are exported here too: `ServerlessInstanceArgs`,
 * `ProviderArgs`, and all others. If their descriptions name a configuration key such as `atlas:projectId`, the plugin's key is
 * `atlas-serverless:projectId`.
 *
 * @module pulumi-atlas-serverless/plugin
 */
import "../check-node-version";
export { ServerlessInstance } from "./serverless-instance";
export { Provider } from "./provider";
export {
    getServerlessInstance,
    getServerlessInstanceOutput,
    getServerlessInstances,
    getServerlessInstancesOutput,
    getServerlessInstanceRestoreJobs,
    getServerlessInstanceRestoreJobsOutput,
    getServerlessInstanceSnapshot,
    getServerlessInstanceSnapshotOutput,
    getServerlessInstanceSnapshots,
    getServerlessInstanceSnapshotsOutput,
} from "./invoke";
export * from "../errors";
export type { DataSourceOptions, DataSourceOutputOptions } from "./invoke";
export type * from "../types";
