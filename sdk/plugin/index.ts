/**
 * The same clusters behind Pulumi's plugin rather than its dynamic provider.
 *
 * What is not described here is as in `pulumi-atlas-serverless`, and exported here too: `ServerlessInstanceArgs`,
 * `ProviderArgs` and all the others. Where their descriptions name a key of the configuration, such as `atlas:projectId`,
 * the plugin's is `atlas-serverless:projectId`.
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
    getServerlessInstanceSnapshot,
    getServerlessInstanceSnapshotOutput,
    getServerlessInstanceSnapshots,
    getServerlessInstanceSnapshotsOutput,
} from "./data-sources";
export * from "../errors";
export type { DataSourceOptions, DataSourceOutputOptions } from "./data-sources";
export type * from "../types";
