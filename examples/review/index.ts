import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";

const config = new pulumi.Config();
/** The cluster whose data a review starts with. */
const source = {
    name: config.require("sourceName"),
    ...(config.get("sourceProjectId") !== undefined && { projectId: config.require("sourceProjectId") }),
};

const newest = atlas
    .getServerlessInstanceSnapshots({ ...source, status: "completed" })
    .then(({ results }) => {
        const [first] = results;
        if (first === undefined) {
            throw new pulumi.RunError(`Cluster "${source.name}" has no completed snapshot yet.`);
        }
        return first.id;
    });

const review = new atlas.ServerlessInstance("review", {
    providerSettings: { backingProviderName: "AWS", regionName: config.require("region") },
    tags: { stage: "review" },
    restoreFrom: { snapshotId: newest, ...source },
});

export const uri = review.connectionStrings.standardSrv;
export const snapshot = review.restoredFrom.apply((restored) => restored?.snapshotId);
