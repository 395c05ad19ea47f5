import * as pulumi from "@pulumi/pulumi";
import type { ConnectionStrings, ProviderSettings, ServedBy } from "../provider/atlas/api/instance";
import { eachPassThroughAs, type PassThroughOutputs } from "../provider/atlas/api/outputs";
import type { ServerlessBackupOptions } from "../provider/instance/model/inputs";
import type { RestoredFrom } from "../provider/instance/state";
import type { ServerlessInstanceArgs } from "./inputs";

/** What Atlas reports, as outputs. */
type PassThroughOutputProperties = {
    readonly [Name in keyof PassThroughOutputs]-?: pulumi.Output<PassThroughOutputs[Name] | undefined>;
};

/** What Pulumi's SDK sets on the class of the same name by `outputPlaceholders`. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- the placeholders have these entries
export interface ServerlessInstanceBase extends PassThroughOutputProperties {}

/** The outputs of a cluster, which are the same for both entry points. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see above
export abstract class ServerlessInstanceBase extends pulumi.CustomResource {
    /** ID of the Atlas project: 24 lowercase hexadecimal characters. */
    declare readonly projectId: pulumi.Output<string>;
    /** Name of the cluster, auto-generated if the program doesn't set one. */
    declare readonly name: pulumi.Output<string>;
    /** Cloud provider and region, and what Atlas chose for the cluster. */
    declare readonly providerSettings: pulumi.Output<ProviderSettings>;
    /** Current backup options in Atlas. */
    declare readonly serverlessBackupOptions: pulumi.Output<ServerlessBackupOptions>;
    /** Current tags in Atlas, without the ownership tag. */
    declare readonly tags: pulumi.Output<Record<string, string>>;
    /** Whether termination protection is currently on in Atlas. */
    declare readonly terminationProtectionEnabled: pulumi.Output<boolean>;
    /** ID of the cluster in Atlas: 24 lowercase hexadecimal characters. */
    declare readonly instanceId: pulumi.Output<string>;
    /** State of the cluster: `IDLE` when it is ready, else `CREATING`, `UPDATING`, `DELETING`, or `REPAIRING`. */
    declare readonly stateName: pulumi.Output<string>;
    /**
     * Connection strings, without credentials. `standardSrv` is the `mongodb+srv://` string.
     *
     * After a successful `pulumi up` it is there, and so it has a type without `undefined`. It is undefined until Atlas has finished
     * creating the cluster: if `ServerlessInstance.get` or an import reads a cluster in the state `CREATING`, after an
     * interrupted create, and if a warning says that Atlas has no connection string yet.
     */
    declare readonly connectionStrings: pulumi.Output<
        ConnectionStrings & Required<Pick<ConnectionStrings, "standardSrv">>
    >;
    /** The Atlas API that manages the cluster: `serverless` or `flex`. */
    declare readonly servedBy: pulumi.Output<ServedBy>;
    /** The snapshot whose data the cluster started with. Undefined if it started empty. */
    declare readonly restoredFrom: pulumi.Output<RestoredFrom | undefined>;
}

/** Whether a value is a resource of a type, also where another copy of this package has made it. */
export function isOfType(value: unknown, type: string): boolean {
    return pulumi.CustomResource.isInstance(value) && Reflect.get(value, "__pulumiType") === type;
}

/** Pulumi's SDK creates output properties only for the names that it is given. */
export const outputPlaceholders = {
    projectId: undefined,
    name: undefined,
    providerSettings: undefined,
    serverlessBackupOptions: undefined,
    tags: undefined,
    terminationProtectionEnabled: undefined,
    instanceId: undefined,
    stateName: undefined,
    ...eachPassThroughAs(undefined),
    connectionStrings: undefined,
    servedBy: undefined,
    restoredFrom: undefined,
};

/**
 * Refuses what Pulumi would drop silently.
 *
 * @throws `pulumi.RunError` if the arguments have an `id` or `urn`.
 */
export function refuseReserved(name: string, args: ServerlessInstanceArgs): void {
    for (const reserved of ["id", "urn"]) {
        if (reserved in args) {
            throw new pulumi.RunError(
                `ServerlessInstance "${name}": unknown property "${reserved}". To read an existing cluster, use ` +
                    `ServerlessInstance.get(name, ` +
                    "id).",
            );
        }
    }
}
