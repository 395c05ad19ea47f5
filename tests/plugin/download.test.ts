// The plugin as the engine downloads it by itself: from a release's server, at the first command that needs it.
import { mkdtempSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { pluginDownloadURL } from "../../provider/plugin/tokens.ts";
import { version } from "../../provider/version.ts";
import { Cloud, declaring } from "../engine/cloud.ts";
import { engine, sharedFolder } from "../engine/harness/engine.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { archiveName, packArchives, PluginServer, thisPlatform } from "../engine/plugin-server.ts";

const foreignPlatform = thisPlatform === "linux-arm64" ? "linux-amd64" : "linux-arm64";

let cloud: Cloud;
let archives: string;
beforeAll(async () => {
    archives = mkdtempSync(join(sharedFolder(), "archives-"));
    await packArchives(archives, thisPlatform, foreignPlatform);
    cloud = await Cloud.start();
}, 300_000);
afterAll(() => cloud.close());

let folder: string;
let server: PluginServer;
beforeEach(async () => {
    folder = mkdtempSync(join(sharedFolder(), "server-"));
    await cp(archives, folder, { recursive: true });
    server = await PluginServer.start(folder);
});
afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
});

/** A stack of a machine that has no plugin, whose engine looks for releases on the server. */
async function create(url = server.url): Promise<PulumiStack> {
    const path = [dirname(process.execPath), engine().binDir];
    return PulumiStack.create({
        program: declaring({}),
        env: {
            ...cloud.env,
            PATH: path.join(delimiter),
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: undefined,
            PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES: `.*=${url}`,
        },
    });
}

/** What the first command says, which ends with an error and creates nothing. */
async function refused(url = server.url): Promise<string> {
    const stack = await create(url);
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(await cloud.databases()).toEqual({});
    return output;
}

test("is downloaded once, and used from then on", async () => {
    const stack = await create();
    await stack.up();
    await server.close();
    server = await PluginServer.start(folder);
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});

test("of another platform: the plugin says so", async () => {
    renameSync(join(folder, archiveName(foreignPlatform)), join(folder, archiveName()));
    expect(await refused()).toContain(
        `pulumi-resource-atlas-serverless: this plugin is the one for ${foreignPlatform}, and its Node.js does not start here.`,
    );
});

/** What Pulumi says in one line, whatever the reason. */
const notInstalled =
    `Could not automatically download and install resource plugin 'pulumi-resource-atlas-serverless' at version v${version}, ` +
    `install the plugin using \`pulumi plugin install resource atlas-serverless v${version} --server ${pluginDownloadURL}\`: `;

test.each<[what: string, change: (archive: string) => void, why: RegExp]>([
    [
        "cut short",
        (archive) => truncateSync(archive, Math.floor(statSync(archive).size / 2)),
        /untarring file .+: unexpected EOF$/,
    ],
    [
        "no archive",
        (archive) => writeFileSync(archive, "<html>Sign in</html>"),
        /uncompressing: gzip: invalid header$/,
    ],
    ["not there", (archive) => rmSync(archive), /failed to download plugin: .+: 404 HTTP error/],
])("%s: Pulumi says so in a line, and nothing is created", async (_what, change, why) => {
    change(join(folder, archiveName()));
    const lines = (await refused()).split("\n").filter((line) => line.includes(notInstalled));
    expect(lines.at(-1)).toMatch(why);
});

test("without a network: Pulumi says so in a line, and nothing is created", async () => {
    // Nobody listens at this port.
    const lines = (await refused("http://127.0.0.1:1"))
        .split("\n")
        .filter((line) => line.includes(notInstalled));
    expect(lines.at(-1)).toMatch(/failed to download plugin: .+: failed all \d+ attempts/);
});
