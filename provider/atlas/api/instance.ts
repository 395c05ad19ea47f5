import type { PassThroughOutputs } from "./outputs";

/** The Atlas API that manages a cluster: that of serverless instances, or that of Flex clusters. */
export type ServedBy = "serverless" | "flex";

/** A cluster as Atlas returns it. Enum values are passed on as they are, including new ones. */
export interface Instance extends PassThroughOutputs {
    /** 24 hexadecimal digits. */
    id: string;
    /** The project's id. */
    groupId: string;
    name: string;
    /** `IDLE`, `CREATING`, `UPDATING`, `DELETING`, `REPAIRING`, or something newer. */
    stateName: string;
    connectionStrings: ConnectionStrings;
    providerSettings: ProviderSettings;
    /** Absent where Atlas does not say. */
    continuousBackupEnabled?: boolean;
    tags: Record<string, string>;
    terminationProtectionEnabled: boolean;
    servedBy: ServedBy;
}

/** Connection strings of a cluster, without credentials. */
export interface ConnectionStrings {
    /** The `mongodb+srv://` string. Absent until Atlas has finished creating the cluster. */
    standardSrv?: string;
    /** The `mongodb://` string. Absent for serverless instances, and until Atlas has finished creating the cluster. */
    standard?: string;
    /** Private endpoint connection strings. Empty for Flex clusters, which don't support private endpoints. */
    privateEndpoint: PrivateEndpointConnection[];
}

/** A private endpoint connection string. Flex clusters don't support private endpoints. */
export interface PrivateEndpointConnection {
    /** The `mongodb+srv://` string that uses the endpoints, without credentials. */
    srvConnectionString?: string;
    /** The type of process that the string connects to: `MONGOS`. */
    type?: string;
    /** The endpoints that the string uses. */
    endpoints: PrivateEndpoint[];
}

/** A private endpoint of a cloud provider. */
export interface PrivateEndpoint {
    /** ID of the endpoint at the cloud provider. */
    endpointId?: string;
    /** Cloud provider: `AWS` or `AZURE`. */
    providerName?: string;
    /** Region of the endpoint, as Atlas returns it. */
    region?: string;
}

/** Cloud provider and region of a cluster, and what Atlas chose for it. */
export interface ProviderSettings {
    /** Cloud provider: `AWS`, `AZURE`, or `GCP`. */
    backingProviderName: string;
    /** Region, by its name in Atlas, such as `US_EAST_1`. */
    regionName: string;
    /** Kind of cluster: `SERVERLESS` or `FLEX`. */
    providerName?: string;
    /** Only from the serverless API: `TENANT` if Atlas migrated the instance to Flex. */
    effectiveProviderName?: string;
    /** Only from the serverless API: `FLEX` if Atlas migrated the instance to Flex. */
    effectiveInstanceSizeName?: string;
    /** Storage limit, in gigabytes. */
    effectiveDiskSizeGBLimit?: number;
}

/** A snapshot of a cluster. Enum values are passed on as Atlas returns them, including new ones. */
export interface Snapshot {
    /** ID of the snapshot in Atlas: 24 lowercase hexadecimal characters. */
    id: string;
    /** When the snapshot was taken: ISO 8601, UTC. */
    createdAt?: string;
    /** When Atlas deletes the snapshot: ISO 8601, UTC. */
    expiresAt?: string;
    /** Schedule: `hourly`, `daily`, `weekly`, or `monthly`. Absent for Flex clusters. */
    frequencyType?: string;
    /** Type: `onDemand` or `scheduled`. Always `scheduled` for Flex clusters. */
    snapshotType?: string;
    /** Status: `queued`, `inProgress`, `completed`, or `failed`. */
    status?: string;
    /** Version of MongoDB that the cluster ran when the snapshot was taken. */
    mongodVersion?: string;
    /** Name of the cluster. */
    serverlessInstanceName?: string;
    /**
     * Size in bytes. A size of 2^53 or more, which a number can't hold exactly, is a string of decimal digits. Absent for Flex
     * clusters.
     */
    storageSizeBytes?: number | string;
}

/** A restore job: it replaces all data of a cluster by those of a snapshot. */
export interface RestoreJob {
    /** ID of the restore job in Atlas: 24 lowercase hexadecimal characters. */
    id: string;
    /** Status: `queued`, `inProgress`, `completed`, `failed`, `expired`, or `cancelled`. */
    status: string;
    /** ID of the snapshot. */
    snapshotId?: string;
    /** Name of the cluster that gets the data. */
    targetName?: string;
    /** ID of the project of that cluster. */
    targetProjectId?: string;
    /** When Atlas accepted the restore job: ISO 8601, UTC. */
    createdAt: string;
    /** When the data were restored: ISO 8601, UTC. Absent until then, and if they weren't. */
    finishedAt?: string;
}

/** What a restore job is started with. */
export interface NewRestore {
    snapshotId: string;
    /** The cluster that gets the data. */
    target: { groupId: string; name: string };
}

/** What a new cluster is created from. Atlas chooses what is absent. */
export interface NewInstance {
    name: string;
    backingProviderName: string;
    regionName: string;
    continuousBackupEnabled?: boolean;
    tags?: Record<string, string>;
    terminationProtectionEnabled?: boolean;
}

/** What can be updated in place. What is absent stays as it is. `tags` replaces all tags. */
export interface InstanceChange {
    continuousBackupEnabled?: boolean;
    tags?: Record<string, string>;
    terminationProtectionEnabled?: boolean;
}
