// Only what this state made, or was told to take, is ours: histories of stacks, states and resources, on the real engine.
// Each ends with every living cluster held by exactly one resource, and nothing deleted that a state holds.
import { type } from "./door.ts";
import { Cloud, declaring, declaringAll, virginia } from "./cloud.ts";
import { failureOf } from "./diagnostics.ts";
import { PulumiStack, type StackExport } from "./harness/index.ts";
import { keptIds } from "./kept.ts";

const oregon = { ...virginia, regionName: "US_WEST_2" };
const urnOf = (name: string, stack = "dev") => `urn:pulumi:${stack}::shop::${type}::${name}`;

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

const create = (program: string, more: object = {}) =>
    PulumiStack.create({ env: cloud.env, program, ...more });

async function livingIds(): Promise<string[]> {
    return Object.values(await cloud.databases())
        .map(({ id }) => id)
        .sort();
}

/** The ids of the clusters that the states hold, each of which must be alive and held once. */
async function expectEachHeldOnce(...held: Record<string, unknown>[]): Promise<void> {
    const ids = held.flatMap((one) => Object.values(one).map(String));
    expect(ids.toSorted()).toEqual(await livingIds());
}

/** The same as `keptIds`, of a stack by its name. */
async function heldBy(stack: PulumiStack, name: string): Promise<Record<string, unknown>> {
    const { stdout } = await stack.expect("stack", "export", "--stack", name);
    const { deployment } = JSON.parse(stdout) as StackExport;
    const resources = (deployment.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"));
    return Object.fromEntries(resources.map(({ urn, outputs }) => [urn, outputs?.["instanceId"]]));
}

describe("stacks of the same names", () => {
    test("in two backends: the second one is refused, and told to set a name", async () => {
        const [first, second] = [await create(declaring({})), await create(declaring({}))];
        await first.up();
        const { orders = [] } = await failureOf(second, "up", "--yes", "--skip-preview");
        expect(orders.join()).toMatch(/the name is taken by cluster .*\(DUPLICATE_CLUSTER_NAME.* Set name/);
        await expectEachHeldOnce(await keptIds(first), await keptIds(second));
        await second.destroy();
        await expectEachHeldOnce(await keptIds(first));
        expect((await first.preview()).ops).toEqual({});
    });

    test("after a rename: a new stack of the old name does not take the renamed one's cluster", async () => {
        const stack = await create(declaring({}));
        await stack.up();
        await stack.expect("stack", "rename", "prod");
        stack.setEnv({ PULUMI_STACK: undefined });
        await stack.expect("stack", "init", "dev");
        const { orders = [] } = await failureOf(stack, "up", "--yes", "--skip-preview", "--stack", "dev");
        expect(orders.join()).toMatch(/the name is taken by cluster .*\(DUPLICATE_CLUSTER_NAME.* Set name/);
        await stack.destroy("--stack", "dev");
        await expectEachHeldOnce(await heldBy(stack, "prod"));
        expect((await stack.preview("--stack", "prod")).ops).toEqual({});
    });
});

test("a resource that was renamed by alias keeps its cluster when its old name comes back", async () => {
    const stack = await create(declaringAll({ a: [{}] }));
    await stack.up();
    stack.write(declaringAll({ b: [{}, { aliases: [{ name: "a" }] }] }));
    await stack.up();
    stack.write(declaringAll({ b: [{}] }));
    await stack.up();
    stack.write(declaringAll({ a: [{}], b: [{}] }));
    const { a = [] } = await failureOf(stack, "up", "--yes", "--skip-preview");
    expect(a.join()).toMatch(/the name is taken by cluster .* Set name/);
    await expectEachHeldOnce(await keptIds(stack));
    stack.write(declaringAll({ b: [{}] }));
    await stack.up();
    await expectEachHeldOnce(await keptIds(stack));
});

describe("a replacement that cannot succeed deletes nothing", () => {
    test.each([
        ["a fixed name", { name: "orders" }],
        ["an automatic one", {}],
    ])("%s changes to one that is taken", async (_, args) => {
        await cloud.seed({ name: "customers" });
        const stack = await create(declaring(args));
        await stack.up();
        const before = await livingIds();
        stack.write(declaring({ name: "customers" }));
        const { orders = [] } = await failureOf(stack, "up", "--yes", "--skip-preview");
        expect(orders.join()).toContain("DUPLICATE_CLUSTER_NAME");
        expect(await livingIds()).toEqual(before);
        stack.write(declaring(args));
        await stack.up();
        expect(await livingIds()).toEqual(before);
    });

    test("adopt still names the cluster that would be deleted", async () => {
        await cloud.seed({ name: "orders" });
        const adopt = (await cloud.databases())["orders"]?.id;
        const stack = await create(declaring({ name: "orders", adopt }));
        await stack.up();
        stack.write(declaring({ name: "orders", adopt, providerSettings: oregon }));
        const preview = await stack.preview();
        expect(preview.code).not.toBe(0);
        const { orders = [] } = await failureOf(stack, "up", "--yes", "--skip-preview");
        expect(orders.join()).toContain(`adopt: "${adopt ?? ""}"`);
        expect(await livingIds()).toEqual([adopt]);
    });
});

test("a changed name makes the new cluster first, and deletes the old one afterwards", async () => {
    const stack = await create(declaring({ name: "orders" }));
    await stack.up();
    stack.write(declaring({ name: "customers" }));
    await stack.up();
    const { requests } = await cloud.stats();
    const writes = requests
        .map(({ operation }) => operation)
        .filter((operation) => /^(create|delete)/.test(operation));
    expect(writes.at(-1)).toMatch(/^delete/);
    await expectEachHeldOnce(await keptIds(stack));
    expect(Object.keys(await cloud.databases())).toEqual(["customers"]);
});

test("a forced replacement of a cluster with a fixed name deletes nothing", async () => {
    const stack = await create(declaring({ name: "orders" }));
    await stack.up();
    const before = await livingIds();
    await stack.run("up", "--yes", "--skip-preview", "--replace", urnOf("orders"));
    expect(await livingIds()).toEqual(before);
    await expectEachHeldOnce(await keptIds(stack));
});
