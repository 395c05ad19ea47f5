import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";

const config = new pulumi.Config();

// The cluster exists. It keeps its name and its data.
const orders = new atlas.ServerlessInstance(
    "orders",
    {
        name: config.require("cluster"),
        providerSettings: { backingProviderName: "AWS", regionName: config.require("region") },
        upgradeFromSharedTier: true,
    },
    { protect: config.getBoolean("protect") ?? true },
);

export const uri = orders.connectionStrings.standardSrv;
