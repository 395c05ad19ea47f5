// A newer version of the plugin, and of the SDK that asks for it: the same build under another number. The engine makes another
// default provider for it, and so another identity.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pluginDownloadURL } from "../../provider/plugin/tokens.ts";
import { version } from "../../provider/version.ts";
import { Cloud, declaring } from "../engine/cloud.ts";
import { engine } from "../engine/harness/engine.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { keptIds } from "../engine/state-file.ts";

const root = join(__dirname, "../..");
const packageName = "pulumi-atlas-serverless";
const newer = "0.2.0";
const bundle = `dist/plugin/pulumi-resource-atlas-serverless`;

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

const create = () => PulumiStack.create({ env: cloud.env, program: declaring({}) });

/** Writes a copy of a file, in which this version's number is the newer one's. */
function copyAsNewer(file: string, target: string): void {
    const text = readFileSync(join(root, file), "utf8");
    expect(text).toContain(version);
    writeFileSync(join(target, file), text.replaceAll(version, newer), { mode: 0o755 });
}

/** As `npm install` of a newer version does. */
function install(stack: PulumiStack): void {
    const modules = join(dirname(stack.folder), "newer", "node_modules");
    const target = join(modules, packageName);
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(join(root, "node_modules")).filter((one) => one !== packageName)) {
        symlinkSync(join(root, "node_modules", name), join(modules, name));
    }
    for (const folder of ["dist/sdk", "dist/provider", "dist/plugin"]) {
        cpSync(join(root, folder), join(target, folder), { recursive: true });
    }
    ["package.json", "dist/provider/version.js", bundle].forEach((file) => copyAsNewer(file, target));
    rmSync(join(stack.folder, "node_modules"));
    symlinkSync(modules, join(stack.folder, "node_modules"));
    const path = process.env["PULUMI_ATLAS_ENGINE_PATH"] ?? "";
    stack.setEnv({ PATH: [path, join(target, "dist/plugin")].join(delimiter) });
}

async function rename(stack: PulumiStack): Promise<void> {
    await stack.expect("stack", "rename", "prod");
    stack.setEnv({ PULUMI_STACK: "prod" });
}

/** What a preview says of the cluster; it fails where that is not possible. */
async function planned(stack: PulumiStack): Promise<readonly string[]> {
    const { code, ops, diagnostics } = await stack.preview();
    expect({ code, errors: diagnostics.filter(({ severity }) => severity === "error") }).toEqual({
        code: 0,
        errors: [],
    });
    return ops["orders"] ?? [];
}

/** The names of the providers that the state has. */
async function providers(stack: PulumiStack): Promise<string[]> {
    const { deployment } = await stack.export();
    const all = (deployment.resources ?? []).filter(({ type }) => type.startsWith("pulumi:providers:"));
    return all.map(({ urn }) => urn.replace(/.*::/, ""));
}

async function expectKept(stack: PulumiStack, before: Record<string, unknown>): Promise<void> {
    expect(await planned(stack)).toEqual([]);
    const { deployment } = await stack.export();
    const orders = deployment.resources?.find(({ urn }) => urn.endsWith("::orders"));
    expect({ orders: orders?.outputs?.["instanceId"] }).toEqual(before);
    expect(Object.values(await cloud.databases()).map(({ id }) => ({ orders: id }))).toEqual([before]);
}

/** The engine names a default provider by the plugin's version, and by where the plugin is downloaded from. */
const defaultProvider = (of: string) =>
    `default_${of.replaceAll(".", "_")}_${pluginDownloadURL.replace("://", "_/")}`;
const [old, next] = [defaultProvider(version), defaultProvider(newer)];

test("a newer version previews nothing, nor does the stack's new name after it", async () => {
    const stack = await create();
    await stack.up();
    expect(await providers(stack)).toEqual([old]);
    const before = await keptIds(stack);
    install(stack);
    expect(await planned(stack)).toEqual([]);
    await stack.up();
    expect(await providers(stack)).toEqual([next]);
    await expectKept(stack, before);
    await rename(stack);
    await expectKept(stack, before);
    await stack.up();
    await expectKept(stack, before);
});

test("a newer version after the stack's new name previews nothing", async () => {
    const stack = await create();
    await stack.up();
    const before = await keptIds(stack);
    await rename(stack);
    await expectKept(stack, before);
    await stack.up();
    install(stack);
    await expectKept(stack, before);
    await stack.up();
    expect(await providers(stack)).toEqual([next]);
    await expectKept(stack, before);
});

test("both at once: the preview, which cannot know the new identity, shows nothing; the up tells of the move, once", async () => {
    const stack = await create();
    await stack.up();
    const before = await keptIds(stack);
    await rename(stack);
    install(stack);
    expect(await planned(stack)).toEqual([]);
    const { output } = await stack.up();
    expect(output).toContain("has moved from ServerlessInstance::orders in stack shop/dev");
    await expectKept(stack, before);
});

/** Makes the engine find a plugin of another version than its SDK. */
function findPluginIn(stack: PulumiStack, folder: string): void {
    const path = [dirname(process.execPath), engine().binDir, join(folder, "dist/plugin")];
    stack.setEnv({ PATH: path.join(delimiter) });
}

test("an older plugin beside a newer SDK: Pulumi warns in a line, and it works", async () => {
    const stack = await create();
    install(stack);
    findPluginIn(stack, root);
    const { output } = await stack.up();
    expect(output).toContain(
        `resource plugin atlas-serverless is expected to have version >=${newer}, but has ${version};`,
    );
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});

test("a newer plugin beside an older SDK works, and nothing is said of it", async () => {
    const other = await create();
    install(other);
    const stack = await create();
    findPluginIn(stack, join(dirname(other.folder), "newer", "node_modules", packageName));
    const { output } = await stack.up();
    expect(output.match(/warning: .*/g)).toEqual(output.match(/warning: using \S+ from \$PATH at .*/g));
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});
