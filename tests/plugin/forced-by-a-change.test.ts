// A change that the program itself makes a replacement of, with `replaceOnChanges`, where the new cluster has the old one's name.
// As a program in another language declares it: its SDK is generated, and sets no option by itself.
import { Cloud, virginia } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

const program = (team: string): string => `
    const pulumi = require("@pulumi/pulumi");
    new pulumi.CustomResource(
        "atlas-serverless:index:ServerlessInstance",
        "orders",
        { name: "orders", providerSettings: ${JSON.stringify(virginia)}, tags: { team: "${team}" } },
        { replaceOnChanges: ["tags"] },
    );
`;

test("what is told to be replaced is replaced, not changed in place", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: program("shop") });
    await stack.up();
    const first = (await cloud.databases())["orders"]?.id;
    stack.write(program("web"));
    expect((await stack.preview()).ops).toMatchObject({
        orders: expect.arrayContaining(["replace"]) as string[],
    });
    const { output } = await stack.up();
    expect(output).not.toContain("is kept");
    const second = (await cloud.databases())["orders"]?.id;
    expect(second).not.toBe(first);
    const [database] = (await stack.resources()).filter(({ type }) => type.endsWith(":ServerlessInstance"));
    expect(database?.outputs).toMatchObject({ instanceId: second, tags: { team: "web" } });
    expect((await stack.preview()).ops).toEqual({});
});
