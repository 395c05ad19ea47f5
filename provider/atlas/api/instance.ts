import type { ReportedProperties } from "./reported-properties";

/** The generation of the Atlas API that serves a cluster: as a serverless instance, or as a Flex cluster. */
export type ServedBy = "serverless" | "flex";

/** A cluster as Atlas shows it. Enum values are carried as Atlas gives them, new ones too. */
export interface Instance extends ReportedProperties {
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

/** How to connect to a cluster. */
export interface ConnectionStrings {
    /** `mongodb+srv://…`; absent until the cluster is ready. */
    standardSrv?: string;
    /** `mongodb://…`; only clusters of the Flex generation have one. */
    standard?: string;
    /** One for each private endpoint that is ready; empty where there is none. */
    privateEndpoint: PrivateEndpointConnection[];
}

/** A connection string that goes through private endpoints. */
export interface PrivateEndpointConnection {
    /** `mongodb+srv://…`, by way of the endpoints. Holds no password. */
    srvConnectionString?: string;
    /** What the string leads to: `MONGOS`. */
    type?: string;
    /** The endpoints that the string goes through. */
    endpoints: PrivateEndpoint[];
}

/** A private endpoint in a cloud. */
export interface PrivateEndpoint {
    /** The endpoint's id in that cloud. */
    endpointId?: string;
    /** The cloud: `AWS` or `AZURE`. */
    providerName?: string;
    /** The region of the endpoint, as Atlas gives it. */
    region?: string;
}

/** Where a cluster runs, and what Atlas made of it. */
export interface ProviderSettings {
    /** The cloud: `AWS`, `AZURE` or `GCP`. */
    backingProviderName: string;
    /** The region, in Atlas's own form: `US_EAST_1`. */
    regionName: string;
    /** The kind of cluster: `SERVERLESS` or `FLEX`. */
    providerName?: string;
    /** What the serverless API says the cluster runs as: `TENANT` where Atlas has made it a Flex cluster. */
    effectiveProviderName?: string;
    /** The size that the serverless API says it has: `FLEX` where Atlas has made it a Flex cluster. */
    effectiveInstanceSizeName?: string;
    /** The limit of the cluster's storage; of a Flex cluster, the size of its disk. Gigabytes. */
    effectiveDiskSizeGBLimit?: number;
}

/** A snapshot of a cluster. Enum values are carried as Atlas gives them, new ones too. */
export interface Snapshot {
    /** Atlas's id of the snapshot: 24 hexadecimal digits. */
    id: string;
    /** When it was taken: ISO 8601, UTC. */
    createdAt?: string;
    /** When Atlas deletes it: ISO 8601, UTC. */
    expiresAt?: string;
    /** Which schedule it belongs to: `hourly`, `daily`, `weekly`, `monthly`. Those of a Flex cluster have none. */
    frequencyType?: string;
    /** What it was taken for: `onDemand`, `scheduled`. Those of a Flex cluster are all `scheduled`. */
    snapshotType?: string;
    /** How far it is: `queued`, `inProgress`, `completed`, `failed`. */
    status?: string;
    /** The version of MongoDB that the cluster ran when it was taken. */
    mongodVersion?: string;
    /** The name of the cluster that it is of. */
    serverlessInstanceName?: string;
    /**
     * Its size in bytes; beyond 2^53, where a number would not be exact, the decimal digits as a text. Of a Flex cluster's
     * Atlas does not say.
     */
    storageSizeBytes?: number | string;
}

/** What a new cluster is made from; what is left out is left to Atlas. */
export interface NewInstance {
    name: string;
    backingProviderName: string;
    regionName: string;
    continuousBackupEnabled?: boolean;
    tags?: Record<string, string>;
    terminationProtectionEnabled?: boolean;
}

/** What can be changed in place; what is left out stays as it is. `tags` replaces all tags. */
export interface InstanceChange {
    continuousBackupEnabled?: boolean;
    tags?: Record<string, string>;
    terminationProtectionEnabled?: boolean;
}
