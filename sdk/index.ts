/**
 * Pulumi provider for MongoDB Atlas serverless databases.
 *
 * @packageDocumentation
 */
export { ServerlessInstance } from "./serverless-instance";
export type { InputOf, ServerlessInstanceArgs } from "./inputs";
export { Provider } from "./provider";
export type { ProviderArgs } from "./provider";
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
export type {
    GetServerlessInstanceArgs,
    GetServerlessInstanceResult,
    GetServerlessInstancesArgs,
    GetServerlessInstancesResult,
    GetServerlessInstanceSnapshotArgs,
    GetServerlessInstanceSnapshotResult,
    GetServerlessInstanceSnapshotsArgs,
    GetServerlessInstanceSnapshotsResult,
} from "./data-sources";
export type { DataSourceOptions, DataSourceOutputOptions, OutputArgs } from "./asking";
export type {
    ConnectionStrings,
    PrivateEndpoint,
    PrivateEndpointConnection,
    ProviderSettings,
    ServedBy,
    Snapshot,
} from "../provider/atlas/instance";
export type {
    ServerlessBackupOptions,
    ServerlessInstanceInputs,
    ServerlessProviderSettings,
} from "../provider/instance/inputs";
export type { ServerlessInstanceOutputs } from "../provider/instance/state";
