import * as pulumi from "@pulumi/pulumi";
import * as atlas from "pulumi-atlas-serverless";

/** A database of the list, in Pulumi.dev.yaml. */
interface Wanted {
    region: string;
    team: string;
}

const wanted = new pulumi.Config().requireObject<Record<string, Wanted>>("databases");

/** How to connect to each, by its name in the list. */
export const uris = Object.fromEntries(
    Object.entries(wanted).map(([name, { region, team }]) => {
        const database = new atlas.ServerlessInstance(name, {
            providerSettings: { backingProviderName: "AWS", regionName: region },
            tags: { team },
        });
        return [name, database.connectionStrings.standardSrv];
    }),
);
