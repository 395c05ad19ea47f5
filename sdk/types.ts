/** The types that programs may want to name, whichever door they use. */
export type { InputOf, ServerlessInstanceArgs } from "./inputs";
export type { ProviderArgs } from "./provider";
export type {
    GetServerlessInstanceArgs,
    GetServerlessInstanceResult,
    GetServerlessInstancesArgs,
    GetServerlessInstancesResult,
    GetServerlessInstanceSnapshotArgs,
    GetServerlessInstanceSnapshotResult,
    GetServerlessInstanceSnapshotsArgs,
    GetServerlessInstanceSnapshotsResult,
} from "../provider/instance/queries";
export type { OutputArgs } from "./once-there";
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
