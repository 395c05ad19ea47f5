// The packed package beside the oldest SDK that it allows, and in programs that a bundler has made: with that SDK, too.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { Cloud } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { installPacked } from "./pack.ts";

const { dependencies } = JSON.parse(readFileSync(resolve(__dirname, "../../package.json"), "utf8")) as {
    dependencies: { "@pulumi/pulumi": string };
};
const oldest = dependencies["@pulumi/pulumi"].replace(/^\^/, "");

let folder: string;
let modules: string;
beforeAll(async () => {
    folder = await installPacked("runtimes-", { dependencies: { "@pulumi/pulumi": oldest } });
    modules = join(folder, "node_modules");
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

const program = `
    import * as atlas from "pulumi-atlas-serverless";
    const providerSettings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
    const orders = new atlas.ServerlessInstance("orders", { providerSettings });
    export const uri = orders.connectionStrings.standardSrv;
    export const names = atlas.getServerlessInstancesOutput({}).results.apply((all) => all.map(({ name }) => name));
`;

/** A stack whose program is bundled into a file, with all but Pulumi's SDK, of which there may be one only. */
async function bundled(main: string, format: "cjs" | "esm"): Promise<PulumiStack> {
    const stack = await PulumiStack.create({
        env: cloud.env,
        modules,
        files: {
            "Pulumi.yaml": `name: shop\nruntime: { name: nodejs, options: { typescript: false } }\nmain: ${main}\n`,
            // With the `main` of other tests here, that SDK runs their empty program.
            "package.json": JSON.stringify({ name: "shop", private: true, main }),
            "program.ts": program,
        },
    });
    await build({
        absWorkingDir: stack.folder,
        entryPoints: ["program.ts"],
        outfile: main,
        bundle: true,
        platform: "node",
        format,
        external: ["@pulumi/pulumi"],
        // What is bundled is CommonJS, which a module has no `require` for.
        ...(format === "esm" && {
            banner: {
                js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
            },
        }),
        logLevel: "error",
    });
    return stack;
}

/** From preview to destroy; what is refreshed and destroyed needs no program. */
async function lives(stack: PulumiStack): Promise<void> {
    expect((await stack.preview()).ops).toEqual({ orders: ["create"] });
    await stack.up();
    expect(await stack.outputs()).toMatchObject({
        uri: expect.stringMatching(/^mongodb\+srv:\/\/orders-/) as string,
    });
    expect((await stack.preview("--suppress-outputs")).ops).toEqual({});
    await stack.refresh("--expect-no-changes");
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
}

test("npm installs one SDK for the program and for the package", () => {
    expect(existsSync(join(modules, "pulumi-atlas-serverless", "node_modules", "@pulumi"))).toBe(false);
});

test("a program bundled by esbuild", async () => {
    await lives(await bundled("index.js", "cjs"));
});

test("a program bundled to a module in a hidden folder of the project", async () => {
    await lives(await bundled(".app/platform/index.mjs", "esm"));
});
