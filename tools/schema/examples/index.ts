import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless/plugin";

const projectId = new pulumi.Config().require("projectId");

const orders = new atlas.ServerlessInstance("orders", {
    projectId,
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    tags: { team: "shop" },
});

export const uri = orders.connectionStrings.standardSrv;
export const snapshots = atlas.getServerlessInstanceSnapshotsOutput({ projectId, name: orders.name }).results;
