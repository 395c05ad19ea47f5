// A component that a process of its own serves, beside a program with this package: both have it, and neither is in the other's way.
import { chmodSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { isPlugin, packagePath, type } from "./entry-point.ts";
import { Cloud, virginia } from "./cloud.ts";
import { sharedFolder } from "./harness/engine.ts";
import { PulumiStack } from "./harness/index.ts";
import { writeFiles } from "./harness/project.ts";
import { keptIds } from "./state-file.ts";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

const command = "bin/pulumi-resource-shop";

/** The component's own provider, written with Pulumi's SDK. */
const provider = `#!/usr/bin/env node
const pulumi = require("@pulumi/pulumi");
const { ServerlessInstance } = require("${packagePath}");
class Shop extends pulumi.ComponentResource {
    constructor(name, { team }, options) {
        super("shop:index:Shop", name, {}, options);
        const tags = pulumi.output(team).apply((it) => ({ team: it }));
        new ServerlessInstance("inner", { name: "inner", providerSettings: ${JSON.stringify(virginia)}, tags }, { parent: this });
        this.registerOutputs({});
    }
}
pulumi.provider.main(
    {
        version: "1.0.0",
        construct: (name, type, inputs, options) =>
            Promise.resolve({ urn: new Shop(name, inputs, options).urn, state: {} }),
    },
    process.argv.slice(2),
);
`;

function program(team: string): string {
    return `
        const pulumi = require("@pulumi/pulumi");
        const { ServerlessInstance } = require("${packagePath}");
        class Shop extends pulumi.ComponentResource {
            constructor(name, args) {
                super("shop:index:Shop", name, args, {}, true);
            }
        }
        new Shop("shop", { team: "${team}" });
        new ServerlessInstance("outer", { name: "outer", providerSettings: ${JSON.stringify(virginia)}, tags: { team: "${team}" } });
    `;
}

test("both are deployed, changed and destroyed; what a create of the component left is resumed when a person says so", async () => {
    const files = { [command]: provider };
    const stack = await PulumiStack.create({ env: cloud.env, program: program("shop"), files });
    chmodSync(join(stack.folder, command), 0o755);
    const path = [process.env["PULUMI_ATLAS_ENGINE_PATH"] ?? "", join(__dirname, "../../dist/plugin")];
    stack.setEnv({ PATH: [...path, join(stack.folder, "bin")].join(delimiter) });

    await stack.up();
    const { inner, outer } = await keptIds(stack);
    const living = async () => {
        const all = await cloud.databases();
        return { inner: all["inner"]?.id, outer: all["outer"]?.id, count: Object.keys(all).length };
    };
    expect(await living()).toEqual({ inner, outer, count: 2 });
    expect((await stack.preview()).ops).toEqual({});

    stack.write(program("web"));
    await stack.up();
    expect([await cloud.tags("inner"), await cloud.tags("outer")]).toEqual([
        { team: "web" },
        { team: "web" },
    ]);
    expect((await stack.preview()).ops).toEqual({});

    // As a create that was killed before it was saved.
    const child = `urn:pulumi:dev::shop::shop:index:Shop$${type}::inner`;
    await stack.expect("state", "delete", "--yes", child);
    if (!isPlugin) {
        // The component's process has no stack, and so no identity that could tell that it was this state's.
        const { code, output } = await stack.run("up", "--yes", "--skip-preview");
        expect(code).toBeGreaterThan(0);
        expect(output).toContain(
            `run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${String(inner)} to resume it`,
        );
        stack.setEnv({ MONGODB_ATLAS_RESUME: String(inner) });
    }
    await stack.up();
    stack.setEnv({ MONGODB_ATLAS_RESUME: undefined });
    expect(await living()).toEqual({ inner, outer, count: 2 });
    expect((await keptIds(stack))["inner"]).toBe(inner);
    expect((await stack.preview()).ops).toEqual({});

    await stack.destroy();
    expect((await living()).count).toBe(0);
});

test("a program without this package: the plugin's component is deployed; the dynamic provider's fails, and says what to install", async () => {
    const installed = join(__dirname, "../../node_modules");
    const component = mkdtempSync(join(sharedFolder(), "component-"));
    const modules = mkdtempSync(join(sharedFolder(), "without-"));
    try {
        writeFiles(component, { [command]: provider });
        chmodSync(join(component, command), 0o755);
        symlinkSync(installed, join(component, "node_modules"));
        for (const name of readdirSync(installed).filter((each) => each !== "pulumi-atlas-serverless")) {
            symlinkSync(join(installed, name), join(modules, name));
        }
        const only = `
            const pulumi = require("@pulumi/pulumi");
            class Shop extends pulumi.ComponentResource {
                constructor(name, args) {
                    super("shop:index:Shop", name, args, {}, true);
                }
            }
            new Shop("shop", { team: "shop" });
        `;
        const stack = await PulumiStack.create({ env: cloud.env, program: only, modules });
        const path = [process.env["PULUMI_ATLAS_ENGINE_PATH"] ?? "", join(__dirname, "../../dist/plugin")];
        stack.setEnv({ PATH: [...path, join(component, "bin")].join(delimiter) });
        const { code, output } = await stack.run("up", "--yes", "--skip-preview");
        if (isPlugin) {
            expect({ code, output }).toMatchObject({ code: 0 });
            expect(Object.keys(await cloud.databases())).toEqual(["inner"]);
        } else {
            expect(code).toBeGreaterThan(0);
            expect(output).toContain(
                "pulumi-atlas-serverless is not installed: run `npm install pulumi-atlas-serverless` in ",
            );
            // Pulumi's SDK adds a stack of the program, which it ends; there is none of ours.
            expect(output).not.toMatch(/^\s+at .*pulumi-atlas-serverless\//m);
        }
    } finally {
        rmSync(component, { recursive: true });
        rmSync(modules, { recursive: true });
    }
});
