/** The types that programs may want to name, whichever entry point they use. */
export type { InputOf, ServerlessInstanceArgs } from "./inputs";
export type { ProviderArgs } from "./provider-args";
export type {
    GetServerlessInstanceArgs,
    GetServerlessInstanceResult,
    GetServerlessInstanceRestoreJobsArgs,
    GetServerlessInstanceRestoreJobsResult,
    GetServerlessInstancesArgs,
    GetServerlessInstancesResult,
    GetServerlessInstanceSnapshotArgs,
    GetServerlessInstanceSnapshotResult,
    GetServerlessInstanceSnapshotsArgs,
    GetServerlessInstanceSnapshotsResult,
} from "../provider/instance/data-sources";
export type { OutputArgs } from "./apply-after-resources";
export type {
    ConnectionStrings,
    PrivateEndpoint,
    PrivateEndpointConnection,
    ProviderSettings,
    RestoreJob,
    ServedBy,
    Snapshot,
} from "../provider/atlas/api/instance";
export type {
    RestoreSource,
    ServerlessBackupOptions,
    ServerlessInstanceInputs,
    ServerlessProviderSettings,
} from "../provider/instance/model/inputs";
export type { RestoredFrom, ServerlessInstanceOutputs } from "../provider/instance/state";
