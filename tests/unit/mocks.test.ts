// A program's unit tests: with Pulumi's mocks in place of the engine nothing is deployed, and what a program declares is
// all there is to look at. Such a test often names neither project nor stack.
import * as pulumi from "@pulumi/pulumi";
import { SupportsFeatureResponse, type SupportsFeatureRequest } from "@pulumi/pulumi/proto/resource_pb";
import { resourceType } from "../../provider/dynamic/stub";
import { specialSecretSig, specialSigKey, unknownValue } from "../../provider/instance/model/inputs";
import * as dynamic from "../../sdk";
import { stackIdentity } from "../../sdk/identity";
import * as plugin from "../../sdk/plugin";

const [surrounding, ofPartner, ofAnother] = ["0".repeat(24), "1".repeat(24), "2".repeat(24)];
const declared = { providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" } } as const;

/** What has been registered, by its name. */
let seen: Record<string, pulumi.runtime.MockResourceArgs>;
/** The types of all that has been registered. */
let registrations: string[];

const stash = "pulumi:index:Stash";
/** What the engine answers for the Stash's id. */
let identityOf: (isPreview: boolean) => string | undefined;

/** The id of the resource that identifies the stack, in an engine that keeps it. */
const identity = "3f0e5a52-7c1b-4d3e-9a6f-0b8c2d4e6f10";

async function begin(isPreview = false): Promise<void> {
    seen = {};
    registrations = [];
    const mocks: pulumi.runtime.Mocks = {
        newResource: (resource) => {
            seen[resource.name] = resource;
            registrations.push(resource.type);
            // The engine knows the id of what it only previews where the state has it already.
            const id = resource.type === stash ? identityOf(isPreview) : `${resource.name}-id`;
            return { id, state: resource.inputs as object };
        },
        call: ({ token }) => ({ asked: token }),
    };
    await pulumi.runtime.setMocks(mocks, undefined, undefined, isPreview);
}

beforeEach(async () => {
    identityOf = () => identity;
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
])("behind the %s entry point", (_, atlas) => {
    it("a cluster is declared", async () => {
        const orders = new atlas.ServerlessInstance("orders", { ...declared, tags: { team: "shop" } });
        expect(await valueOf(orders.tags)).toEqual({ team: "shop" });
        expect(await inputsOf(orders, "orders")).toMatchObject(declared);
    });

    it("a cluster is declared inside a component", async () => {
        const parent = new Shop("x:y:Shop", "shop");
        const orders = new atlas.ServerlessInstance("orders", declared, { parent });
        expect(await inputsOf(orders, "orders")).toMatchObject(declared);
    });

    it("a program without a stack resource registers nothing of ours", async () => {
        const orders = new atlas.ServerlessInstance("orders", declared);
        await inputsOf(orders, "orders");
        expect(registrations).not.toContain(stash);
    });
});

describe("the identity of a state", () => {
    const urn = `urn:pulumi:stack::project::${resourceType}::orders`;

    /** What a program in a stack registers for a cluster of that name; with all of Pulumi's own that comes with it. */
    async function inStack(
        program: () => { readonly urn: pulumi.Output<string> } = () =>
            new dynamic.ServerlessInstance("orders", declared),
    ): Promise<Record<string, unknown>> {
        await pulumi.runtime.runInPulumiStack(async () => {
            await valueOf(program().urn);
        });
        return seen["orders"]?.inputs as Record<string, unknown>;
    }

    it("is none without a stack resource: in a unit test, and in a component's own provider", async () => {
        const orders = new dynamic.ServerlessInstance("orders", declared);
        expect((await inputsOf(orders, "orders"))["__origin"]).toEqual({ urn });
    });

    it("is the id of one Stash", async () => {
        expect((await inStack())["__origin"]).toEqual({ urn, identity });
        expect(registrations.filter((type) => type === stash)).toHaveLength(1);
        expect(seen["atlas-serverless"]).toMatchObject({ type: stash, custom: true });
    });

    it("is asked for once by two copies of the package", async () => {
        const other = await otherCopy();
        expect(other.ServerlessInstance).not.toBe(dynamic.ServerlessInstance);
        const inputs = await inStack(() => {
            new other.ServerlessInstance("carts", declared);
            new dynamic.ServerlessInstance("users", declared);
            return new other.ServerlessInstance("orders", declared);
        });
        expect(inputs["__origin"]).toEqual({ urn, identity });
        expect(seen["users"]?.inputs).toMatchObject({ __origin: { identity } });
        expect(registrations.filter((type) => type === stash)).toHaveLength(1);
    });

    it("is another stack's in the next program of the same process", async () => {
        await inStack();
        await begin();
        identityOf = () => "another";
        expect((await inStack())["__origin"]).toEqual({ urn, identity: "another" });
        expect(registrations.filter((type) => type === stash)).toHaveLength(1);
    });

    it.each([
        ["known, where the state has it", () => identity, identity],
        ["the engine's unknown value, where the preview would create it", () => undefined, pulumi.unknown],
        ["the engine's unknown value, where an older engine gives an empty id", () => "", pulumi.unknown],
    ])("is in a preview %s", async (_, idOf, expected) => {
        await begin(true);
        identityOf = idOf;
        expect((await inStack())["__origin"]).toEqual({ urn, identity: expected });
    });

    it("is not asked for where the engine is too old to keep it: one line names the oldest that does", async () => {
        // As engines up to 3.207 answer; "replacementTrigger" came with the same version as the Stash.
        jest.spyOn(engineOf(), "supportsFeature").mockImplementation((request, answer) => {
            const isKnown = request.getId() !== "replacementTrigger";
            answer(null, new SupportsFeatureResponse().setHassupport(isKnown));
        });
        let asked: Promise<unknown> | undefined;
        await pulumi.runtime.runInPulumiStack(() => {
            asked = stackIdentity()?.catch((error: unknown) => error);
            return Promise.resolve();
        });
        expect(await asked).toEqual(
            new pulumi.RunError(
                "pulumi-atlas-serverless needs Pulumi CLI 3.208.0 or newer, and this one is older. Install a newer one: " +
                    "https://www.pulumi.com/docs/install/",
            ),
        );
        expect(registrations).not.toContain(stash);
    });

    it("never changes in its input, which would be an update in everybody's preview", async () => {
        await inStack();
        expect(seen["atlas-serverless"]?.inputs).toEqual({
            input: "Tells the clusters of this stack from those of a stack with the same names: pulumi-atlas-serverless keeps this resource's id in their tag pulumi-owner.",
        });
    });

    it("is none of the program's business behind the plugin, whose provider resource has it", async () => {
        await inStack(() => new plugin.ServerlessInstance("orders", declared));
        expect(seen["orders"]?.inputs).not.toHaveProperty("__origin");
        expect(registrations).not.toContain(stash);
    });
});

/** What a program asks of its engine, as Pulumi's mocks answer it. */
function engineOf() {
    const monitor = pulumi.runtime.getMonitor();
    if (monitor === undefined) {
        throw new Error("There are no mocks.");
    }
    // The type that is published for it has three forms of each call.
    return monitor as { supportsFeature: (request: SupportsFeatureRequest, answer: Answer) => void };
}

type Answer = (error: null, response: SupportsFeatureResponse) => void;

/** The package once more, over the same Pulumi, as two packages of a program may each bring their own. */
async function otherCopy(): Promise<typeof dynamic> {
    let copy: typeof dynamic | undefined;
    jest.doMock("@pulumi/pulumi", () => pulumi);
    await jest.isolateModulesAsync(async () => {
        copy = await import("../../sdk/index.ts");
    });
    jest.dontMock("@pulumi/pulumi");
    if (copy === undefined) {
        throw new Error("There is no copy.");
    }
    return copy;
}

it("the plugin's functions ask the mocks", async () => {
    expect(await plugin.getServerlessInstances({})).toEqual({
        asked: "atlas-serverless:index:getServerlessInstances",
    });
});

describe("the project of an account that a cluster inherits", () => {
    const accountIn = (name: string, projectId: string) => new dynamic.Provider(name, { projectId });
    const projectOf = async (opts: pulumi.CustomResourceOptions): Promise<unknown> =>
        (await inputsOf(new dynamic.ServerlessInstance("orders", declared, opts), "orders"))["projectId"];

    it("is the cluster's, however deep the component", async () => {
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
    "a function of the %s entry point says so where a preview does not know its account, rather than give nothing",
    async (_, atlas) => {
        await begin(true);
        const clientSecret = pulumi.output<string>(pulumi.unknown as string);
        const provider = new atlas.Provider("partner", { clientId: "mdb_sa_id_partner", clientSecret });
        const asked = atlas.getServerlessInstances({ projectId: ofPartner }, { provider });
        await expect(asked).rejects.toThrow(
            new pulumi.RunError(
                "getServerlessInstances: the settings of its Provider are not known during the preview. Use " +
                    "getServerlessInstancesOutput, whose answer is then unknown in the preview.",
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

it("what stands for an unknown value, and for a secret, is Pulumi's own", () => {
    expect({ specialSecretSig, specialSigKey, unknownValue }).toEqual({
        specialSecretSig: pulumi.runtime.specialSecretSig,
        specialSigKey: pulumi.runtime.specialSigKey,
        unknownValue: pulumi.runtime.unknownValue,
    });
});

describe("the resource option import", () => {
    const imported = { import: `${surrounding}/orders` };

    it("is refused where Pulumi could not import, and what can is named", () => {
        const declaring = () => new dynamic.ServerlessInstance("orders", declared, imported);
        expect(declaring).toThrow(pulumi.RunError);
        expect(declaring).toThrow(
            'ServerlessInstance "orders": the resource option import requires the plugin: import ServerlessInstance from ' +
                '"pulumi-atlas-serverless/plugin". Or remove the option, and set name and adopt: true, or run ' +
                "`npx pulumi-atlas-serverless import`.",
        );
    });

    it("takes a cluster that exists already, whose data no restore may replace", () => {
        const restoreFrom = { snapshotId: "5".repeat(24), name: "production" };
        const declaring = () =>
            new plugin.ServerlessInstance("orders", { ...declared, restoreFrom }, imported);
        expect(declaring).toThrow(
            new pulumi.RunError(
                'ServerlessInstance "orders": restoreFrom is not possible together with the resource option import, which takes ' +
                    "a cluster that exists already: a restore would replace its data. Remove one of them.",
            ),
        );
    });

    it("is the plugin's", async () => {
        const orders = new plugin.ServerlessInstance("orders", declared, imported);
        expect(await inputsOf(orders, "orders")).toMatchObject(declared);
    });
});
