/**
 * The same databases behind Pulumi's plugin rather than its dynamic provider: `pulumi-atlas-serverless/plugin`.
 *
 * @packageDocumentation
 */
import "../node";
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
export type { DataSourceOptions, DataSourceOutputOptions } from "./data-sources";
export type * from "../types";
