import * as pulumi from "@pulumi/pulumi";
import type { ConnectionStrings, ProviderSettings, ServedBy } from "../provider/atlas/api/instance";
import { eachReportedAs, type ReportedProperties } from "../provider/atlas/api/reported-properties";
import type { ServerlessBackupOptions } from "../provider/instance/model/inputs";
import type { ServerlessInstanceArgs } from "./inputs";

/** What Atlas reports, as outputs. */
type ReportedOutputs = {
    readonly [Name in keyof ReportedProperties]-?: pulumi.Output<ReportedProperties[Name] | undefined>;
};

/** What Pulumi's SDK sets on the class of the same name by `outputPlaceholders`. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging, @typescript-eslint/no-empty-object-type -- the placeholders have these entries
export interface ServerlessInstanceBase extends ReportedOutputs {}

/** What a cluster gives, whichever entry point it is declared through. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- see above
export abstract class ServerlessInstanceBase extends pulumi.CustomResource {
    /** The Atlas project that the cluster lives in: 24 hexadecimal digits. */
    declare readonly projectId: pulumi.Output<string>;
    /** The cluster's name, the automatic one where none was given. */
    declare readonly name: pulumi.Output<string>;
    /** Where the cluster runs, and what Atlas made of it. */
    declare readonly providerSettings: pulumi.Output<ProviderSettings>;
    /** How the cluster is backed up, as it stands in Atlas. */
    declare readonly serverlessBackupOptions: pulumi.Output<ServerlessBackupOptions>;
    /** The cluster's tags, as they stand in Atlas. */
    declare readonly tags: pulumi.Output<Record<string, string>>;
    /** Whether Atlas refuses to delete the cluster, as it stands in Atlas. */
    declare readonly terminationProtectionEnabled: pulumi.Output<boolean>;
    /** Atlas's id of the cluster: 24 hexadecimal digits. */
    declare readonly instanceId: pulumi.Output<string>;
    /** What Atlas is doing with the cluster: `IDLE` when it is ready, else `CREATING`, `UPDATING`, `DELETING`, `REPAIRING`. */
    declare readonly stateName: pulumi.Output<string>;
    /** How to connect to the cluster: `standardSrv` is the usual `mongodb+srv://…`. Holds no password. */
    declare readonly connectionStrings: pulumi.Output<
        ConnectionStrings & Required<Pick<ConnectionStrings, "standardSrv">>
    >;
    /** The generation of the Atlas API that serves the cluster: `serverless` or `flex`. */
    declare readonly servedBy: pulumi.Output<ServedBy>;
}

/** Pulumi's SDK gives an output property only to those that it is told of. */
export const outputPlaceholders = {
    projectId: undefined,
    name: undefined,
    providerSettings: undefined,
    serverlessBackupOptions: undefined,
    tags: undefined,
    terminationProtectionEnabled: undefined,
    instanceId: undefined,
    stateName: undefined,
    ...eachReportedAs(undefined),
    connectionStrings: undefined,
    servedBy: undefined,
};

/**
 * What the SDK's constructors do not hand on to Pulumi, which would drop it without a word.
 *
 * @throws `pulumi.RunError` where the arguments have an `id` or `urn`.
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
