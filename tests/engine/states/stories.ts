// How the states in tests/fixtures/states came to be: for each one the program, and what happened in Atlas. A story never
// changes once its state is recorded, since the programs that users have written do not change either.
import { declaring, type Cloud } from "../cloud.ts";
import type { ConfigValue } from "../harness/index.ts";

/** How one state came to be. */
export interface Story {
    /** The name of its file. */
    readonly name: string;
    readonly program: string;
    readonly config?: Readonly<Record<string, ConfigValue>>;
    readonly era?: "sunset";
    /** What is in Atlas before the program runs, and what goes wrong there. */
    readonly before?: (cloud: Cloud) => Promise<void>;
    /** Whether the program's run ends well; where it does not, the next `up` goes on with it. */
    readonly ends: "well" | "halfway";
    /** Tags that the state shows to nobody, and Atlas has all the same. */
    readonly secretTags?: Readonly<Record<string, string>>;
}

/** A program with a value that nobody may read in the state. */
const withSecrets = `
    const pulumi = require("@pulumi/pulumi");
    const atlas = require("pulumi-atlas-serverless");
    const orders = new atlas.ServerlessInstance(
        "orders",
        {
            name: "orders",
            providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
            tags: { team: "shop", ticket: pulumi.secret("classified") },
        },
        { additionalSecretOutputs: ["connectionStrings"] },
    );
    exports.uri = orders.connectionStrings.standardSrv;
`;

/** All of them. */
export const stories: readonly Story[] = [
    { name: "plain", program: declaring({}), ends: "well" },
    {
        name: "everything",
        program: declaring(
            {
                name: "everything",
                serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
                tags: { team: "shop", "cost center": "a.b+c;d`e@f_g-h" },
                terminationProtectionEnabled: false,
                apiGeneration: "auto",
                adopt: false,
                ownershipTag: true,
            },
            { customTimeouts: { create: "10m", update: "90s", delete: "1.5h" } },
        ),
        ends: "well",
    },
    {
        name: "flex",
        program: declaring({
            name: "flex",
            tags: { team: "shop" },
            serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
        }),
        era: "sunset",
        ends: "well",
    },
    {
        name: "upgraded",
        program: declaring({ name: "upgraded", tags: { team: "shop" }, upgradeFromSharedTier: true }),
        before: (cloud) => cloud.seed({ name: "upgraded", kind: "shared", instanceSize: "M2" }),
        ends: "well",
    },
    {
        name: "unfinished",
        program: declaring(
            { name: "unfinished", tags: { team: "shop" } },
            { customTimeouts: { create: "2s" } },
        ),
        before: (cloud) => cloud.fault({ operation: "createServerlessInstance", takes: 1_000_000 }),
        ends: "halfway",
    },
    { name: "untagged", program: declaring({ name: "untagged", ownershipTag: false }), ends: "well" },
    {
        name: "secrets",
        program: withSecrets,
        config: { "atlas:privateKey": { secret: "classified too" } },
        ends: "well",
        secretTags: { ticket: "classified" },
    },
];
