// What somebody sees who made a mistake: one message that says what to do, once, and nothing is made or lost.
import { isPlugin, namespace, packagePath } from "./entry-point.ts";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Cloud, declaring, virginia } from "./cloud.ts";
import { diagnosticsOf, failed, pointers, problemOf } from "./diagnostics.ts";
import { PulumiStack } from "./harness/index.ts";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

const forget = {
    MONGODB_ATLAS_ACCESS_TOKEN: undefined,
    MONGODB_ATLAS_CLIENT_ID: undefined,
    MONGODB_ATLAS_CLIENT_SECRET: undefined,
    MONGODB_ATLAS_PUBLIC_KEY: undefined,
    MONGODB_ATLAS_PRIVATE_KEY: undefined,
};

/** Runs a command that must fail, and tells all that it says of it. */
async function failure(
    stack: PulumiStack,
    secrets: readonly string[],
    ...args: string[]
): Promise<Record<string, string[]>> {
    const result = await stack.run(...args);
    expect(result.code).toBeGreaterThan(0);
    expect(result.output).not.toMatch(/^\s+at /m);
    for (const secret of [cloud.emulator.clientSecret, cloud.emulator.privateKey, ...secrets]) {
        expect(result.output).not.toContain(secret);
    }
    return diagnosticsOf(result);
}

/** Which clusters there are, by name; what Atlas adds by itself in the meantime is left out. */
async function databases(): Promise<Record<string, string>> {
    return Object.fromEntries(Object.values(await cloud.databases()).map(({ name, id }) => [name, id]));
}

/** What the state holds of the clusters. */
async function kept(stack: PulumiStack): Promise<object[]> {
    return (await stack.resources()).map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs }));
}

function numbered(count: number): Record<string, string> {
    return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, "hush"]));
}

describe.each([
    ["the private key of an API key", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"],
    ["a service account's secret", "mdb_sa_sk_0aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3h"],
])("a secret in the wrong place is not printed: %s", (_what, secret) => {
    test("in an input", async () => {
        const stack = await PulumiStack.create({ env: cloud.env });
        stack.write(
            declaring({
                projectId: secret,
                name: `_${secret}`,
                providerSettings: { backingProviderName: secret, regionName: secret, providerName: secret },
                apiGeneration: secret,
                adopt: secret,
                tags: { team: `${secret}/` },
                terminationProtectionEnabled: secret,
            }),
        );
        const { orders = [] } = await failure(stack, [secret], "preview");
        expect(orders.filter((line) => line.includes("[hidden]"))).toHaveLength(7);
    });

    test.each([
        ["MONGODB_ATLAS_PROJECT_ID", "[hidden] is not a valid project ID"],
        ["MONGODB_ATLAS_REQUEST_TIMEOUT", "MONGODB_ATLAS_REQUEST_TIMEOUT is [hidden]"],
        ["MONGODB_ATLAS_BASE_URL", "MONGODB_ATLAS_BASE_URL is not a valid base URL"],
        ["MONGODB_ATLAS_ALLOW_HTTP", "MONGODB_ATLAS_ALLOW_HTTP is neither true nor false"],
    ])("in the environment's %s", async (variable, problem) => {
        const stack = await PulumiStack.create({
            env: { ...cloud.env, [variable]: secret },
            program: declaring({ providerSettings: virginia }),
        });
        expect(JSON.stringify(await failure(stack, [secret], "preview"))).toContain(problem);
    });
});

test("inputs that cannot be are all told at once, before anything is asked of Atlas", async () => {
    const stack = await PulumiStack.create({ env: cloud.env });
    const before = await cloud.stats();
    const up = async (args: object): Promise<Record<string, string[]>> => {
        stack.write(declaring(args));
        return failure(stack, ["hush"], "up", "--yes", "--skip-preview");
    };
    const problems = (...texts: string[]): object => ({
        orders: texts.map((text) => problemOf("orders", text)).sort(),
    });

    expect(
        await up({
            projectId: "my-project",
            name: "my_orders",
            providerSettings: { backingProviderName: "AWZ", regionName: "us-east-1", region: "US_EAST_1" },
            tags: { team: "", story: "hush".repeat(64) },
            terminationProtection: true,
            terminationProtectionEnabled: 1,
            serverlessBackupOptions: { serverlessContinuousBackupEnabled: 0 },
        }),
    ).toEqual(
        problems(
            'projectId: "my-project" is not a valid project ID: it must be 24 lowercase hexadecimal characters (Atlas UI: Project Settings)',
            'name: "my_orders" is not a valid cluster name: "_" is not allowed (use letters, digits, and hyphens)',
            'providerSettings.backingProviderName: "AWZ" is not a valid value: use "AWS" or "AZURE" or "GCP" (did you mean "AWS"?)',
            'providerSettings.region: unknown property "region": did you mean "regionName"?',
            'providerSettings.regionName: "us-east-1" is the cloud provider\'s own name of the region: use Atlas\'s name, "US_EAST_1"',
            'tags["story"]: the tag\'s value has 256 characters; the maximum is 255',
            'tags["team"]: the tag\'s value is empty: it must be 1 to 255 characters, or remove the tag',
            'terminationProtection: unknown property "terminationProtection": did you mean "terminationProtectionEnabled"?',
            "terminationProtectionEnabled: must be a boolean, not a number",
            "serverlessBackupOptions.serverlessContinuousBackupEnabled: must be a boolean, not a number",
        ),
    );
    expect(
        await up({
            name: "orders".repeat(11),
            providerSettings: { backingProviderName: "AZURE", regionName: "eastus2" },
            tags: numbered(51),
        }),
    ).toEqual(
        problems(
            "name: the name has 66 characters; the maximum is 64, and the first 23 must be unique within the project",
            'providerSettings.regionName: "eastus2" is the cloud provider\'s own name of the region: use Atlas\'s name, "US_EAST_2"',
            'tags: there are 51 tags; Atlas allows 50, one of which is "pulumi-owner" (set ownershipTag: false to do without it)',
        ),
    );
    expect(
        await up({
            name: "orders-of-the-big-shop-in-town",
            providerSettings: { backingProviderName: "GCP", regionName: "europe-west1" },
        }),
    ).toEqual(
        problems(
            'name: the 23rd character of "orders-of-the-big-shop-in-town" is a hyphen, which Atlas does not allow there: change the name so that it is a letter or digit',
            'providerSettings.regionName: "europe-west1" is the cloud provider\'s own name of the region: use Atlas\'s name, "WESTERN_EUROPE"',
        ),
    );

    expect(await kept(stack)).toEqual([]);
    expect(await databases()).toEqual({});
    expect((await cloud.stats()).total).toBe(before.total);
});

test("names that are taken and a project that does not exist are Atlas's to refuse", async () => {
    await cloud.seed({ name: "orders" }, { name: "orders-of-the-big-store-1" });
    const before = await databases();
    const nowhere = "0123456789abcdef01234567";
    const stack = await PulumiStack.create({ env: cloud.env });
    const up = async (args: object): Promise<Record<string, string[]>> => {
        stack.write(declaring(args));
        return failure(stack, [], "up", "--yes", "--skip-preview");
    };
    const project = cloud.projectId;

    expect(await up({ name: "orders" })).toEqual({
        orders: [
            expect.stringMatching(
                new RegExp(
                    `^error: Could not create cluster "orders" in project ${project}: the name is taken by cluster ${before["orders"]}, ` +
                        "created \\S+Z, which belongs to no known Pulumi resource \\(it has no pulumi-owner tag\\) " +
                        "\\(DUPLICATE_CLUSTER_NAME, request [0-9a-f-]{36}\\)\\. Choose another name\\. " +
                        "To manage that cluster with this resource, set adopt: true\\. " +
                        "If you are forcing a replacement \\(`--replace` or `pulumi state taint`\\), set the resource option deleteBeforeReplace: true\\.$",
                ),
            ) as string,
        ],
        "shop-dev": [failed],
    });
    expect(await up({ name: "orders-of-the-big-store-2" })).toEqual({
        orders: [
            `error: Could not create serverless instance "orders-of-the-big-store-2" in project ${project}: ` +
                'Atlas returned 400 DUPLICATE_CLUSTER_NAME_PREFIX: The first 23 characters of "orders-of-the-big-store-2" ' +
                'are those of "orders-of-the-big-store-1" (request <id>). ' +
                "The first 23 characters of a cluster name must be unique within the project. Choose a name " +
                "that differs within its first 23 characters.",
        ],
        "shop-dev": [failed],
    });
    expect(await up({ name: "orders", projectId: nowhere })).toEqual({
        orders: [
            `error: Could not create serverless instance "orders" in project ${nowhere}: ` +
                `Atlas returned 404 GROUP_NOT_FOUND: No group with ID ${nowhere} exists (request <id>). ` +
                "Check that projectId is correct (Atlas UI: Project Settings) and that the credentials can " +
                "access the project.",
        ],
        "shop-dev": [failed],
    });

    expect(await kept(stack)).toEqual([]);
    expect(await databases()).toEqual(before);
});

test("without credentials, with half or wrong ones, nothing is made and nothing is lost", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "orders" }) });
    const { clientId, publicKey } = cloud.emulator;
    const none =
        "No Atlas credentials found. Create a service account (Atlas UI: Identity & Access > Applications > Service " +
        "Accounts), then set MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET, or run " +
        `\`pulumi config set ${namespace}:clientId CLIENT_ID\` and ` +
        `\`pulumi config set --secret ${namespace}:clientSecret CLIENT_SECRET\`.`;
    const half = (there: string, missing: string): string =>
        `Incomplete Atlas credentials: ${there} is set, but ${missing} is not. Set ${missing} too, or remove ` +
        `${there}.`;
    const wrongAccount = (verb: string, unsent = ""): string =>
        `error: Could not ${verb} serverless instance "orders" in project ${cloud.projectId}${unsent}: ` +
        "could not get an access token for the service account: Atlas returned 401: " +
        "The client id or secret is wrong or missing (request <id>). Check the service account's client ID and " +
        "client secret (they come from the environment), and that its API access list includes this IP address.";

    stack.setEnv(forget);
    expect(await failure(stack, [], "preview")).toEqual({ orders: [problemOf("orders", none)] });
    stack.setEnv({
        MONGODB_ATLAS_CLIENT_ID: clientId,
        MONGODB_ATLAS_CLIENT_SECRET: "mdb_sa_sk_not-this-one",
    });
    expect(await failure(stack, ["not-this-one"], "up", "--yes", "--skip-preview")).toEqual({
        orders: [wrongAccount("create", " (it was not sent)")],
        "shop-dev": [failed],
    });
    expect(await databases()).toEqual({});

    stack.setEnv(cloud.env);
    await stack.up();
    const before = await databases();
    const state = await kept(stack);

    stack.setEnv(forget);
    expect(await failure(stack, [], "destroy", "--yes", "--skip-preview")).toEqual({
        orders: [`error: ${none}`],
        "shop-dev": [...pointers, failed],
    });
    stack.setEnv({ MONGODB_ATLAS_CLIENT_ID: clientId });
    expect(await failure(stack, [], "up", "--yes", "--skip-preview")).toEqual({
        orders: [problemOf("orders", half("MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET"))],
    });
    stack.setEnv({ ...forget, MONGODB_ATLAS_PRIVATE_KEY: "not-this-one" });
    expect(await failure(stack, ["not-this-one"], "refresh", "--yes", "--skip-preview")).toEqual({
        orders: [`error: ${half("MONGODB_ATLAS_PRIVATE_KEY", "MONGODB_ATLAS_PUBLIC_KEY")}`],
        "shop-dev": [...pointers, failed],
    });
    stack.setEnv({ MONGODB_ATLAS_PUBLIC_KEY: publicKey });
    expect(await failure(stack, ["not-this-one"], "refresh", "--yes", "--skip-preview")).toEqual({
        orders: [
            `error: Could not read serverless instance "orders" in project ${cloud.projectId}: ` +
                "Atlas returned 401 USER_UNAUTHORIZED: You are not authorized for this resource (request <id>). " +
                "Check the API key's " +
                "public and private key (they come from the environment), and that its API access list includes " +
                "this IP address.",
        ],
        "shop-dev": [...pointers, failed],
    });
    stack.setEnv({
        ...forget,
        MONGODB_ATLAS_CLIENT_ID: "mdb_sa_id_of_nobody",
        MONGODB_ATLAS_CLIENT_SECRET: "not-this-one",
    });
    expect(await failure(stack, ["not-this-one"], "destroy", "--yes", "--skip-preview")).toEqual({
        orders: [wrongAccount("read")],
        "shop-dev": [...pointers, failed],
    });

    expect(await kept(stack)).toEqual(state);
    expect(await databases()).toEqual(before);
    stack.setEnv(cloud.env);
    await stack.destroy();
    expect(await databases()).toEqual({});
});

test("where the base URL leads to something else or to nobody, a cluster is neither lost nor taken for gone", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "orders" }) });
    await stack.up();
    const before = await databases();
    const state = await kept(stack);

    const website = createServer((_request, response) => {
        response.writeHead(404, { "Content-Type": "text/html" }).end("<html><h1>No such page</h1></html>");
    });
    await new Promise<void>((resolve) => website.listen(0, "127.0.0.1", resolve));
    const address = `http://127.0.0.1:${(website.address() as AddressInfo).port}`;
    const noToken =
        `Could not read serverless instance "orders" in project ${cloud.projectId}: ` +
        "could not get an access token for the service account";
    try {
        const strange =
            `${address} returned a response that is not the Atlas API's (Content-Type: text/html) (HTTP status ` +
            `404). ` +
            `Check the base URL (MONGODB_ATLAS_BASE_URL or ${namespace}:baseUrl) and whether a proxy intercepts ` +
            `the connection.`;
        stack.setEnv({ MONGODB_ATLAS_BASE_URL: address });
        expect(await failure(stack, [], "destroy", "--yes", "--skip-preview")).toEqual({
            orders: [`error: ${noToken}: ${strange}`],
            "shop-dev": [...pointers, failed],
        });
        // With a token of its own, the first thing that is asked is the cluster: this 404 must not count as "gone".
        stack.setEnv({ MONGODB_ATLAS_ACCESS_TOKEN: "a-token-of-mine" });
        expect(await failure(stack, ["a-token-of-mine"], "refresh", "--yes", "--skip-preview")).toEqual({
            orders: [
                `error: Could not read serverless instance "orders" in project ${cloud.projectId}: ${strange}`,
            ],
            "shop-dev": [...pointers, failed],
        });
    } finally {
        website.closeAllConnections();
        await new Promise((resolve) => website.close(resolve));
    }
    // Where nothing listens: the website's port is given to the next one who asks for one.
    const nobody = "http://127.0.0.1:1";
    stack.setEnv({ MONGODB_ATLAS_ACCESS_TOKEN: undefined, MONGODB_ATLAS_BASE_URL: nobody });
    stack.write(declaring({ name: "orders", tags: { team: "shop" } }));
    expect(await failure(stack, [], "up", "--yes", "--skip-preview")).toEqual({
        orders: [
            `error: ${noToken}: ${nobody} refused the connection. ` +
                "If this is the Atlas emulator, it has stopped. Start it with `npx -p pulumi-atlas-serverless atlas-emulator`, set the base URL " +
                `(MONGODB_ATLAS_BASE_URL or ${namespace}:baseUrl) to the one that it prints, ` +
                "and run `pulumi up --refresh`. A restarted emulator has no clusters.",
        ],
        "shop-dev": [failed],
    });

    expect(await kept(stack)).toEqual(state);
    expect(await databases()).toEqual(before);
    stack.setEnv(cloud.env);
    await stack.destroy();
});

test("what the program itself finds wrong ends it with one message", async () => {
    await cloud.seed({ name: "orders" });
    const stack = await PulumiStack.create({ env: cloud.env });
    const nowhere = "0123456789abcdef01234567";
    const preview = async (expression: string): Promise<string[] | undefined> => {
        stack.write(`const atlas = require("${packagePath}");\nexports.it = ${expression};`);
        const { "shop-dev": messages, ...others } = await failure(stack, [], "preview");
        expect(others).toEqual({});
        return messages;
    };

    expect(await preview('atlas.getServerlessInstanceSnapshotsOutput({ name: "oders" }).results')).toEqual([
        `error: Cluster "oders" in project ${cloud.projectId} does not exist. Check the cluster name and the ` +
            `project ID.`,
    ]);
    expect(await preview(`atlas.getServerlessInstances({ projectId: "${nowhere}" })`)).toEqual([
        expect.stringMatching(
            new RegExp(
                `^error: Could not list serverless instances in project ${nowhere}: ` +
                    `Atlas returned 404 GROUP_NOT_FOUND: No group with ID ${nowhere} exists \\(request <id>\\)\\. ` +
                    "Check that projectId is correct \\(Atlas UI: Project Settings\\) and that the credentials can access the project\\.$",
            ),
        ) as string,
    ]);
    expect(await preview('atlas.getServerlessInstancesOutput({ projectId: "my-project" })')).toEqual([
        'error: "my-project" is not a valid project ID: it must be 24 lowercase hexadecimal characters (Atlas UI: Project Settings).',
    ]);
    // Node may warn, too, of what is refused before Pulumi comes to look at it.
    expect(await preview("atlas.getServerlessInstanceSnapshot({})")).toContain(
        isPlugin
            ? "error: name is missing: it must be a non-empty string; snapshotId is missing: it must be a " +
                  "non-empty string."
            : "error: getServerlessInstanceSnapshot: name is missing: it must be a non-empty string.",
    );
    const args = JSON.stringify({ id: "orders", providerSettings: virginia });
    expect(await preview(`new atlas.ServerlessInstance("orders", ${args}).name`)).toEqual([
        'error: ServerlessInstance "orders": unknown property "id". To read an existing cluster, use ServerlessInstance.get(name, id).',
    ]);
    expect(Object.keys(await databases())).toEqual(["orders"]);
});

test("what has no effect, and what Atlas might refuse, is said in the preview, and once it is deployed no more", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({
            providerSettings: { ...virginia, regionName: "US_EAST_2" },
            serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
        }),
    });
    const told = async () =>
        (await stack.preview()).diagnostics
            .filter(({ urn }) => urn?.endsWith("::orders"))
            .map(({ severity, message }) => `${severity}: ${message.trim().replace(/^warning: /, "")}`)
            .toSorted();
    expect(await told()).toEqual([
        expect.stringMatching(/^info: Continuous backup: serverlessContinuousBackupEnabled has no effect/),
        expect.stringMatching(
            /^warning: Region "US_EAST_2" is not on MongoDB's list of AWS regions for Flex clusters/,
        ),
    ]);
    await stack.up();
    expect(await told()).toEqual([]);
});
