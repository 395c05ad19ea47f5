/**
 * What a program declares of a cluster. These types are the source of the JSON schema that `check` validates
 * against (`npm run schema`), and of the arguments that the SDK shows to users.
 */

/** The inputs of a ServerlessInstance, once Pulumi has resolved them. */
export interface ServerlessInstanceInputs {
    /**
     * The Atlas project that the cluster lives in: 24 hexadecimal digits.
     *
     * Default: the configuration's `atlas:projectId`, else the environment's `MONGODB_ATLAS_PROJECT_ID`. A change
     * replaces the cluster.
     *
     * @willReplaceOnChanges true
     */
    projectId: string;

    /**
     * The cluster's name: letters, digits and hyphens, at most 64, the first 23 unique in the project.
     *
     * Default: an automatic one, made of the resource's name and seven hexadecimal digits. A change replaces the
     * cluster: the new one is created first, and the old one is deleted afterwards.
     *
     * @willReplaceOnChanges true
     */
    name?: string;

    /** Where the cluster runs. Any change replaces the cluster. */
    providerSettings: ServerlessProviderSettings;

    /** How the cluster is backed up. Changed in place. Left out: as Atlas sets it. */
    serverlessBackupOptions?: ServerlessBackupOptions;

    /**
     * Tags of the cluster, by their keys: at most 49 (one more is this provider's own), keys and values 1 to 255
     * characters. Changed in place.
     *
     * Left out: tags are not managed. Removed from the program after they were set: all tags are cleared.
     */
    tags?: { [key: string]: string };

    /**
     * Whether Atlas refuses to delete the cluster. While it is on, destroying or replacing the cluster fails. Changed in
     * place.
     *
     * Left out: not managed (Atlas's default is false). Removed from the program after it was set: turned off.
     */
    terminationProtectionEnabled?: boolean;

    /**
     * Which generation of the Atlas API serves the cluster: `auto` finds out by itself, and moves with MongoDB from
     * serverless to Flex.
     *
     * Default: `auto`. A change alone changes nothing about the cluster.
     */
    apiGeneration?: "auto" | "serverless" | "flex";

    /**
     * Whether to make the cluster by upgrading the shared-tier cluster (M0, M2, M5) of this `name`, with its data.
     * Where Atlas no longer upgrades, the Flex cluster that MongoDB has made of it is taken on, as `adopt` does.
     *
     * Default: false. A change alone changes nothing about the cluster.
     */
    upgradeFromSharedTier?: boolean;

    /**
     * Whether to take on a cluster that is there already under this `name`, where it would otherwise be an error: `true`
     * takes one without an owner, the id of a cluster (24 hexadecimal digits) takes that one whoever owns it. Cloud
     * and region must be as declared.
     *
     * Default: false. A change alone changes nothing about the cluster.
     */
    adopt?: boolean | string;

    /**
     * Whether the cluster carries the tag `pulumi-owner`, by which this provider knows its own. Without it nothing
     * can be adopted, and a create that crashed must be cleaned up by hand.
     *
     * Default: true. A change alone changes nothing: the tag comes or goes with the next change of another
     * input.
     */
    ownershipTag?: boolean;
}

/** The cloud and the region that a cluster runs in. */
export interface ServerlessProviderSettings {
    /**
     * The cloud provider that the cluster runs on. A change replaces the cluster.
     *
     * @willReplaceOnChanges true
     */
    backingProviderName: "AWS" | "AZURE" | "GCP";

    /**
     * The region, in Atlas's own form: `US_EAST_1` (not `us-east-1`). A change replaces the cluster.
     *
     * @willReplaceOnChanges true
     */
    regionName: string;

    /** The kind of cluster; there is only one. Default: `SERVERLESS`. */
    providerName?: "SERVERLESS";
}

/** How a cluster is backed up. */
export interface ServerlessBackupOptions {
    /**
     * Whether Atlas keeps a continuous backup, from which any moment of the last 72 hours can be restored (billed),
     * rather than the two newest snapshots only. Changed in place.
     *
     * Left out: not managed. Removed from the program after it was set: turned off. Clusters that Atlas has made Flex clusters ignore it.
     */
    serverlessContinuousBackupEnabled?: boolean;
}

/**
 * What the SDK's constructor tells the provider beside the inputs: the provider's process knows neither the stack
 * nor the resource's name. The engine does not display properties that begin with two underscores.
 */
export interface InternalInputs {
    /** Where it is declared; `check` puts the next three in its place. */
    __origin?: DeclaredBy;
    /** The resource's URN: for its slot, for automatic names, and for messages on its own line. */
    __urn?: string;
    /** The identity of the state that it is in: see `ownership`. Absent where nobody knows one. */
    __identity?: string;
    /** Set by `check`: the URN that it had at the last deployment, where it has moved since. */
    __movedFrom?: string;
    /** Set by `check`: the name is an automatic one. */
    __automaticName?: boolean;
    /** Set by `check`: `pulumi:autonaming` has a say in this resource's name, which may make the engine delete first. */
    __autonaming?: boolean;
    /** Pulumi's `customTimeouts`, which the engine does not hand on. */
    __timeouts?: Timeouts;
    /** Pulumi's `retainOnDelete`, which the engine does not hand on. */
    __retainOnDelete?: boolean;
    /** Where `projectId` came from, where it was not an input. */
    __projectIdFrom?: string;
}

/** Where a cluster is declared. */
export interface DeclaredBy {
    urn: string;
    /** The state's identity; absent where there is none. */
    identity?: string;
}

/** Pulumi's `customTimeouts`: durations such as `30m`, `1h30m`, `45s`. */
export interface Timeouts {
    create?: string;
    update?: string;
    delete?: string;
}

/** All that reaches the provider. */
export type Inputs = ServerlessInstanceInputs & InternalInputs;

/** Inputs that `check` has passed: there is a name. */
export type CheckedInputs = Inputs & { name: string };

/** A whole value that is not known before the deployment, whatever type it will have. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
