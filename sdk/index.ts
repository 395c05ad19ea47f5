/**
 * Pulumi provider for MongoDB Atlas Flex clusters (formerly serverless instances).
 *
 * @module pulumi-atlas-serverless
 */
import "./check-node-version";
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
export * from "./errors";
export type { DataSourceOptions, DataSourceOutputOptions } from "./invoke";
export type * from "./types";
