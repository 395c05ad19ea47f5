// The package as other package managers than npm install it: named by the program, and by a component library in a workspace whose
// package manager gives the program only what it names. And as Bun runs it.
import { execFile } from "node:child_process";
import { mkdtempSync, realpathSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Cloud } from "../engine/cloud.ts";
import { sharedFolder } from "../engine/harness/engine.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { npm, pack } from "./pack.ts";

const modules = resolve(__dirname, "../../node_modules");
const bun = join(modules, "bun/bin/bun.exe");

let folder: string;
let tarball: string;
let registry: string;
beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(sharedFolder(), "workspaces-")));
    tarball = join(folder, (await pack("--pack-destination", folder)).filename);
    registry = (await npm(folder, "config", "get", "registry")).trim();
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

/** The package managers, each as strict as it can be, and what of them has no other place than a file. */
const managers = {
    pnpm: {
        command: [process.execPath, join(modules, "pnpm/bin/pnpm.mjs")],
        settings: {
            "pnpm-workspace.yaml": [
                "packages: [program, libraries/*]",
                "hoist: false",
                "strictDepBuilds: false",
                // A release of the same day must not fail the test.
                "minimumReleaseAge: 0",
                "",
            ].join("\n"),
        },
    },
    yarn: {
        command: [process.execPath, join(modules, "@yarnpkg/cli-dist/bin/yarn.js")],
        settings: {
            "yarn.lock": "",
            ".yarnrc.yml": [
                "nodeLinker: node-modules",
                "nmHoistingLimits: workspaces",
                "enableTelemetry: false",
                "",
            ].join("\n"),
        },
    },
    bun: {
        command: [bun],
        settings: { "bunfig.toml": '[install]\nlinker = "isolated"\nhoistPattern = []\n' },
    },
} as const;

const names = ["pnpm", "yarn", "bun"] as const;

/** The workspace's files: a program, a library that it names, one that this one names, and what declares a cluster. */
function workspace(): Record<string, string> {
    const manifest = (name: string, dependencies: object) =>
        JSON.stringify({
            name,
            version: "1.0.0",
            private: true,
            dependencies: { "@pulumi/pulumi": "^3.0.0", ...dependencies },
        });
    return {
        "package.json": JSON.stringify({
            name: "root",
            private: true,
            workspaces: ["program", "libraries/*"],
        }),
        "Pulumi.yaml":
            "name: shop\nruntime: { name: nodejs, options: { typescript: false } }\nmain: program/src/index.js\n",
        "program/package.json": manifest("program", { "@acme/shop": "workspace:*" }),
        "program/src/index.js": `
            const { Shop } = require("@acme/shop");
            exports.uri = new Shop("shop").uri;
        `,
        "libraries/shop/package.json": manifest("@acme/shop", { "@acme/stores": "workspace:*" }),
        "libraries/shop/index.js": `
            const pulumi = require("@pulumi/pulumi");
            const { store } = require("@acme/stores");
            exports.Shop = class extends pulumi.ComponentResource {
                constructor(name) {
                    super("acme:index:Shop", name);
                    this.uri = store(this).connectionStrings.standardSrv;
                    this.registerOutputs({ uri: this.uri });
                }
            };
        `,
        "libraries/stores/package.json": manifest("@acme/stores", {
            "pulumi-atlas-serverless": `file:${tarball}`,
        }),
        "libraries/stores/index.js": `
            const atlas = require("pulumi-atlas-serverless");
            const providerSettings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
            exports.store = (parent) => new atlas.ServerlessInstance("orders", { providerSettings }, { parent });
        `,
    };
}

/** The files of a program that names the package itself. */
function project(): Record<string, string> {
    return {
        "package.json": JSON.stringify({
            name: "shop",
            private: true,
            main: "index.js",
            dependencies: { "@pulumi/pulumi": "^3.0.0", "pulumi-atlas-serverless": `file:${tarball}` },
        }),
        "index.js": `
            const atlas = require("pulumi-atlas-serverless");
            const providerSettings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
            exports.uri = new atlas.ServerlessInstance("orders", { providerSettings }).connectionStrings.standardSrv;
        `,
    };
}

/** A stack whose project is installed by a package manager. */
async function installedBy(
    manager: keyof typeof managers,
    files: Record<string, string>,
): Promise<PulumiStack> {
    const {
        command: [program, ...args],
        settings,
    } = managers[manager];
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: files["index.js"] ?? "",
        files: { ...files, ...settings },
    });
    rmSync(join(stack.folder, "node_modules"));
    await promisify(execFile)(program, [...args, "install"], {
        cwd: stack.folder,
        env: {
            ...process.env,
            // None of them asks, and a lock file that is not there yet may be written.
            CI: "true",
            npm_config_frozen_lockfile: "false",
            npm_config_registry: registry,
            BUN_CONFIG_REGISTRY: registry,
            YARN_NPM_REGISTRY_SERVER: registry,
            YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
        },
    });
    return stack;
}

test.each(names)("a program that names the package deploys: %s", async (manager) => {
    const stack = await installedBy(manager, project());
    await stack.up();
    expect(await stack.outputs()).toEqual({ uri: expect.stringContaining("mongodb+srv://") as string });
    await stack.expect("preview", "--expect-no-changes");
    await stack.refresh("--expect-no-changes");
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});

test.each(names)("a program whose library's library declares the cluster deploys: %s", async (manager) => {
    const stack = await installedBy(manager, workspace());
    expect((await stack.preview()).ops).toEqual({ shop: ["create"], orders: ["create"] });
    await stack.up();
    expect(await stack.outputs()).toEqual({ uri: expect.stringContaining("mongodb+srv://") as string });
    await stack.expect("preview", "--expect-no-changes");
    await stack.refresh("--expect-no-changes");

    const ours = join(stack.folder, "libraries", "stores", "node_modules", "pulumi-atlas-serverless");
    renameSync(ours, `${ours}-elsewhere`);
    const { code, output } = await stack.run("destroy", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    const from = join(realpathSync(stack.folder), "program", "src");
    expect(output).toContain(
        `pulumi-atlas-serverless is not installed: run \`npm install pulumi-atlas-serverless\` in ${from}\n`,
    );
    expect(output).not.toMatch(/^ *at |Require stack|dynamic-provider/m);

    renameSync(`${ours}-elsewhere`, ours);
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});

/** A program that deploys itself, by the Automation API, and tells what each step has changed. */
const selfDeploying = `
    import { LocalWorkspace } from "@pulumi/pulumi/automation";
    import * as atlas from "pulumi-atlas-serverless";
    async function program() {
        const providerSettings = { backingProviderName: "AWS", regionName: "US_EAST_1" } as const;
        const orders = new atlas.ServerlessInstance("orders", { providerSettings });
        const { name, projectId, connectionStrings } = orders;
        const { stateName } = atlas.getServerlessInstanceOutput({ projectId, name });
        return { uri: connectionStrings.standardSrv, stateName, runtime: process.versions.bun === undefined ? "Node.js" : "Bun" };
    }
    const stack = await LocalWorkspace.createOrSelectStack({ stackName: "bun", projectName: "shop", program });
    const preview = (await stack.preview()).changeSummary;
    const { outputs, summary } = await stack.up();
    const again = (await stack.preview()).changeSummary;
    const refreshed = (await stack.refresh()).summary.resourceChanges;
    await stack.destroy();
    console.log(JSON.stringify({ preview, outputs, created: summary.resourceChanges, again, refreshed }));
`;

test("a program that Bun runs deploys itself", async () => {
    const stack = await installedBy("bun", { ...project(), "program.ts": selfDeploying });
    const { code, stdout, output } = await stack.shell(`"${bun}" run program.ts`);
    expect({ code, output }).toMatchObject({ code: 0 });
    const resources = 3;
    expect(JSON.parse(stdout)).toEqual({
        preview: { create: resources },
        outputs: {
            uri: { value: expect.stringContaining("mongodb+srv://") as string, secret: false },
            stateName: { value: "IDLE", secret: false },
            runtime: { value: "Bun", secret: false },
        },
        created: { create: resources },
        again: { same: resources },
        refreshed: { same: resources },
    });
    expect(await cloud.databases()).toEqual({});
});
