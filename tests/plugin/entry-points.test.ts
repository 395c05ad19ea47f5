// From one entry point to the other and back, with the clusters as they are.
import { Cloud, virginia } from "../engine/cloud.ts";
import { PulumiStack, type ConfigValue } from "../engine/harness/index.ts";
import { resourcesInState } from "../engine/state-file.ts";

const types = {
    dynamic: "pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance",
    plugin: "atlas-serverless:index:ServerlessInstance",
} as const;
const paths = { dynamic: "pulumi-atlas-serverless", plugin: "pulumi-atlas-serverless/plugin" } as const;

let cloud: Cloud;
beforeAll(async () => {
    cloud = await Cloud.start();
});
afterAll(() => cloud.close());

/** A fixed name, an automatic one, one in a component, and one behind a provider of its own. */
function program(entryPoint: keyof typeof paths, team = "shop"): string {
    const { clientId, clientSecret, baseUrl } = cloud.emulator;
    return `
        const pulumi = require("@pulumi/pulumi");
        const atlas = require("${paths[entryPoint]}");
        const providerSettings = ${JSON.stringify(virginia)};
        const tags = { team: "${team}" };
        // Behind the plugin the other entry point's type is an alias already.
        const aliases = ${JSON.stringify(entryPoint === "dynamic" ? [{ type: types.plugin }] : [])};
        class Shop extends pulumi.ComponentResource {
            constructor(name) {
                super("shop:index:Shop", name);
                new atlas.ServerlessInstance("inner", { providerSettings, tags }, { parent: this, aliases });
            }
        }
        new atlas.ServerlessInstance("fixed", { name: "fixed", providerSettings, tags }, { aliases });
        new atlas.ServerlessInstance("automatic", { providerSettings, tags }, { aliases });
        new Shop("shop");
        const partner = new atlas.Provider("partner", ${JSON.stringify({ clientId, clientSecret, baseUrl })});
        new atlas.ServerlessInstance("theirs", { providerSettings, tags }, { provider: partner, aliases });
    `;
}

async function databases(): Promise<Record<string, string>> {
    return Object.fromEntries(Object.values(await cloud.databases()).map(({ name, id }) => [name, id]));
}

/** What a preview would do to clusters. */
async function plan(stack: PulumiStack): Promise<Record<string, readonly string[]>> {
    const { code, ops, diagnostics } = await stack.preview();
    expect({ code, errors: diagnostics.filter(({ severity }) => severity === "error") }).toEqual({
        code: 0,
        errors: [],
    });
    return Object.fromEntries(Object.entries(ops).filter(([name]) => !/^(partner|default)/.test(name)));
}

async function typesIn(stack: PulumiStack): Promise<string[]> {
    const all = (await resourcesInState(stack)).filter(({ custom }) => custom);
    return [...new Set(all.map(({ type }) => type))];
}

test("there and back: no change in any preview, the same clusters, and each entry point manages them", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: program("dynamic") });
    await stack.up();
    const before = await databases();
    expect(Object.keys(before)).toHaveLength(4);

    for (const [entryPoint, team] of [
        ["plugin", "web"],
        ["dynamic", "data"],
        ["plugin", "shop"],
    ] as const) {
        const last = entryPoint === "plugin" ? (team === "web" ? "shop" : "data") : "web";
        await cloud.clearStats();
        stack.write(program(entryPoint, last));
        expect(await plan(stack)).toEqual({});
        await stack.up();
        expect(await typesIn(stack)).toEqual([types[entryPoint]]);
        expect(
            (await cloud.stats()).requests.filter(
                ({ method, path }) => method !== "GET" && !path.includes("oauth"),
            ),
        ).toEqual([]);
        await stack.refresh();
        expect(await plan(stack)).toEqual({});

        stack.write(program(entryPoint, team));
        await stack.up();
        expect(await databases()).toEqual(before);
        expect(await cloud.tags("fixed")).toEqual({ team });
    }
    await stack.destroy();
    expect(await databases()).toEqual({});
});

test("what one entry point left in mid-create, the other finishes when a person says so, for its identity is another", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: program("dynamic") });
    await cloud.fault({ operation: "createServerlessInstance", takes: 36_000 });
    const run = stack.start("up", "--yes", "--skip-preview");
    await run.waitFor(/creating: CREATING/);
    await stack.killAll();
    await cloud.clearFaults();
    await stack.expect("cancel", "--yes");
    const before = await databases();
    for (const name of Object.keys(before)) {
        await cloud.change(name, { stateName: "IDLE" });
    }
    stack.write(program("plugin"));
    // On to the last: the first refusal would keep the engine from trying what it had not begun.
    const refused = await stack.run("up", "--yes", "--skip-preview", "--continue-on-error");
    expect(refused.code).not.toBe(0);
    const ids = [
        ...new Set([...refused.output.matchAll(/MONGODB_ATLAS_RESUME=([0-9a-f]{24})/g)].map(([, id]) => id)),
    ];
    stack.setEnv({ MONGODB_ATLAS_RESUME: ids.join(",") });
    await stack.up();
    expect(await databases()).toEqual(expect.objectContaining(before));
    expect(Object.keys(await databases())).toHaveLength(4);
    await stack.destroy();
    expect(await databases()).toEqual({});
});

describe("what the preview shows after the import line was changed; docs/languages has the same table", () => {
    const identity = (op: string) => `${op} pulumi:index:Stash atlas-serverless`;
    const keys = { dynamic: "atlas", plugin: "atlas-serverless" } as const;
    const provider = {
        dynamic: "pulumi:providers:pulumi-nodejs",
        plugin: "pulumi:providers:atlas-serverless",
    };
    const { dynamic, plugin } = provider;
    /** What is missing says which keys this entry point reads. */
    const unread = (entryPoint: keyof typeof keys) => [
        expect.stringContaining(`pulumi config set ${keys[entryPoint]}:projectId PROJECT_ID`) as string,
        expect.stringContaining(`pulumi config set ${keys[entryPoint]}:clientId CLIENT_ID`) as string,
    ];

    /** Where the stack has its account from, and what the preview shows of it in each direction. */
    const table = {
        environment: {
            plugin: { steps: [identity("delete")], errors: [] },
            dynamic: { steps: [identity("create")], errors: [] },
        },
        "configuration, with the keys of both": {
            plugin: { steps: [identity("delete")], errors: [] },
            dynamic: { steps: [identity("create")], errors: [] },
        },
        "configuration, with the keys of the other one": {
            plugin: { steps: [], errors: unread("plugin") },
            dynamic: { steps: [identity("create")], errors: unread("dynamic") },
        },
        "an explicit Provider": {
            plugin: {
                steps: [`create ${plugin} partner`, `delete ${dynamic} partner`, identity("delete")],
                errors: [],
            },
            dynamic: {
                steps: [`create ${dynamic} partner`, identity("create"), `delete ${plugin} partner`],
                errors: [],
            },
        },
    } as const;

    /** The configuration of an entry point. */
    const configured = (entryPoint: keyof typeof keys): Record<string, ConfigValue> => {
        const { clientId, clientSecret, baseUrl, projectId } = cloud.emulator;
        const settings = { clientId, clientSecret: { secret: clientSecret }, baseUrl, projectId };
        return Object.fromEntries(
            Object.entries(settings).map(([key, value]) => [`${keys[entryPoint]}:${key}`, value]),
        );
    };

    const declaring = (entryPoint: keyof typeof keys, isExplicit: boolean): string => {
        const { clientId, clientSecret, baseUrl, projectId } = cloud.emulator;
        const account = JSON.stringify({ clientId, clientSecret, baseUrl, projectId });
        return `
            const atlas = require("${paths[entryPoint]}");
            const provider = ${isExplicit ? `new atlas.Provider("partner", ${account})` : "undefined"};
            const aliases = ${JSON.stringify(entryPoint === "dynamic" ? [{ type: types.plugin }] : [])};
            const providerSettings = ${JSON.stringify(virginia)};
            new atlas.ServerlessInstance("orders", { providerSettings }, { provider, aliases });
        `;
    };

    test.each(
        (Object.keys(table) as (keyof typeof table)[]).flatMap((account) => [
            { account, from: "dynamic", to: "plugin" } as const,
            { account, from: "plugin", to: "dynamic" } as const,
        ]),
    )("from $from to $to, the account from $account", async ({ account, from, to }) => {
        const isExplicit = account === "an explicit Provider";
        const isConfigured = account.startsWith("configuration");
        const stack = await PulumiStack.create({
            // A cluster's automatic name is of its project's, too, and the others of the table have one.
            project: `${account.replaceAll(/\W+/g, "-")}-${from}`.toLowerCase(),
            env: account === "environment" ? cloud.env : {},
            program: declaring(from, isExplicit),
            ...(isConfigured && { config: configured(from) }),
        });
        await stack.up();
        stack.write(declaring(to, isExplicit));
        if (account === "configuration, with the keys of both") {
            await stack.setConfig(configured(to));
        }
        const { steps, diagnostics } = await stack.preview();
        const changes = steps
            .filter(({ op }) => op !== "same")
            .map(({ op, type, name }) => `${op} ${type} ${name}`);
        const errors = diagnostics
            .filter(({ severity }) => severity === "error")
            .map(({ message }) => message);
        expect({ steps: changes.toSorted(), errors }).toEqual({
            ...table[account][to],
            steps: table[account][to].steps.toSorted(),
        });
    });
});
