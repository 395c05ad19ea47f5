// The published package in an empty folder, as a new user has it: no symlink leads back to this repository.
import { execFile, spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { Cloud, declaring } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import type { Language } from "../engine/harness/index.ts";
import { valueNames } from "../exported-names.ts";
import { consumer } from "./consumer.ts";
import { installPacked } from "./pack.ts";

/** The package's main entry. */
const main = "pulumi-atlas-serverless";

let folder: string;
let installed: string;
beforeAll(async () => {
    folder = await installPacked("installed-", {
        dependencies: { "@pulumi/pulumi": "^3.0.0" },
        devDependencies: { "@types/node": "^24.0.0", typescript: "~5.9.0" },
    });
    installed = join(folder, "node_modules", "pulumi-atlas-serverless");
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

/** Runs a JavaScript program in the folder and gives what it has written as JSON. */
async function run(program: string): Promise<unknown> {
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], { cwd: folder });
    return JSON.parse(stdout);
}

const args = '{ name: "orders", providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" } }';
const programs: Record<Language, string> = {
    commonjs: `
        const { ServerlessInstance } = require("pulumi-atlas-serverless");
        exports.uri = new ServerlessInstance("orders", ${args}).connectionStrings.standardSrv;
    `,
    esm: `
        import { ServerlessInstance } from "pulumi-atlas-serverless";
        import * as atlas from "pulumi-atlas-serverless";
        export const uri = new atlas.ServerlessInstance("orders", ${args}).connectionStrings.standardSrv;
        export const same = atlas.ServerlessInstance === ServerlessInstance;
    `,
    typescript: `
        import * as pulumi from "@pulumi/pulumi";
        import * as atlas from "pulumi-atlas-serverless";
        const orders: atlas.ServerlessInstance = new atlas.ServerlessInstance("orders", ${args});
        export const uri: pulumi.Output<string> = orders.connectionStrings.standardSrv;
    `,
};

test.each(["commonjs", "esm", "typescript"] as const)("it works from a program in %s", async (language) => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        modules: join(folder, "node_modules"),
        language,
        program: programs[language],
    });
    await stack.up();
    expect(await stack.outputs()).toMatchObject({
        uri: expect.stringMatching(/^mongodb\+srv:\/\/orders\./) as string,
    });
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});

test("its plugin works from where it is installed", async () => {
    const plugin = join(installed, "dist", "plugin");
    const stack = await PulumiStack.create({
        env: cloud.env,
        modules: join(folder, "node_modules"),
        language: "typescript",
        program: programs.typescript.replace(main, `${main}/plugin`),
        files: {
            "Pulumi.yaml": [
                "name: shop",
                "runtime: nodejs",
                "main: index.ts",
                "plugins:",
                "    providers:",
                `        - { name: atlas-serverless, path: ${JSON.stringify(plugin)} }`,
                "",
            ].join("\n"),
        },
    });
    await stack.up();
    expect((await stack.resources()).map(({ type }) => type)).toContain(
        "atlas-serverless:index:ServerlessInstance",
    );
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});

test("a change of the installed package takes effect on refresh and destroy, with no up between", async () => {
    const agents: (string | undefined)[] = [];
    const proxy = createServer((incoming, outgoing) => {
        agents.push(incoming.headers["user-agent"]);
        const { method, headers } = incoming;
        const onward = request(new URL(incoming.url ?? "/", cloud.emulator.baseUrl), { method, headers });
        onward.on("response", (answer) => {
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(outgoing);
        });
        incoming.pipe(onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const stack = await PulumiStack.create({
        env: {
            ...cloud.env,
            MONGODB_ATLAS_BASE_URL: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        },
        modules: join(folder, "node_modules"),
        program: declaring({ name: "orders" }),
    });
    const seen = (): (string | undefined)[] => [...new Set(agents.splice(0))];
    const file = join(installed, "dist", "provider", "version.js");
    const released = readFileSync(file, "utf8");
    try {
        const { version } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
            version: string;
        };
        await stack.up();
        expect(seen()).toEqual([`pulumi-atlas-serverless/${version}`]);
        writeFileSync(file, released.replaceAll(version, "77.0.0"));
        await stack.refresh();
        expect(seen()).toEqual(["pulumi-atlas-serverless/77.0.0"]);
        writeFileSync(file, released.replaceAll(version, "78.0.0"));
        await stack.destroy();
        expect(seen()).toEqual(["pulumi-atlas-serverless/78.0.0"]);
        expect(await cloud.databases()).toEqual({});
    } finally {
        writeFileSync(file, released);
        proxy.closeAllConnections();
        await new Promise((resolve) => proxy.close(resolve));
    }
});

describe("on a Node.js that is too old", () => {
    /** Put before everything else, it says so of itself. */
    const old = 'Object.defineProperty(process.versions, "node", { value: "20.20.2" });';
    const message = `pulumi-atlas-serverless needs Node.js 22 or newer, and this is 20.20.2 (${process.execPath}): put a newer one before it on PATH.`;
    const entries = ["", "/plugin", "/emulator"].map((entry) => `pulumi-atlas-serverless${entry}`);
    const commands = [
        "dist/cli/index.js",
        "dist/emulator/cli.js",
        "dist/plugin/pulumi-resource-atlas-serverless",
    ];

    const outcome = (...args: string[]) => {
        writeFileSync(join(folder, "old.cjs"), old);
        const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", "./old.cjs", ...args], {
            cwd: folder,
            encoding: "utf8",
        });
        return { status, stdout, stderr };
    };

    test.each(commands)("%s ends with one line", (file) => {
        expect(outcome(join(installed, file))).toEqual({ status: 1, stdout: "", stderr: `${message}\n` });
    });

    test.each(entries)("%s says so", (entry) => {
        const program = `
            const use = async () => { const { startEmulator } = require("${entry}"); await startEmulator?.(); };
            use().catch(({ message }) => process.stderr.write(message));
        `;
        expect(outcome("-e", program)).toEqual({ status: 0, stdout: "", stderr: message });
    });

    test("what deletes a cluster without its program says so, too", async () => {
        const stack = await PulumiStack.create({
            env: cloud.env,
            modules: join(folder, "node_modules"),
            program: programs.commonjs,
        });
        await stack.up();
        stack.setEnv({ NODE_OPTIONS: `--require ${join(folder, "old.cjs")}` });
        const { code, output } = await stack.run("destroy", "--yes", "--skip-preview");
        expect(code).not.toBe(0);
        expect(output).toContain(message);
    });
});

test("it exports these names, and nothing beside its entries", async () => {
    expect(lstatSync(installed).isSymbolicLink()).toBe(false);
    const names = await run(`
        const names = (entry) => Object.keys(require("pulumi-atlas-serverless" + entry)).sort();
        let inside;
        try { require("pulumi-atlas-serverless/dist/provider/version.js"); } catch (error) { inside = error.code; }
        console.log(JSON.stringify({
            main: names(""), plugin: names("/plugin"), dynamic: names("/dynamic"), emulator: names("/emulator"), inside,
        }));
    `);
    expect(names).toEqual({
        main: valueNames,
        plugin: valueNames,
        dynamic: ["provider"],
        emulator: ["OptionError", "globalSetup", "globalTeardown", "startEmulator"],
        inside: "ERR_PACKAGE_PATH_NOT_EXPORTED",
    });
});

test("it brings an Atlas emulator, without the framework that it was built with", async () => {
    expect(existsSync(join(folder, "node_modules", "hono"))).toBe(false);
    const answer = await run(`
        const { startEmulator } = require("pulumi-atlas-serverless/emulator");
        void (async () => {
            const atlas = await startEmulator({ scale: 100 });
            const { status } = await fetch(atlas.baseUrl + "/api/oauth/token", {
                method: "POST",
                headers: { Authorization: "Basic " + btoa(atlas.clientId + ":" + atlas.clientSecret) },
                body: new URLSearchParams({ grant_type: "client_credentials" }),
            });
            await atlas.close();
            console.log(JSON.stringify({ status, env: Object.keys(atlas.env).sort() }));
        })();
    `);
    expect(answer).toEqual({
        status: 200,
        env: [
            "MONGODB_ATLAS_BASE_URL",
            "MONGODB_ATLAS_CLIENT_ID",
            "MONGODB_ATLAS_CLIENT_SECRET",
            "MONGODB_ATLAS_PROJECT_ID",
        ],
    });
});

const asNode = ["--module", "nodenext"];
const asOlderProjects = ["--module", "commonjs", "--moduleResolution", "node10"];

test.each([
    [main, "as Node resolves modules", asNode],
    [main, "as older projects resolve modules", asOlderProjects],
    [`${main}/plugin`, "as Node resolves modules", asNode],
    [`${main}/plugin`, "as older projects resolve modules", asOlderProjects],
])("the types of %s hold in a strict program, %s", async (entry, _how, options) => {
    writeFileSync(join(folder, "consumer.ts"), consumer.replaceAll(`"${main}"`, `"${entry}"`));
    const tsc = join(folder, "node_modules", "typescript", "bin", "tsc");
    const strict = [
        "--noEmit",
        "--strict",
        "--exactOptionalPropertyTypes",
        "--target",
        "es2022",
        "--types",
        "node",
    ];
    const result = await promisify(execFile)(
        process.execPath,
        [tsc, ...strict, "--skipLibCheck", "false", ...options, "consumer.ts"],
        { cwd: folder },
    ).catch((error: unknown) => error);
    expect(result).toMatchObject({ stdout: "", stderr: "" });
});
