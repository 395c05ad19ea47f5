/** A program of a user's that says every public name and every form that an argument may have. */
export const consumer = `
import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";
import type {
    ConnectionStrings, DataSourceOptions, DataSourceOutputOptions, GetServerlessInstanceArgs, GetServerlessInstanceResult,
    GetServerlessInstancesArgs, GetServerlessInstancesResult, GetServerlessInstanceSnapshotArgs,
    GetServerlessInstanceSnapshotResult, ProviderArgs,
    GetServerlessInstanceSnapshotsArgs, GetServerlessInstanceSnapshotsResult, InputOf, OutputArgs, PrivateEndpoint,
    PrivateEndpointConnection, ProviderSettings, ServedBy, ServerlessBackupOptions, ServerlessInstanceArgs,
    ServerlessInstanceInputs, ServerlessInstanceOutputs, ServerlessProviderSettings, Snapshot,
} from "pulumi-atlas-serverless";

declare const network: { region: pulumi.Output<string>; project: Promise<string>; team: pulumi.Output<string> };
declare const choice: pulumi.Output<boolean>;
declare const cloud: pulumi.Output<"AWS" | "AZURE" | "GCP">;

// Outputs of other resources at every depth ...
const nested: ServerlessInstanceArgs = {
    projectId: network.project,
    name: pulumi.interpolate\`orders-\${network.team}\`,
    providerSettings: { backingProviderName: "AWS", regionName: network.region },
    serverlessBackupOptions: { serverlessContinuousBackupEnabled: choice },
    tags: { team: network.team, stage: "dev", other: Promise.resolve("x") },
    terminationProtectionEnabled: choice,
};
const orders = new atlas.ServerlessInstance("orders", nested, { customTimeouts: { create: "5m" }, protect: true });

// ... and in place of whole parts.
const settings: pulumi.Output<ServerlessProviderSettings> = pulumi.output(
    { backingProviderName: "GCP", regionName: "WESTERN_EUROPE" } satisfies ServerlessProviderSettings,
);
const tags: InputOf<Record<string, string>> = pulumi.output({ team: "shop" });
const backup: pulumi.Input<ServerlessBackupOptions> = Promise.resolve({ serverlessContinuousBackupEnabled: true });
new atlas.ServerlessInstance("carts", { providerSettings: settings, tags, serverlessBackupOptions: backup });
new atlas.ServerlessInstance("least", { providerSettings: { backingProviderName: cloud, regionName: "US_EAST_2" }, projectId: undefined, tags: undefined });
const plain: ServerlessInstanceInputs = {
    projectId: "0123456789abcdef01234567",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
};
new atlas.ServerlessInstance("plain", plain, { dependsOn: [orders], parent: orders });

// What a cluster tells.
const strings: pulumi.Output<ConnectionStrings> = orders.connectionStrings;
const uri: pulumi.Output<string> = orders.connectionStrings.standardSrv;
const where: pulumi.Output<ProviderSettings> = orders.providerSettings;
const by: pulumi.Output<ServedBy> = orders.servedBy;
const connections: pulumi.Output<PrivateEndpointConnection[]> = strings.privateEndpoint;
const endpoints: pulumi.Output<PrivateEndpoint[]> = connections.apply((all) => all.flatMap((each) => each.endpoints));
const ids: pulumi.Output<string>[] = [orders.instanceId, orders.stateName, orders.name, orders.projectId];
const reported: pulumi.Output<string | undefined>[] = [orders.createDate, orders.mongoDBVersion];
const labels: pulumi.Output<Record<string, string>> = orders.tags;
const guarded: pulumi.Output<boolean> = orders.terminationProtectionEnabled;
const found: atlas.ServerlessInstance = atlas.ServerlessInstance.get("found", "0123456789abcdef01234567/orders");
const unknownValue: unknown = found;
if (atlas.ServerlessInstance.isInstance(unknownValue)) {
    void unknownValue.connectionStrings;
}

// Data sources, with values and with outputs.
const account: ProviderArgs = { clientId: "id", clientSecret: network.team, isMongodbgovCloud: choice };
const partner = new atlas.Provider("partner", account);
new atlas.ServerlessInstance("theirs", { ...plain, adopt: true, apiGeneration: "flex", ownershipTag: choice }, { provider: partner });
const options: DataSourceOutputOptions = { dependsOn: [orders], provider: partner };
const other: DataSourceOptions = { provider: partner };
const later: OutputArgs<GetServerlessInstanceSnapshotsArgs> = { projectId: orders.projectId, name: orders.name };
const snapshots: pulumi.Output<GetServerlessInstanceSnapshotsResult> = atlas.getServerlessInstanceSnapshotsOutput(later, options);
const newest: pulumi.Output<Snapshot | undefined> = snapshots.results.apply((all) => all[0]);
const all: pulumi.Output<GetServerlessInstancesResult> = atlas.getServerlessInstancesOutput({ projectId: orders.projectId });
const outputs: pulumi.Output<ServerlessInstanceOutputs[]> = all.results;
const single: pulumi.Output<GetServerlessInstanceResult> = atlas.getServerlessInstanceOutput(later satisfies OutputArgs<GetServerlessInstanceArgs>);
const exact: OutputArgs<GetServerlessInstanceSnapshotArgs> = { name: orders.name, snapshotId: network.team };
const size: pulumi.Output<GetServerlessInstanceSnapshotResult["storageSizeBytes"]> =
    atlas.getServerlessInstanceSnapshotOutput(exact, options).apply((snapshot) => snapshot.storageSizeBytes);
async function ask(args: GetServerlessInstancesArgs): Promise<string[]> {
    const { results } = await atlas.getServerlessInstances(args);
    const { results: [first] } = await atlas.getServerlessInstanceSnapshots({ name: results[0]?.name ?? "orders", status: "completed" }, other);
    return [first?.id ?? "", first?.status ?? "", ...results.map((each) => each.stateName)];
}

// @ts-expect-error -- a region is text
new atlas.ServerlessInstance("wrong", { providerSettings: { backingProviderName: "AWS", regionName: 1 } });
// @ts-expect-error -- the backing provider is one of three
new atlas.ServerlessInstance("wrong", { providerSettings: { backingProviderName: "IBM", regionName: "US_EAST_1" } });
// @ts-expect-error -- a cluster must be somewhere
new atlas.ServerlessInstance("wrong", { name: "orders" });
// @ts-expect-error -- no such property
new atlas.ServerlessInstance("wrong", { ...plain, terminationProtection: true });
// @ts-expect-error -- a switch is no text
new atlas.ServerlessInstance("wrong", { ...plain, terminationProtectionEnabled: "true" });
// @ts-expect-error -- outputs are read, not set
orders.name = pulumi.output("x");
// @ts-expect-error -- a cluster has a name
atlas.getServerlessInstanceSnapshotsOutput({ projectId: orders.projectId });

export { single, size, uri, where, by, endpoints, ids, reported, labels, guarded, newest, outputs, ask };
`;
