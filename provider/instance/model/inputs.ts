/**
 * What a program declares of a cluster. These types are the source of the JSON schema that `check` validates
 * against (`npm run schema`), and of the arguments that the SDK shows to users.
 */

/** The inputs of a ServerlessInstance, once Pulumi has resolved them. */
export interface ServerlessInstanceInputs {
    /**
     * ID of the Atlas project: 24 lowercase hexadecimal characters.
     *
     * Default: the explicit provider's `projectId`, else the stack configuration's `atlas:projectId`, else the environment
     * variable `MONGODB_ATLAS_PROJECT_ID`. Changing this replaces the cluster.
     *
     * @willReplaceOnChanges true
     */
    projectId: string;

    /**
     * Name of the cluster: up to 64 letters, digits, and hyphens, starting with a letter or digit. The first 23 characters must
     * be unique within the project, and the 23rd can't be a hyphen.
     *
     * Default: an auto-generated name, made of the resource name and 7 hexadecimal characters. Changing this replaces the
     * cluster: the new one is created first, and then the old one is deleted.
     *
     * @willReplaceOnChanges true
     */
    name?: string;

    /** Cloud provider and region of the cluster. Required. Changing this replaces the cluster. */
    providerSettings: ServerlessProviderSettings;

    /**
     * Backup options. They have no effect on Flex clusters, which means every cluster created since February 2025. Updated in
     * place.
     *
     * Default: not managed. If you never set this, the provider doesn't send or compare it.
     */
    serverlessBackupOptions?: ServerlessBackupOptions;

    /**
     * Tags of the cluster, as a map from key to value: up to 49, or 50 with `ownershipTag: false`. Keys and values have 1 to 255
     * characters. Updated in place.
     *
     * Default: not managed. If you remove this input after setting it, all tags except the ownership tag are removed.
     */
    tags?: { [key: string]: string };

    /**
     * Whether Atlas's termination protection is on. While it is, destroying or replacing the cluster returns an error. Updated in
     * place.
     *
     * Default: not managed (Atlas creates clusters without it). If you remove this input after setting it, protection is turned
     * off.
     */
    terminationProtectionEnabled?: boolean;

    /**
     * Which Atlas API to use. `auto` uses the serverless API where it still works, and the Flex API otherwise. You normally don't
     * need to set this.
     *
     * Default: `auto`. Changing only this is no update.
     */
    apiGeneration?: "auto" | "serverless" | "flex";

    /**
     * Whether to create the cluster by upgrading the shared-tier cluster (M2, M5) with this `name`, including its data. Atlas
     * removed this operation in February 2025. Since then, this adopts the Flex cluster that Atlas made of the shared-tier
     * cluster, as `adopt: true` does. It requires `name`.
     *
     * Default: `false`. Changing only this is no update.
     */
    upgradeFromSharedTier?: boolean;

    /**
     * Whether to adopt an existing cluster with this `name` instead of returning an error. `true` adopts a cluster that has no
     * ownership tag, or creates one if no cluster has the name. It requires `name`. A cluster ID (24 lowercase hexadecimal
     * characters) adopts that cluster, even if another stack manages it. Cloud provider and region must be as declared.
     *
     * Default: `false`. Changing only this is no update.
     */
    adopt?: boolean | string;

    /**
     * Whether the cluster has the ownership tag `pulumi-owner`, by which the provider recognizes the clusters that it manages.
     * Without the tag, existing clusters can't be adopted, and interrupted creates can't be resumed.
     *
     * Default: `true`. Changing only this is no update: it takes effect with the next update of another input.
     */
    ownershipTag?: boolean;

    /**
     * The snapshot whose data the new cluster starts with. The create isn't finished until the data are restored. It acts only
     * when the cluster is created: nothing is ever restored to a cluster that exists already. It can't be combined with `adopt`
     * or `upgradeFromSharedTier`.
     *
     * Default: the new cluster is empty. Changing only this is no update, and restores nothing.
     */
    restoreFrom?: RestoreSource;
}

/** A snapshot, and the cluster that it was taken of. */
export interface RestoreSource {
    /** ID of the snapshot in Atlas: 24 lowercase hexadecimal characters. Required. */
    snapshotId: string;

    /** Name of the cluster that the snapshot was taken of. Required. */
    name: string;

    /**
     * ID of the project of that cluster: 24 lowercase hexadecimal characters. The credentials must have the role Project Owner
     * there.
     *
     * Default: the project of the new cluster.
     */
    projectId?: string;
}

/** Cloud provider and region of a cluster. */
export interface ServerlessProviderSettings {
    /**
     * Cloud provider. Required. Changing this replaces the cluster.
     *
     * @willReplaceOnChanges true
     */
    backingProviderName: "AWS" | "AZURE" | "GCP";

    /**
     * Region, by its name in Atlas, such as `US_EAST_1`, not by the cloud provider's own, `us-east-1`. The preview warns of a
     * region that MongoDB doesn't list for Flex clusters. Required. Changing this replaces the cluster.
     *
     * @willReplaceOnChanges true
     */
    regionName: string;

    /** Kind of cluster. `SERVERLESS` is the only value, and the default. You don't need to set this. */
    providerName?: "SERVERLESS";
}

/** Backup options of a cluster. */
export interface ServerlessBackupOptions {
    /**
     * Whether continuous backup is on: it can restore any moment of the last 72 hours, and is billed. It has no effect on Flex
     * clusters, which means every cluster created since February 2025; the preview says so. Updated in place.
     *
     * Default: not managed. If you remove this input after setting it, continuous backup is turned off.
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

// These three are Pulumi's own, by the names that its SDK has for them; a test holds them to it. To load the SDK for them would take
// a provider's process longer than all else that it loads.

/** The key under which Pulumi says what a value is that JSON has no word for. */
export const specialSigKey = "4dabf18193072939515e22adb298388d";

/** What it says there of a secret. */
export const specialSecretSig = "1b47061264138c4ac30d75fd1eb44270";

/** The snapshot that a new cluster is to start with, in the project that is meant; undefined where it is to be empty. */
export function restoreSourceOf({
    restoreFrom,
    projectId,
}: Pick<Inputs, "restoreFrom" | "projectId">): Required<RestoreSource> | undefined {
    return restoreFrom && { ...restoreFrom, projectId: restoreFrom.projectId ?? projectId };
}

/** A whole value that is not known before the deployment, whatever type it will have. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
