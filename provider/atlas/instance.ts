/** One name for both generations of the API: the resource and its state know no other. */
export type ServedBy = "serverless" | "flex";

/** A database as Atlas shows it. Enum values are carried as Atlas gives them, new ones too. */
export interface Instance {
    /** 24 hexadecimal digits. */
    id: string;
    /** The project's id. */
    groupId: string;
    name: string;
    /** `IDLE`, `CREATING`, `UPDATING`, `DELETING`, `REPAIRING`, or something newer. */
    stateName: string;
    /** ISO 8601, UTC. */
    createDate?: string;
    mongoDBVersion?: string;
    connectionStrings: ConnectionStrings;
    providerSettings: ProviderSettings;
    /** Absent where Atlas does not say. */
    continuousBackupEnabled?: boolean;
    tags: Record<string, string>;
    terminationProtectionEnabled: boolean;
    servedBy: ServedBy;
}

/** How to connect to a database. */
export interface ConnectionStrings {
    /** `mongodb+srv://…`; absent until the database is ready. */
    standardSrv?: string;
    /** `mongodb://…`; only databases of the Flex generation have one. */
    standard?: string;
    /** One for each private endpoint that is ready; empty where there is none. */
    privateEndpoint: PrivateEndpointConnection[];
}

/** A connection string that goes through private endpoints. */
export interface PrivateEndpointConnection {
    srvConnectionString?: string;
    /** `MONGOS`. */
    type?: string;
    endpoints: PrivateEndpoint[];
}

/** A private endpoint in a cloud. */
export interface PrivateEndpoint {
    endpointId?: string;
    /** `AWS` or `AZURE`. */
    providerName?: string;
    region?: string;
}

/** Where a database runs, and what Atlas made of it. */
export interface ProviderSettings {
    /** `AWS`, `AZURE` or `GCP`. */
    backingProviderName: string;
    /** Atlas's own form: `US_EAST_1`. */
    regionName: string;
    /** `SERVERLESS` or `FLEX`. */
    providerName?: string;
    effectiveProviderName?: string;
    effectiveInstanceSizeName?: string;
    /** Gigabytes. */
    effectiveDiskSizeGBLimit?: number;
}

/** A snapshot of a database. Enum values are carried as Atlas gives them, new ones too. */
export interface Snapshot {
    /** 24 hexadecimal digits. */
    id: string;
    /** ISO 8601, UTC. */
    createdAt?: string;
    /** ISO 8601, UTC. */
    expiresAt?: string;
    /** `hourly`, `daily`, `weekly`, `monthly`. */
    frequencyType?: string;
    /** `onDemand`, `scheduled`. */
    snapshotType?: string;
    /** `queued`, `inProgress`, `completed`, `failed`. */
    status?: string;
    mongodVersion?: string;
    serverlessInstanceName?: string;
    /** Bytes; beyond 2^53, where a number would not be exact, the decimal digits as a text. */
    storageSizeBytes?: number | string;
}

/** What a new database is made from; what is left out is left to Atlas. */
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
