// A program's unit tests: with Pulumi's mocks in place of the engine nothing is deployed, and what a program declares is
// all there is to look at. Such a test names no organization, and often neither project nor stack.
import * as pulumi from "@pulumi/pulumi";
import * as dynamic from "../../sdk";
import * as plugin from "../../sdk/plugin";

const [surrounding, ofPartner, ofAnother] = ["0".repeat(24), "1".repeat(24), "2".repeat(24)];
const declared = { providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" } } as const;

/** What has been registered, by its name. */
let seen: Record<string, pulumi.runtime.MockResourceArgs>;

async function begin(organization?: string, isPreview = false): Promise<void> {
    seen = {};
    const mocks: pulumi.runtime.Mocks = {
        newResource: (resource) => {
            seen[resource.name] = resource;
            return { id: `${resource.name}-id`, state: resource.inputs as object };
        },
        call: ({ token }) => ({ asked: token }),
    };
    await pulumi.runtime.setMocks(mocks, undefined, undefined, isPreview, organization);
}

beforeEach(async () => {
    process.env["MONGODB_ATLAS_PROJECT_ID"] = surrounding;
    pulumi.runtime.setAllConfig({});
    await begin();
});
afterEach(() => {
    delete process.env["MONGODB_ATLAS_PROJECT_ID"];
});

class Shop extends pulumi.ComponentResource {}

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => void output.apply(resolve));
}

async function inputsOf(database: pulumi.CustomResource, name: string): Promise<Record<string, unknown>> {
    await valueOf(database.urn);
    return seen[name]?.inputs as Record<string, unknown>;
}

describe.each([
    ["dynamic", dynamic],
    ["plugin", plugin],
])("behind the %s door", (_, atlas) => {
    it.each([
        ["none", undefined, "organization"],
        ["one", "acme", "acme"],
    ])("a database is declared where the test names %s organization", async (_, named, organization) => {
        await begin(named);
        const orders = new atlas.ServerlessInstance("orders", { ...declared, tags: { team: "shop" } });
        expect(await valueOf(orders.tags)).toEqual({ team: "shop" });
        expect(await inputsOf(orders, "orders")).toMatchObject({
            ...declared,
            __origin: { organization },
        });
    });

    it("a database is declared inside a component", async () => {
        const parent = new Shop("x:y:Shop", "shop");
        const orders = new atlas.ServerlessInstance("orders", declared, { parent });
        expect(await inputsOf(orders, "orders")).toMatchObject({
            __origin: { organization: "organization" },
        });
    });
});

it("the plugin's data sources ask the mocks", async () => {
    expect(await plugin.getServerlessInstances({})).toEqual({
        asked: "atlas-serverless:index:getServerlessInstances",
    });
});

describe("the project of an account that a database inherits", () => {
    const accountIn = (name: string, projectId: string) => new dynamic.Provider(name, { projectId });
    const projectOf = async (opts: pulumi.CustomResourceOptions): Promise<unknown> =>
        (await inputsOf(new dynamic.ServerlessInstance("orders", declared, opts), "orders"))["projectId"];

    it("is the database's, however deep the component", async () => {
        const shop = new Shop("x:y:Shop", "shop", {}, { providers: [accountIn("partner", ofPartner)] });
        expect(await projectOf({ parent: shop })).toBe(ofPartner);
        expect(await projectOf({ parent: new Shop("x:y:Shop", "inner", {}, { parent: shop }) })).toBe(
            ofPartner,
        );
    });

    it("stands behind that of an account of its own", async () => {
        const shop = new Shop("x:y:Shop", "shop", {}, { providers: [accountIn("partner", ofPartner)] });
        const provider = accountIn("another", ofAnother);
        expect(await projectOf({ parent: shop, provider })).toBe(ofAnother);
    });

    it("is none where the account is another package's, which Pulumi uses as it is", async () => {
        const shop = new Shop("x:y:Shop", "shop", {}, { providers: [accountIn("partner", ofPartner)] });
        const provider = new plugin.Provider("another", { projectId: ofAnother });
        expect(await projectOf({ parent: shop, provider })).toBe(surrounding);
        const other = new Shop("x:y:Shop", "other", {}, { providers: [provider] });
        expect(await projectOf({ parent: other })).toBe(surrounding);
    });
});

it.each([
    ["that leaves it out", {}],
    ["that gives undefined", { projectId: undefined }],
])("the plugin's account has the configured project, also one %s", async (_, args) => {
    pulumi.runtime.setConfig("atlas-serverless:projectId", ofPartner);
    expect(await inputsOf(new plugin.Provider("partner", args), "partner")).toEqual({ projectId: ofPartner });
});

it.each([
    ["dynamic", dynamic],
    ["plugin", plugin],
])(
    "a data source of the %s door says so where a preview does not know its account, rather than give nothing",
    async (_, atlas) => {
        await begin("acme", true);
        const clientSecret = pulumi.output<string>(pulumi.unknown as string);
        const provider = new atlas.Provider("partner", { clientId: "mdb_sa_id_partner", clientSecret });
        const asked = atlas.getServerlessInstances({ projectId: ofPartner }, { provider });
        await expect(asked).rejects.toThrow(
            new pulumi.RunError(
                "getServerlessInstances: settings of its Provider are known only in the deployment, so this preview cannot ask " +
                    "Atlas. Use getServerlessInstancesOutput, whose answer is then unknown in the preview.",
            ),
        );
    },
);

describe.each([
    ["pulumi-atlas-serverless", dynamic, "pulumi-atlas-serverless/plugin", plugin],
    ["pulumi-atlas-serverless/plugin", plugin, "pulumi-atlas-serverless", dynamic],
])("a function of %s", (own, atlas, foreign, other) => {
    const args = { projectId: ofPartner, name: "orders", snapshotId: "0".repeat(24) };
    const message = (name: string) =>
        `${name}: its Provider is from "${foreign}", and the function from "${own}". Import both from one of them.`;
    const accounts = () => ({
        provider: new other.Provider("partner", { clientId: "mdb_sa_id_partner", clientSecret: "secret" }),
    });

    it.each([
        "getServerlessInstances",
        "getServerlessInstance",
        "getServerlessInstanceSnapshots",
        "getServerlessInstanceSnapshot",
    ] as const)("refuses the other entry point's Provider, and asks nobody: %s", async (name) => {
        const error = new pulumi.RunError(message(name));
        await expect(atlas[name](args, accounts())).rejects.toThrow(error);
        expect(() => atlas[`${name}Output`](args, accounts())).toThrow(error);
    });

    it("refuses the provider of another package", async () => {
        class Stranger extends pulumi.ProviderResource {}
        // What types forbid, JavaScript lets through.
        const options: object = { provider: new Stranger("aws", "aws") };
        await expect(atlas.getServerlessInstances(args, options)).rejects.toThrow(
            new pulumi.RunError(
                `getServerlessInstances: its provider is another package's, not a Provider from "${own}".`,
            ),
        );
    });
});

it.each([
    ["dynamic", dynamic, "atlas:", { "atlas:explicitProvider": "true" }],
    ["plugin", plugin, "", {}],
] as const)(
    "a setting of the %s account that turns out to be undefined is none",
    async (_, atlas, prefix, always) => {
        // What types forbid, a configuration of secrets gives in JavaScript.
        const nothing = pulumi.output<never>(undefined as never);
        const provider = new atlas.Provider("partner", {
            clientId: "mdb_sa_id_partner",
            accessToken: nothing,
            requestTimeout: nothing,
            isMongodbgovCloud: nothing,
            baseUrl: undefined,
            projectId: ofPartner,
        });
        await valueOf(provider.urn);
        expect(seen["partner"]?.inputs).toEqual({
            ...always,
            [`${prefix}clientId`]: "mdb_sa_id_partner",
            [`${prefix}projectId`]: ofPartner,
        });
    },
);
