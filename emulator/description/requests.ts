// What requests come to once they are read: the types of the shapes in `schemas`.
import type { BackingProvider } from "../regions";
import type { Tag } from "../world/cluster";

/** What both generations let be changed; the backup options are the serverless generation's. */
export interface ChangeBody {
    readonly tags?: readonly Tag[];
    readonly terminationProtectionEnabled?: boolean;
    readonly serverlessBackupOptions?: { readonly serverlessContinuousBackupEnabled?: boolean };
}

/** What a new cluster is described by. */
export interface CreateBody extends ChangeBody {
    readonly name: string;
    readonly providerSettings: { readonly backingProviderName: BackingProvider; readonly regionName: string };
}

/** The bodies, by the names of their shapes. */
export interface Bodies {
    readonly ServerlessInstanceDescriptionCreate: CreateBody;
    readonly ServerlessInstanceDescriptionUpdate: ChangeBody;
    readonly ServerlessBackupRestoreJobCreate: {
        readonly deliveryType: string;
        readonly snapshotId?: string;
        readonly targetClusterName: string;
        readonly targetGroupId: string;
    };
    readonly FlexClusterDescriptionCreate: CreateBody;
    readonly FlexClusterDescriptionUpdate: ChangeBody;
    readonly FlexBackupRestoreJobCreate: {
        readonly snapshotId: string;
        readonly targetDeploymentItemName: string;
        readonly targetProjectId?: string;
    };
}

/** The query parameters, by the kinds of operations. */
export interface Queries {
    readonly common: object;
    readonly list: {
        readonly includeCount?: boolean;
        readonly itemsPerPage?: number;
        readonly pageNum?: number;
    };
    readonly indexing: { readonly enable: boolean };
}
