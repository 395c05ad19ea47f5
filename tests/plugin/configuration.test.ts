// What the plugin says of its configuration, and where it says that an input is wrong.
import { Cloud, declaring, virginia } from "../engine/cloud.ts";
import { packagePath, type } from "../engine/entry-point.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { stackTrace } from "../engine/state-file.ts";

let cloud: Cloud;
beforeAll(async () => {
    cloud = await Cloud.start();
});
afterAll(() => cloud.close());

test("a configuration key that does not exist is told, with the one that was meant", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({}),
        config: { "atlas-serverless:clientSecrt": { secret: "hush-hush" } },
    });
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain('unknown configuration key "clientSecrt": did you mean "clientSecret"?');
    expect(output).not.toContain("hush-hush");
    expect(output).not.toMatch(stackTrace);
});

test("what such a key holds in plain text is not printed", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: `
            const atlas = require("${packagePath}");
            const settings = { baseURL: "https://admin:hush-hush@example.com", requestTimeouts: "hush-hush", allowHttp: ["hush-hush"] };
            const provider = new atlas.Provider("partner", settings);
            new atlas.ServerlessInstance("orders", { providerSettings: ${JSON.stringify(virginia)} }, { provider });
        `,
        config: { "atlas-serverless:clientSecrt": "hush-hush" },
    });
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain("did you mean");
    expect(output).not.toContain("hush-hush");
});

test("so is one of a provider of the program's own", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: `
            const atlas = require("${packagePath}");
            const provider = new atlas.Provider("partner", { baseURL: "https://example.com" });
            new atlas.ServerlessInstance("orders", { providerSettings: ${JSON.stringify(virginia)} }, { provider });
        `,
    });
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain('unknown configuration key "baseURL": did you mean "baseUrl"?');
});

test("a setting of a Pulumi project that has the package's name is none of ours", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({}),
        config: { "atlas-serverless:team": "shop" },
    });
    expect((await stack.preview()).code).toBe(0);
});

test("a provider of the program's own may have any name that Pulumi gives to none, and has the configured project", async () => {
    const { MONGODB_ATLAS_PROJECT_ID: projectId = "", ...env } = cloud.env;
    const program = (name: string) => `
        const atlas = require("${packagePath}");
        const account = { clientId: "mdb_sa_id_wrong", clientSecret: "mdb_sa_sk_wrong" };
        const provider = new atlas.Provider("${name}", account);
        new atlas.ServerlessInstance("orders", { providerSettings: ${JSON.stringify(virginia)} }, { provider });
    `;
    const stack = await PulumiStack.create({
        env,
        program: program("default_partner"),
        config: { "atlas-serverless:projectId": projectId },
    });
    expect((await stack.preview()).ops).toMatchObject({ orders: ["create"] });
    // Its own account is asked, not that of the environment.
    expect((await stack.run("up", "--yes", "--skip-preview")).output).toContain("401");
    stack.write(program("default"));
    expect((await stack.run("preview")).output).toContain("Choose another name.");
});

test("a question to an account that is not known yet is not asked", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: `
            const atlas = require("${packagePath}");
            const first = new atlas.ServerlessInstance("first", { providerSettings: ${JSON.stringify(virginia)} });
            const provider = new atlas.Provider("later", { baseUrl: process.env.MONGODB_ATLAS_BASE_URL, clientSecret: first.instanceId });
            exports.count = atlas.getServerlessInstancesOutput({}, { provider }).results.apply((all) => all.length);
        `,
    });
    const { code, output } = await stack.run("preview");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toMatch(/count *: \[unknown\]/);
});

test("an input's problem is told with its own path, and without a value that the engine does not find there", async () => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({
            providerSettings: { ...virginia, regionName: "us-east-1" },
            tags: { "a.b": "" },
            terminationProtectionEnabled: 1,
        }),
    });
    const { output } = await stack.run("preview");
    for (const path of ["providerSettings.regionName", 'tags["a.b"]', "terminationProtectionEnabled"]) {
        expect(output).toContain(`${type} resource 'orders' has a problem: ${path}: `);
    }
    expect(output).not.toContain("<nil>");
});

test.each([
    ["too many tags", "tags: all", "tags: there are 60 tags; Atlas allows 50"],
    ["a list of tags", 'tags: [pulumi.secret("hush")]', "tags: must be"],
    [
        "a text for a switch",
        'terminationProtectionEnabled: pulumi.secret("hush")',
        "terminationProtectionEnabled: must be",
    ],
    [
        "a text for options",
        'serverlessBackupOptions: pulumi.secret("hush")',
        "serverlessBackupOptions: must be",
    ],
])("a secret does not show where its property is wrong: %s", async (_what, property, message) => {
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: `
            const pulumi = require("@pulumi/pulumi");
            const atlas = require("${packagePath}");
            const all = Object.fromEntries(Array.from({ length: 60 }, (_, index) => ["tag" + index, pulumi.secret("hush" + index)]));
            new atlas.ServerlessInstance("orders", { providerSettings: ${JSON.stringify(virginia)}, ${property} });
        `,
    });
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain(message);
    expect(output).not.toContain("hush");
});
