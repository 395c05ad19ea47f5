import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";

const config = new pulumi.Config();

const orders = new atlas.ServerlessInstance("orders", {
    // projectId: from `pulumi config set atlas:projectId ...` or MONGODB_ATLAS_PROJECT_ID
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    tags: { team: config.get("team") ?? "shop" },
});

export const cluster = orders.name;
export const uri = orders.connectionStrings.standardSrv;
export const snapshots = atlas.getServerlessInstanceSnapshotsOutput({
    projectId: orders.projectId,
    name: orders.name,
}).results;
