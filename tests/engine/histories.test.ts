// Only what this state made, or was told to take, is ours: histories of stacks, states and resources, on the real engine.
// Each ends with every living cluster held by exactly one resource, and nothing deleted that a state holds.
import { isPlugin, packagePath, type } from "./entry-point.ts";
import { Cloud, declaring, declaringAll, virginia } from "./cloud.ts";
import { diagnosticsOf, failureOf } from "./diagnostics.ts";
import { PulumiStack, type StackExport } from "./harness/index.ts";
import { keptIds } from "./state-file.ts";

/** Emulated seconds that are ten minutes of ours: longer than any test looks. */
const endless = 36_000;
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

/** Without what is no cluster: a component. */
function clustersOf(held: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(held).filter(([, id]) => id !== undefined));
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

test("a stack that is renamed previews nothing, also after its identity is another one", async () => {
    const stack = await create(declaring({}));
    await stack.up();
    await stack.expect("stack", "rename", "prod");
    stack.setEnv({ PULUMI_STACK: "prod" });
    expect((await stack.preview()).ops).toEqual({});
    await stack.up();
    expect((await stack.preview()).ops).toEqual({});
});

test("a project that is renamed previews nothing", async () => {
    const stack = await create(declaring({}));
    await stack.up();
    const before = await livingIds();
    await stack.expect("stack", "rename", "organization/store/dev");
    await stack.shell("sed -i 's/^name: .*/name: store/' Pulumi.yaml");
    stack.setEnv({ PULUMI_STACK: "dev" });
    expect((await stack.preview()).ops).toEqual({});
    await stack.up();
    expect(await livingIds()).toEqual(before);
});

test("a component's child that moves with its parent is one update that explains itself", async () => {
    const program = (parent: string, options: object = {}) => `
        const pulumi = require("@pulumi/pulumi");
        const atlas = require("${packagePath}");
        class Shop extends pulumi.ComponentResource {
            constructor(name, options) {
                super("shop:index:" + name, name, {}, options);
                new atlas.ServerlessInstance("orders", { providerSettings: ${JSON.stringify(virginia)} }, { parent: this });
            }
        }
        new Shop("${parent}", ${JSON.stringify(options)});
    `;
    const stack = await create(program("Old"));
    await stack.up();
    const before = await livingIds();
    stack.write(program("New", { aliases: [{ type: "shop:index:Old", name: "Old" }] }));
    const preview = await stack.preview();
    expect(preview.ops).toMatchObject({ orders: ["update"] });
    expect(preview.diagnostics.map(({ message }) => message).join()).toContain(
        "has moved from shop:index:Old$ServerlessInstance::orders in stack shop/dev",
    );
    await stack.up();
    expect((await stack.preview()).ops).toEqual({});
    expect(await livingIds()).toEqual(before);
    await expectEachHeldOnce(clustersOf(await keptIds(stack)));
});

test("a state that lost its resource resumes a young cluster, and an old one when a person says so", async () => {
    const stack = await create(declaring({ name: "orders" }));
    const forget = async () => stack.expect("state", "delete", "--yes", urnOf("orders"));
    await stack.up();
    await forget();
    const resumed = await stack.up();
    expect(resumed.output).toContain("as an interrupted create leaves it");
    await forget();

    const { tags = [] } = (await cloud.databases())["orders"] ?? {};
    await cloud.change("orders", { stateName: "GONE" });
    await cloud.seed({
        name: "orders",
        tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
        ageSeconds: 2 * 60 * 60,
    });
    const [id = ""] = await livingIds();
    const { orders = [] } = await failureOf(stack, "up", "--yes", "--skip-preview");
    expect(orders.join()).toContain(`run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${id}`);
    stack.setEnv({ MONGODB_ATLAS_RESUME: id });
    await stack.up();
    stack.setEnv({ MONGODB_ATLAS_RESUME: undefined });
    await expectEachHeldOnce(await keptIds(stack));
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await livingIds()).toEqual([]);
});

test("an exported state is not taken by a stack of another name", async () => {
    const [dev, prod] = [await create(declaring({})), await create(declaring({}), { name: "prod" })];
    await dev.up();
    await expect(prod.import(await dev.export())).rejects.toThrow(/does not match|inconsistent|--force/);
    await expectEachHeldOnce(await keptIds(dev));
});

test("a cluster that is moved to another stack is written down, and the one before leaves it alone", async () => {
    const stack = await create(declaring({}));
    await stack.up();
    const before = await livingIds();
    await stack.expect("stack", "init", "prod", "--no-select");
    await stack.expect(
        ...["state", "move", "--yes", "--source", "organization/shop/dev"],
        ...["--dest", "organization/shop/prod", urnOf("orders")],
    );
    const prod = ["--stack", "prod"];
    const preview = await stack.preview(...prod);
    expect(Object.values(preview.ops).flat()).not.toContain("replace");
    await stack.up(...prod);
    expect((await stack.preview(...prod)).ops).toEqual({});
    expect(await livingIds()).toEqual(before);
    stack.setEnv({ PULUMI_STACK: "dev" });
    stack.write("");
    await stack.up();
    await expectEachHeldOnce(await heldBy(stack, "prod"));
    await stack.expect("destroy", "--yes", "--skip-preview", "--stack", "prod", "--run-program=false");
    expect(await livingIds()).toEqual([]);
});

test("plans and targets work on a fresh stack", async () => {
    const stack = await create(declaringAll({ a: [{}], b: [{}] }));
    await stack.up("--target", urnOf("a"));
    expect(Object.keys(clustersOf(await keptIds(stack)))).toEqual(["a"]);
    await stack.up();
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();

    const planned = await create(declaring({}));
    await planned.expect("preview", "--save-plan", "plan.json");
    await planned.expect("up", "--yes", "--skip-preview", "--plan", "plan.json");
    await expectEachHeldOnce(await keptIds(planned));
    expect((await planned.preview()).ops).toEqual({});
});

test("a create that is killed under --target on a fresh stack is resumed, or ends in one error that says how", async () => {
    await cloud.fault({ operation: "createServerlessInstance", takes: endless });
    const stack = await create(declaring({ name: "orders" }));
    const up = stack.start("up", "--yes", "--skip-preview", "--target", urnOf("orders"));
    await up.waitFor("creating: CREATING");
    await stack.killAll();
    const [id = ""] = await livingIds();
    await cloud.change("orders", { stateName: "IDLE" });
    await stack.run("cancel", "--yes");
    const retry = ["up", "--yes", "--skip-preview"];
    const { code, output } = await stack.run(...retry);
    if (code !== 0) {
        expect(output).toContain(`run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${id} to resume it`);
        stack.setEnv({ MONGODB_ATLAS_RESUME: id });
        await stack.expect(...retry);
    }
    expect(await livingIds()).toEqual([id]);
    await expectEachHeldOnce(await keptIds(stack));
    expect((await stack.preview()).ops).toEqual({});
});

if (isPlugin) {
    test("an import adopts the cluster from the stack that made it, which then leaves it alone", async () => {
        const maker = await create(declaring({ name: "orders" }));
        await maker.up();
        const id = `${cloud.projectId}/orders`;
        const taker = await create(declaring({ name: "orders" }, { import: id }), { name: "prod" });
        await taker.up();
        taker.write(declaring({ name: "orders", tags: { team: "shop" } }));
        await taker.up();
        expect(await cloud.owner("orders")).toMatch(/^shop\.prod\.orders\./);
        const destroyed = await maker.destroy();
        expect(diagnosticsOf(destroyed)["orders"]?.join()).toContain(
            'now belongs to resource "orders" in stack shop/prod. It was not changed or deleted.',
        );
        await expectEachHeldOnce(await keptIds(taker));
        expect((await taker.preview()).ops).toEqual({});
    });
}
