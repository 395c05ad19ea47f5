import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";

const config = new pulumi.Config();
const stack = pulumi.getStack();
const isProduction = stack === "prod";

// Each stack may have an Atlas account of its own: `pulumi config set --secret clientSecret ...`
const clientSecret = config.getSecret("clientSecret");
const provider =
    clientSecret === undefined
        ? undefined
        : new atlas.Provider(`${stack}-account`, { clientId: config.require("clientId"), clientSecret });

const orders = new atlas.ServerlessInstance(
    "orders",
    {
        projectId: config.get("projectId"),
        providerSettings: { backingProviderName: "AWS", regionName: config.require("region") },
        tags: { stage: stack },
        terminationProtectionEnabled: isProduction,
    },
    { protect: isProduction, ...(provider && { provider }) },
);

export const uri = orders.connectionStrings.standardSrv;
