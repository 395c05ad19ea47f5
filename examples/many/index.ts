import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";

/** A cluster of the list, in Pulumi.dev.yaml. */
interface Wanted {
    region: string;
    team: string;
}

const wanted = new pulumi.Config().requireObject<Record<string, Wanted>>("clusters");

/** How to connect to each, by its name in the list. */
export const uris = Object.fromEntries(
    Object.entries(wanted).map(([name, { region, team }]) => {
        const cluster = new atlas.ServerlessInstance(name, {
            providerSettings: { backingProviderName: "AWS", regionName: region },
            tags: { team },
        });
        return [name, cluster.connectionStrings.standardSrv];
    }),
);
