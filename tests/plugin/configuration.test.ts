// What the plugin says of its configuration, and where it says that an input is wrong.
import { Cloud, declaring, virginia } from "../engine/cloud.ts";
import { packagePath, type } from "../engine/door.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { stackTrace } from "../engine/kept.ts";

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
    expect(output).toContain('there is no setting "clientSecrt": did you mean "clientSecret"?');
    expect(output).not.toContain("hush-hush");
    expect(output).not.toMatch(stackTrace);
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
    expect(output).toContain('there is no setting "baseURL": did you mean "baseUrl"?');
});

test("an input's problem is told at its own path", async () => {
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
        expect(output).toContain(`${type} resource 'orders': property ${path} value {`);
    }
});

test("a secret does not show where its property is wrong", async () => {
    const tags = Array.from({ length: 60 }, (_, index) => `tag${index}: pulumi.secret("hush${index}"),`);
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: `
            const pulumi = require("@pulumi/pulumi");
            const atlas = require("${packagePath}");
            new atlas.ServerlessInstance("orders", {
                providerSettings: ${JSON.stringify(virginia)},
                tags: { ${tags.join(" ")} },
            });
        `,
    });
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain("there are 60 tags; Atlas allows 50");
    expect(output).not.toContain("hush4");
});
