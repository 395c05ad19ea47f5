// Clusters that Atlas has and no stack knows, taken in by their ids alone.
import { Cloud, declaring, virginia } from "../engine/cloud.ts";
import { packagePath, type } from "../engine/entry-point.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { resourcesInState, stackTrace } from "../engine/state-file.ts";

let cloud: Cloud;
beforeAll(async () => {
    cloud = await Cloud.start();
});
afterAll(() => cloud.close());

const quietly = ["--yes", "--generate-code=false", "--protect=false"];

test.each(["/", "-"])("one, by its project's id, %s, and its name", async (separator) => {
    const name = separator === "/" ? "orders" : "orders-eu";
    await cloud.seed({ name, tags: { team: "shop" }, terminationProtectionEnabled: true });
    const before = (await cloud.databases())[name];
    const stack = await PulumiStack.create({ env: cloud.env });
    await stack.expect("import", type, "orders", `${cloud.projectId}${separator}${name}`, ...quietly);
    expect(await resourcesInState(stack)).toMatchObject([
        {
            id: `${cloud.projectId}/${name}`,
            inputs: {
                projectId: cloud.projectId,
                name,
                providerSettings: virginia,
                tags: { team: "shop" },
                terminationProtectionEnabled: true,
            },
            outputs: { instanceId: before?.id },
        },
    ]);

    const args = { name, tags: { team: "shop" }, terminationProtectionEnabled: true };
    stack.write(declaring(args));
    expect((await stack.preview()).ops).toEqual({});
    expect((await cloud.databases())[name]).toMatchObject({ id: before?.id, tags: before?.tags });

    // From now on it is managed as any other.
    stack.write(declaring({ ...args, tags: {}, terminationProtectionEnabled: false }));
    await stack.up();
    expect(await cloud.tags(name)).toEqual({});
    await stack.destroy();
    expect(Object.keys(await cloud.databases())).not.toContain(name);
});

test("many, by Pulumi's import file", async () => {
    const names = Array.from({ length: 5 }, (_, index) => `many-${index}`);
    await cloud.seed(...names.map((name) => ({ name })));
    const stack = await PulumiStack.create({ env: cloud.env });
    const resources = names.map((name) => ({ type, name, id: `${cloud.projectId}/${name}` }));
    stack.write("", { "import.json": JSON.stringify({ resources }) });
    await cloud.clearStats();
    await stack.expect("import", "--file", "import.json", ...quietly);
    expect((await resourcesInState(stack)).map(({ id }) => id).sort()).toEqual(resources.map(({ id }) => id));
    // They are looked at together.
    const { operations } = await cloud.stats();
    expect(operations["listServerlessInstances"]).toBeLessThanOrEqual(2);

    stack.write(`
        const atlas = require("${packagePath}");
        for (const name of ${JSON.stringify(names)}) {
            new atlas.ServerlessInstance(name, { name, providerSettings: ${JSON.stringify(virginia)} });
        }
    `);
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
});

test("by the resource option import; what the program declares otherwise is then changed", async () => {
    await cloud.seed({ name: "carts", tags: { team: "shop" } });
    const { id } = (await cloud.databases())["carts"] ?? {};
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({ name: "carts", tags: { team: "web" } }, { import: `${cloud.projectId}/carts` }),
    });
    await stack.up();
    expect(await cloud.tags("carts")).toEqual({ team: "web" });
    expect((await cloud.databases())["carts"]?.id).toBe(id);
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
});

test.each([
    [
        "orders",
        (): string => '"orders" is not a valid ServerlessInstance ID: its format is PROJECT_ID/CLUSTER_NAME',
    ],
    [
        "0123456789abcdef01234567/",
        (): string => '"0123456789abcdef01234567/" is not a valid ServerlessInstance ID',
    ],
    [undefined, (): string => `There is no cluster "nowhere" in project ${cloud.projectId}. Check the ID`],
])("an id that is malformed or names nothing is told (%s)", async (given, expected) => {
    const stack = await PulumiStack.create({ env: cloud.env });
    const id = given ?? `${cloud.projectId}/nowhere`;
    const result = await stack.run("import", type, "orders", id, ...quietly);
    expect(result.code).not.toBe(0);
    expect(result.output).toContain(expected());
    expect(result.output).not.toMatch(stackTrace);
    expect(await resourcesInState(stack)).toEqual([]);
});
