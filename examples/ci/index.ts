import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";

const config = new pulumi.Config();
const stack = pulumi.getStack();

/** The cluster whose data a review stack starts with; it starts empty where Pulumi.review.yaml names none. */
const sourceName = config.get("sourceName");

async function newestSnapshotOf(name: string): Promise<string> {
    const { results } = await atlas.getServerlessInstanceSnapshots({ name, status: "completed" });
    const [newest] = results;
    if (newest === undefined) {
        throw new pulumi.RunError(`Cluster "${name}" has no completed snapshot yet.`);
    }
    return newest.id;
}

const orders = new atlas.ServerlessInstance("orders", {
    providerSettings: { backingProviderName: "AWS", regionName: config.require("region") },
    tags: { stage: stack },
    terminationProtectionEnabled: stack === "prod",
    ...(sourceName !== undefined && {
        restoreFrom: { snapshotId: newestSnapshotOf(sourceName), name: sourceName },
    }),
});

export const uri = orders.connectionStrings.standardSrv;
