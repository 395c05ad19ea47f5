/**
 * Pulumi provider for MongoDB Atlas serverless databases.
 *
 * @packageDocumentation
 */
export { ServerlessInstance } from "./serverless-instance";
export type { InputOf, ServerlessInstanceArgs } from "./inputs";
export {
    getServerlessInstances,
    getServerlessInstancesOutput,
    getServerlessInstanceSnapshots,
    getServerlessInstanceSnapshotsOutput,
} from "./data-sources";
export type {
    DataSourceOptions,
    GetServerlessInstancesArgs,
    GetServerlessInstancesResult,
    GetServerlessInstanceSnapshotsArgs,
    GetServerlessInstanceSnapshotsResult,
    OutputArgs,
} from "./data-sources";
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
