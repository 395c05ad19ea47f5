// A secret in the wrong place is not printed: planted in every input of text and in every setting, and looked for in all
// that is said.
import { resolveProjectId, resolveSettings } from "../../provider/atlas/settings";
import { quoteIfPlausible } from "../../provider/atlas/redaction";
import type { UpgradableClusterApi } from "../../provider/atlas/api/cluster-api";
import { systemClock } from "../../provider/atlas/clock";
import { Clusters } from "../../provider/atlas/clusters/clusters";
import { LogOnce } from "../../provider/atlas/log-once";
import { check } from "../../provider/instance/preview/check";
import { queryInstance, querySnapshot, querySnapshots } from "../../provider/instance/data-sources";
import { configurationProblems } from "../../provider/plugin/configuration";
import { argumentProblems } from "../../provider/plugin/invokes";
import { didYouMean } from "../../provider/instance/model/schema-validation";
import { parseProjectId } from "../../cli/account";

const projectId = "0123456789abcdef01234567";
const hex = "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d";

/** What secrets look like, in the forms that they have around Atlas and Pulumi. */
const secrets: [string, string][] = [
    ["the private key of an API key", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"],
    ["the same in capitals", "9B1DEB4D-3B7D-4BAD-9BDD-2B0D7B3DCB6D"],
    ["the same without hyphens", hex],
    ["the same as a region would be written", "9b1deb4d_3b7d_4bad_9bdd_2b0d7b3dcb6d"],
    ["a service account's secret", "mdb_sa_sk_0aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3h"],
    ["a short one", "mdb_sa_sk_ghijkl"],
    ["one of small letters and digits", "mdb_sa_sk_abcdef0123456789abcdef0123456789"],
    ["an access token", "eyJhbGciOiJFUzUxMiJ9.eyJpc3MiOiJtZGIifQ.c2lnbmF0dXJl"],
    ["a token of Pulumi", "pul-0123456789abcdef0123456789abcdef01234567"],
    ["a connection string", "mongodb+srv://app:Tr0ub4dor@orders.abcde.mongodb.net"],
    ["an address with a password", "https://admin:Tr0ub4dor@cloud.mongodb.com"],
    ["a password", "Tr0ub4dor&3"],
    ["another one", "s3cretPassw0rd"],
    ["one of letters alone", "qXzWvKjYtRpLmNbGh"],
    ["one that is almost a region", "us-east-1-9b1deb4d"],
    ["one with the newline of its file", "s3cretPassw0rd\n"],
];

describe.each(secrets)("%s", (_what, secret) => {
    /** Whether a part of a text gives it away. */
    const expectHidden = (text: string) => {
        const parts = [secret.trim(), ...secret.split(/[^A-Za-z0-9]+/)].filter((part) => part.length > 5);
        const found = parts.filter((part) => text.toLowerCase().includes(part.toLowerCase()));
        // What the address in the wrong place shares with the right one that a message gives.
        expect(found.filter((part) => !"https://cloud.mongodb.com".includes(part))).toEqual([]);
    };
    const messageOf = async (work: () => unknown) => {
        try {
            await work();
            return "";
        } catch (error) {
            return error instanceof Error ? error.message : String(error);
        }
    };

    const settings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
    it.each<[string, Record<string, unknown>]>([
        ["projectId", { projectId: secret }],
        ["name", { name: secret }],
        ["name, with what a name may not have", { name: `_${secret}` }],
        ["backingProviderName", { providerSettings: { ...settings, backingProviderName: secret } }],
        ["regionName", { providerSettings: { ...settings, regionName: secret } }],
        ["providerName", { providerSettings: { ...settings, providerName: secret } }],
        ["providerSettings", { providerSettings: secret }],
        ["serverlessBackupOptions", { serverlessBackupOptions: secret }],
        [
            "serverlessContinuousBackupEnabled",
            { serverlessBackupOptions: { serverlessContinuousBackupEnabled: secret } },
        ],
        ["tags", { tags: secret }],
        ["a tag's value", { tags: { team: `${secret}/` } }],
        ["terminationProtectionEnabled", { terminationProtectionEnabled: secret }],
        ["apiGeneration", { apiGeneration: secret }],
        ["upgradeFromSharedTier", { upgradeFromSharedTier: secret }],
        ["adopt", { adopt: secret }],
        ["ownershipTag", { ownershipTag: secret }],
        ["a property that there is not", { regionname: secret }],
        ["customTimeouts", { __timeouts: { create: secret } }],
    ])("in the input %s", (_input, inputs) => {
        const { problems } = check(undefined, { projectId, providerSettings: settings, ...inputs });
        expectHidden(JSON.stringify(problems));
    });

    it("in the project of the configuration, where the cluster is in another one", () => {
        const news = {
            projectId: secret,
            providerSettings: settings,
            __projectIdFrom: "MONGODB_ATLAS_PROJECT_ID",
        };
        const { problems } = check({ projectId, providerSettings: settings }, news);
        expect(problems.length).toBeGreaterThan(1);
        expectHidden(JSON.stringify(problems));
    });

    const variables = [
        "MONGODB_ATLAS_ACCESS_TOKEN",
        "MONGODB_ATLAS_CLIENT_ID",
        "MONGODB_ATLAS_CLIENT_SECRET",
        "MONGODB_ATLAS_PUBLIC_API_KEY",
        "MONGODB_ATLAS_PRIVATE_KEY",
        "MCLI_PRIVATE_API_KEY",
        "MONGODB_ATLAS_BASE_URL",
        "MCLI_OPS_MANAGER_URL",
        "MONGODB_ATLAS_ALLOW_HTTP",
        "MONGODB_ATLAS_REQUEST_TIMEOUT",
        "MONGODB_ATLAS_PROJECT_ID",
    ];
    const keys = [
        "accessToken",
        "clientId",
        "clientSecret",
        "publicKey",
        "privateKey",
        "baseUrl",
        "allowHttp",
        "isMongodbgovCloud",
        "projectId",
        "requestTimeout",
        "serverlessApi",
    ];
    const account = { clientId: "mdb_sa_id_1", clientSecret: "mdb_sa_sk_1" };
    it.each([...variables, ...keys])("in the setting %s", async (name) => {
        const [environment, configuration]: Record<string, string>[] = variables.includes(name)
            ? [{ [name]: secret }, account]
            : [{}, { ...account, [name]: secret }];
        for (const precedence of ["environment", "configuration"] as const) {
            const get = (key: string) => configuration?.[key];
            expectHidden(await messageOf(() => resolveSettings(environment ?? {}, get, precedence)));
            const found = resolveProjectId(environment ?? {}, get, precedence)?.projectId;
            if (found !== undefined) {
                expectHidden(JSON.stringify(argumentProblems("getServerlessInstances", {}, found)));
            }
        }
        expectHidden(JSON.stringify(configurationProblems({ [name]: secret }, false)));
    });

    it("in the arguments of a function", async () => {
        // No question may reach it.
        const unasked: Partial<UpgradableClusterApi> = {};
        const generation = unasked as UpgradableClusterApi;
        const clusters = new Clusters(generation, generation, new LogOnce(), systemClock);
        const place = { projectId, name: secret };
        for (const ask of [
            () => queryInstance(clusters, place),
            () => querySnapshots(clusters, place),
            () => querySnapshot(clusters, { projectId, name: "orders" }, secret),
        ]) {
            const message = await messageOf(ask);
            // Where it has the form of a name, it is asked for.
            expectHidden(/is not a function/.test(message) ? "" : message);
        }
        expectHidden(
            JSON.stringify(argumentProblems("getServerlessInstance", { projectId: secret, name: "a" }, "")),
        );
    });

    it("in the arguments of a command", async () => {
        expectHidden(await messageOf(() => parseProjectId(secret)));
    });

    it("is not plausible, and near nothing", () => {
        expect(quoteIfPlausible(secret)).toBe("[hidden]");
        expect(didYouMean(secret, ["auto", "serverless", "flex", "AWS", "AZURE", "GCP"])).toBeUndefined();
    });
});

it.each([
    "",
    "orders",
    "my_orders",
    "my db",
    "my-project",
    "müller",
    "Orders-2",
    "OrdersOfTheShop",
    "-orders",
    "us-east-1",
    "us east",
    "aws",
    "AWZ",
    "Flex",
    "601",
    "-1",
    "a/b",
    "a\n",
])("%j is a slip that a person knows again", (value) => {
    expect(quoteIfPlausible(value)).toBe(`"${value}"`);
});
