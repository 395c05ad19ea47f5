// What the setting `pulumi:autonaming` does to a cluster's automatic name, and to the order of a replacement.
import { Cloud, declaring, virginia } from "../engine/cloud.ts";
import { failureOf } from "../engine/diagnostics.ts";
import { PulumiStack } from "../engine/harness/index.ts";

const oregon = { ...virginia, regionName: "US_WEST_2" };

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

/** A stack whose project sets `pulumi:autonaming`. */
async function stackWith(autonaming: object, args: object = {}): Promise<PulumiStack> {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring(args) });
    for (const [key, value] of Object.entries(autonaming)) {
        await stack.expect("config", "set", "--path", `pulumi:autonaming.${key}`, String(value));
    }
    return stack;
}

const names = async (): Promise<string[]> => Object.keys(await cloud.databases());

test("verbatim: the name is the resource's own, and a preview warns that Pulumi deletes first", async () => {
    const stack = await stackWith({ mode: "verbatim" });
    await stack.up();
    expect(await names()).toEqual(["orders"]);
    expect((await stack.preview()).ops).toEqual({});
    stack.write(declaring({ name: "customers" }));
    const preview = await stack.preview();
    expect(preview.diagnostics.map(({ message }) => message).join()).toContain(
        'The setting pulumi:autonaming applies to cluster "orders"',
    );
});

test("disabled: a name is required", async () => {
    const stack = await stackWith({ mode: "disabled" });
    const { orders = [] } = await failureOf(stack, "preview");
    expect(orders.join()).toContain("is required, because pulumi:autonaming is disabled for this resource");
    stack.write(declaring({ name: "orders" }));
    await stack.up();
    expect(await names()).toEqual(["orders"]);
});

test("a proposed pattern is not used, and an enforced one is, and stays until a replacement", async () => {
    const proposed = await stackWith({ pattern: "${name}-${hex(4)}" });
    await proposed.up();
    expect(await names()).toEqual([expect.stringMatching(/^orders-[0-9a-f]{7}$/)]);
    await proposed.destroy();

    const enforced = await stackWith({ pattern: "x-${name}-${hex(4)}", enforce: true });
    await enforced.up();
    const [first = ""] = await names();
    expect(first).toMatch(/^x-orders-[0-9a-f]{4}$/);
    expect((await enforced.preview()).ops).toEqual({});
    enforced.write(declaring({ providerSettings: oregon }));
    await enforced.up();
    const [second = ""] = await names();
    expect(second).toMatch(/^x-orders-[0-9a-f]{4}$/);
    expect(second).not.toBe(first);
});
