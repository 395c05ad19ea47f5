import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";

const config = new pulumi.Config();
const stack = pulumi.getStack();

const orders = new atlas.ServerlessInstance("orders", {
    providerSettings: { backingProviderName: "AWS", regionName: config.require("region") },
    tags: { stage: stack },
    terminationProtectionEnabled: stack === "prod",
});

export const uri = orders.connectionStrings.standardSrv;
