import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";

const isProduction = pulumi.getStack() === "prod";

const orders = new atlas.ServerlessInstance("orders", {
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    tags: { team: "shop" },
    terminationProtectionEnabled: isProduction,
});

export const uri = orders.connectionStrings.standardSrv;
