// Law: only what we made, or were told to take, is ours. On the real engine, in every order in which it calls us.
import { type } from "./entry-point.ts";
import { Cloud, declaring, declaringAll, virginia, type CloudInstance } from "./cloud.ts";
import { diagnosticsOf, failureOf } from "./diagnostics.ts";
import { PulumiStack } from "./harness/index.ts";
import { resourcesInState, keptIds, keptOutputs } from "./state-file.ts";

const oregon = { ...virginia, regionName: "US_WEST_2" };

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
    await cloud.seed({ name: "neighbour", tags: { owner: "somebody else" } });
});
afterEach(async () => {
    expect((await cloud.databases())["neighbour"]).toMatchObject({
        tags: [{ key: "owner", value: "somebody else" }],
    });
    await cloud.close();
});

/** All clusters but the neighbour's, by name. */
async function databases(): Promise<Record<string, CloudInstance>> {
    const { neighbour, ...ours } = await cloud.databases();
    expect(neighbour).toBeDefined();
    return ours;
}

async function names(): Promise<string[]> {
    return Object.keys(await databases()).sort();
}

/** How often an operation was asked for, in either generation of the API. */
async function asked(operation: "create" | "update" | "delete"): Promise<number> {
    const { operations } = await cloud.stats();
    return (operations[`${operation}ServerlessInstance`] ?? 0) + (operations[`${operation}FlexCluster`] ?? 0);
}

describe.each(["classic", "sunset"])("whatever order the engine calls in (%s)", (era) => {
    /** One cluster for each way to have a name and each order that is allowed with it. */
    const all = { fixed: [{ name: "fixed" }], automatic: [{}], early: [{}], late: [{}] } as const;
    const options = { early: { deleteBeforeReplace: true }, late: { deleteBeforeReplace: false } };
    const program = (prefix: string, args: object, fixed: object = {}): string =>
        declaringAll(
            Object.fromEntries(
                Object.entries(all).map(([name, [own]]) => [
                    prefix + name,
                    [
                        { ...own, ...args, ...(name === "fixed" && fixed) },
                        { ...options[name as keyof typeof options] },
                    ],
                ]),
            ),
        );
    const urns = Object.keys(all).map((name) => `urn:pulumi:dev::shop::${type}::${name}`);

    /** Deploys all four, lets something happen, and looks that just what is declared is there: which are new ones? */
    async function outcome(act: (stack: PulumiStack) => Promise<unknown>): Promise<string[]> {
        await cloud.era({ era });
        const stack = await PulumiStack.create({ env: cloud.env, program: program("", {}) });
        await stack.up();
        const before = Object.values(await databases()).map(({ id }) => id);
        expect(before).toHaveLength(4);

        await act(stack);
        const after = await databases();
        const ids = await keptIds(stack);
        expect(Object.values(ids).sort()).toEqual(
            Object.values(after)
                .map(({ id }) => id)
                .sort(),
        );
        expect(Object.keys(ids)).toHaveLength(4);
        for (const { name, id } of Object.values(after)) {
            const resource = Object.keys(ids).find((key) => ids[key] === id);
            expect(await cloud.owner(name)).toMatch(new RegExp(`^shop\\.dev\\.${resource}\\.[0-9a-f]{20}@`));
        }
        const fresh = Object.keys(ids).filter((resource) => !before.includes(String(ids[resource])));
        expect(await asked("delete")).toBe(fresh.length);
        expect((await stack.preview()).ops).toEqual({});
        return fresh.sort();
    }

    test("a replacement by diff recreates each", async () => {
        const fresh = await outcome(async (stack) => {
            stack.write(program("", { providerSettings: oregon }));
            await stack.up();
        });
        expect(fresh).toEqual(["automatic", "early", "fixed", "late"]);
    });

    test("up --replace rebuilds those that go first, and keeps the others", async () => {
        const fresh = await outcome(async (stack) => {
            const up = await stack.up(...urns.flatMap((urn) => ["--replace", urn]));
            expect(diagnosticsOf(up)["late"]?.join()).toContain(
                "was not deleted, because the create step of this same resource adopted it.",
            );
        });
        expect(fresh).toEqual(["early"]);
    });

    test("state taint does the same", async () => {
        const fresh = await outcome(async (stack) => {
            await stack.expect("state", "taint", "--yes", ...urns);
            await stack.up();
        });
        expect(fresh).toEqual(["early"]);
    });

    test("a rename without an alias moves the cluster that is adopted by its id, and recreates the others", async () => {
        const fresh = await outcome(async (stack) => {
            const adopt = (await databases())["fixed"]?.id;
            stack.write(program("new-", {}, { adopt }));
            const up = await stack.up();
            expect(diagnosticsOf(up)["fixed"]?.join()).toMatch(
                /warning: Cluster "fixed" in project \w+ now belongs to resource "new-fixed" in stack shop\/dev\. It was not changed or deleted\./,
            );
        });
        expect(fresh).toEqual(["new-automatic", "new-early", "new-late"]);
    });
});

test("a rename without an alias is refused where the name is taken by the old resource and nobody adopts it", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "fixed" }) });
    await stack.up();
    const before = await databases();
    const id = before["fixed"]?.id ?? "";
    for (const adopt of [undefined, true]) {
        stack.write(declaringAll({ bills: [{ name: "fixed", adopt }] }));
        const { bills = [] } = await failureOf(stack, "up", "--yes", "--skip-preview");
        expect(bills.join()).toMatch(
            new RegExp(
                `(^|,)error: Could not create cluster "fixed" in project ${cloud.projectId}: the name is taken by cluster ${id}, ` +
                    'created \\S+, which belongs to resource "orders" in stack shop/dev ' +
                    "\\(DUPLICATE_CLUSTER_NAME, request [^)]+\\)\\. Choose another name. To take it away from its owner, " +
                    `set adopt: "${id}".`,
            ),
        );
    }
    expect((await databases())["fixed"]).toMatchObject({ id, tags: before["fixed"]?.tags });
    expect(await keptIds(stack)).toEqual({ orders: id });
    stack.write(declaring({ name: "fixed" }));
    expect((await stack.preview()).ops).toEqual({});
});

test("what another stack has adopted is not touched any more", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "fixed" }) });
    await stack.up();
    const adopt = (await databases())["fixed"]?.id;
    const program = declaringAll({ bills: [{ name: "fixed", adopt }] });
    const prod = await PulumiStack.create({ env: cloud.env, name: "prod", program });
    await prod.up();
    const owner = await cloud.owner("fixed");
    expect(owner).toMatch(/^shop\.prod\.bills\./);

    const now = 'now belongs to resource "bills" in stack shop/prod';
    stack.write(declaring({ name: "fixed", tags: { team: "shop" } }));
    const { orders = [] } = await failureOf(stack, "up", "--yes", "--skip-preview");
    expect(orders.join()).toContain(
        `Could not update cluster "fixed" in project ${cloud.projectId}: it ${now}`,
    );
    expect(diagnosticsOf(await stack.refresh())["orders"]?.join()).toContain(
        `is kept in the state unchanged: it ${now}`,
    );
    expect(diagnosticsOf(await stack.destroy())["orders"]?.join()).toContain(
        `${now}. It was not changed or deleted.`,
    );

    expect((await databases())["fixed"]?.id).toBe(adopt);
    expect(await cloud.owner("fixed")).toBe(owner);
    expect(await asked("delete")).toBe(0);
    expect((await prod.preview()).ops).toEqual({});
});

test("a cluster that another resource of the same program holds is not adopted", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "fixed" }) });
    await stack.up();
    const adopt = (await databases())["fixed"]?.id;
    stack.write(declaringAll({ orders: [{ name: "fixed" }], bills: [{ name: "fixed", adopt }] }));
    const { bills = [] } = await failureOf(stack, "up", "--yes", "--skip-preview");
    expect(bills.join()).toContain(
        "ServerlessInstance::orders in this stack manages it. To manage it here, first run `pulumi state delete`",
    );
    expect(await keptIds(stack)).toEqual({ orders: adopt });
});

test("an older copy of the state deletes nothing before an update has taken the cluster back", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({}) });
    await stack.up();
    const old = await stack.export();
    const urn = String((await resourcesInState(stack))[0]?.urn);
    const id = (await keptOutputs(stack))["instanceId"];
    // Each adopts the cluster with a new mark.
    await stack.up("--replace", urn);
    await stack.up("--replace", urn);

    await stack.import(old);
    const name = String((await keptOutputs(stack))["name"]);
    const refused =
        `error: Could not delete cluster "${name}" in project ${cloud.projectId}: its pulumi-owner tag was changed by another run ` +
        "of this same resource since this state was saved, so the state might be an old copy. Run `pulumi refresh`, then " +
        "`pulumi up`, and retry.";
    for (const run of [() => Promise.resolve(), () => stack.refresh()]) {
        await run();
        expect((await failureOf(stack, "destroy", "--yes", "--skip-preview"))["orders"]).toEqual([refused]);
        expect((await databases())[name]?.id).toBe(id);
    }
    // What the refresh has noted is an update, which changes no property.
    const preview = await stack.preview();
    expect(preview.ops).toEqual({ orders: ["update"] });
    await stack.up();
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await names()).toEqual([]);
});

test("two stacks of one program do not meet", async () => {
    const program = declaring({});
    const stacks = await Promise.all(
        ["dev", "prod"].map((name) => PulumiStack.create({ env: cloud.env, name, program })),
    );
    await Promise.all(stacks.map((stack) => stack.up()));
    const mine = await Promise.all(stacks.map(async (stack) => String((await keptOutputs(stack))["name"])));
    expect(new Set(mine).size).toBe(2);
    expect(await names()).toEqual([...mine].sort());

    await stacks[0]?.destroy();
    expect(await names()).toEqual(mine.slice(1));
    expect((await stacks[1]?.preview())?.ops).toEqual({});
});
