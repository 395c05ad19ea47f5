// Where a program's credential, address and project come from, and what happens when that changes.
import { namespace } from "./entry-point.ts";
import { Cloud, declaring, ownerTag } from "./cloud.ts";
import { diagnosticsOf, failed, pointers, problemOf } from "./diagnostics.ts";
import { PulumiStack } from "./harness/index.ts";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

/** Everything but a credential. */
function place(): Record<string, string> {
    return { [`${namespace}:baseUrl`]: cloud.emulator.baseUrl, [`${namespace}:projectId`]: cloud.projectId };
}

test("the configuration alone is enough, and a secret in plain text is warned of once", async () => {
    const { clientId, clientSecret } = cloud.emulator;
    const stack = await PulumiStack.create({
        config: {
            ...place(),
            [`${namespace}:clientId`]: clientId,
            [`${namespace}:clientSecret`]: clientSecret,
        },
        program: `
            ${declaring({ name: "orders" })}
            new atlas.ServerlessInstance("carts", { providerSettings: ${JSON.stringify({ backingProviderName: "AWS", regionName: "US_EAST_1" })} });
            exports.all = atlas.getServerlessInstancesOutput().results.apply((all) => all.length);
        `,
    });
    const plain = await stack.expect("preview");
    expect(diagnosticsOf(plain)).toEqual({
        "shop-dev": [
            `warning: ${namespace}:clientSecret is stored in plain text in the stack configuration. Encrypt it: ` +
                `pulumi config set --secret ${namespace}:clientSecret`,
        ],
    });
    expect(plain.output).not.toContain(clientSecret);

    stack.write(declaring({ name: "orders" }));
    await stack.setConfig({ [`${namespace}:clientSecret`]: { secret: clientSecret } });
    expect(diagnosticsOf(await stack.up())).toEqual({});
    const owner = await cloud.owner("orders");
    await cloud.change("orders", { tags: { team: "shop", [ownerTag]: owner } });
    await stack.refresh();
    expect((await stack.resources())[0]?.outputs).toMatchObject({ tags: { team: "shop" } });
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
    expect((await cloud.stats()).challenges).toBe(0);
});

test("an API key serves from up to destroy with one challenge a run, and no credential is put together from two places", async () => {
    const { publicKey, privateKey, clientId } = cloud.emulator;
    const stack = await PulumiStack.create({
        config: {
            ...place(),
            [`${namespace}:publicKey`]: publicKey,
            [`${namespace}:privateKey`]: { secret: privateKey },
        },
        program: declaring({ name: "orders" }),
    });
    await stack.up();
    await stack.refresh();
    expect(await cloud.stats()).toMatchObject({ tokens: 0, challenges: 2 });

    stack.setEnv({ MONGODB_ATLAS_CLIENT_ID: clientId });
    const mixed = await stack.run("preview");
    expect(mixed.code).not.toBe(0);
    expect(diagnosticsOf(mixed)).toEqual({
        orders: [
            problemOf(
                "orders",
                "Incomplete Atlas credentials: MONGODB_ATLAS_CLIENT_ID is set, but MONGODB_ATLAS_CLIENT_SECRET " +
                    "is not. " +
                    "Set MONGODB_ATLAS_CLIENT_SECRET too, or remove MONGODB_ATLAS_CLIENT_ID.",
            ),
        ],
    });
    stack.setEnv({ MONGODB_ATLAS_CLIENT_ID: undefined });
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
    expect(await cloud.stats()).toMatchObject({ tokens: 0, challenges: 3 });
});

test("a credential that was replaced between two runs is taken from the environment, whatever the state remembers", async () => {
    const token = await cloud.accessToken();
    const stack = await PulumiStack.create({
        config: { ...place(), [`${namespace}:accessToken`]: { secret: token } },
        program: declaring({ name: "orders" }),
    });
    await stack.up();
    expect(await cloud.stats()).toMatchObject({ tokens: 1, challenges: 0 });

    await cloud.revoke(token);
    const expired = await stack.run("refresh", "--yes", "--skip-preview");
    expect(expired.code).not.toBe(0);
    expect(diagnosticsOf(expired)).toEqual({
        orders: [
            `error: Could not read serverless instance "orders" in project ${cloud.projectId}: ` +
                "Atlas returned 401 INVALID_ACCESS_TOKEN: The access token is unknown, revoked or expired " +
                "(request <id>). " +
                "The access token is invalid or has expired. Get a new one (this one came from the stack " +
                "configuration), " +
                "and check that its API access list includes this IP address.",
        ],
        "shop-dev": [...pointers, failed],
    });

    const { publicKey, privateKey, clientId, clientSecret } = cloud.emulator;
    stack.setEnv({ MONGODB_ATLAS_PUBLIC_KEY: publicKey, MONGODB_ATLAS_PRIVATE_KEY: privateKey });
    await stack.refresh();
    expect(await cloud.stats()).toMatchObject({ tokens: 1, challenges: 1 });
    stack.setEnv({
        MONGODB_ATLAS_PUBLIC_KEY: undefined,
        MONGODB_ATLAS_PRIVATE_KEY: undefined,
        MONGODB_ATLAS_CLIENT_ID: clientId,
        MONGODB_ATLAS_CLIENT_SECRET: clientSecret,
    });
    await stack.destroy();
    expect(await cloud.stats()).toMatchObject({ tokens: 2, challenges: 1 });
    expect(await cloud.databases()).toEqual({});
});

test("a project that the surroundings newly name never moves a cluster", async () => {
    const other = "0123456789abcdef01234567";
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "orders" }) });
    await stack.up();
    const before = await cloud.databases();
    const moved = (source: string): object => ({
        orders: [
            problemOf(
                "orders",
                `projectId: the cluster is in project ${cloud.projectId}, but ${source} is now ${other}: ` +
                    "restore the previous value, or set projectId in the program to replace the cluster",
            ),
        ],
    });

    stack.setEnv({ MONGODB_ATLAS_PROJECT_ID: other });
    const byEnvironment = await stack.run("up", "--yes", "--skip-preview");
    expect(byEnvironment.code).not.toBe(0);
    expect(diagnosticsOf(byEnvironment)).toEqual(moved("MONGODB_ATLAS_PROJECT_ID"));

    // The configuration goes before the environment, for worse ...
    stack.setEnv({ MONGODB_ATLAS_PROJECT_ID: cloud.projectId });
    await stack.setConfig({ [`${namespace}:projectId`]: other });
    const byConfiguration = await stack.run("preview");
    expect(byConfiguration.code).not.toBe(0);
    expect(diagnosticsOf(byConfiguration)).toEqual(moved(`the configuration's ${namespace}:projectId`));

    // ... and for better; and only the program itself can want another project.
    stack.setEnv({ MONGODB_ATLAS_PROJECT_ID: other });
    await stack.setConfig({ [`${namespace}:projectId`]: cloud.projectId });
    expect((await stack.preview()).ops).toEqual({});
    stack.write(declaring({ name: "orders", projectId: other }));
    expect((await stack.preview()).ops["orders"]).toContain("replace");

    expect(Object.keys(await cloud.databases())).toEqual(["orders"]);
    expect((await cloud.databases())["orders"]?.id).toBe(before["orders"]?.id);
    await stack.destroy();
});
