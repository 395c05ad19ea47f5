// What cannot be changed in place: the old cluster goes and a new one comes, said before and in the right order.
import { type } from "./entry-point.ts";
import { Cloud, declaring, virginia } from "./cloud.ts";
import { PulumiStack, type Preview } from "./harness/index.ts";
import { resourcesInState, stackTrace } from "./state-file.ts";

const oregon = { ...virginia, regionName: "US_WEST_2" };
const urn = `urn:pulumi:dev::shop::${type}::orders`;
const otherProject = "0123456789abcdef01234567";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
    await cloud.seed({ name: "neighbour", tags: { owner: "somebody else" } });
});
afterEach(async () => {
    expect(await cloud.tags("neighbour")).toEqual({ owner: "somebody else" });
    await cloud.close();
});

/** The names of all clusters but the neighbour's. */
async function names(): Promise<string[]> {
    return Object.keys(await cloud.databases()).filter((name) => name !== "neighbour");
}

async function idOf(name: string): Promise<string | undefined> {
    return (await cloud.databases())[name]?.id;
}

/** The one cluster there is, but for the neighbour's. */
async function only(): Promise<{ name: string; id: string }> {
    const [database, ...more] = Object.values(await cloud.databases()).filter(
        ({ name }) => name !== "neighbour",
    );
    expect(more).toEqual([]);
    return { name: database?.name ?? "", id: database?.id ?? "" };
}

/** The writes that Atlas was asked for, in their order. */
async function writes(): Promise<string[]> {
    const { requests } = await cloud.stats();
    return requests
        .map(({ operation }) => operation)
        .filter((operation) => /^(create|update|delete)ServerlessInstance$/.test(operation));
}

function warnings(preview: Preview): { message: string; urn?: string }[] {
    return preview.diagnostics.filter(({ severity }) => severity === "warning");
}

test("another name makes the new cluster first; another region under the same name deletes the old one first", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "before" }) });
    await stack.up();

    stack.write(declaring({ name: "after" }));
    const renamed = await stack.preview();
    expect(renamed.ops).toEqual({ orders: ["replace"] });
    expect(warnings(renamed)).toContainEqual(
        expect.objectContaining({
            urn,
            message: expect.stringContaining(
                `Replacing cluster "before" in project ${cloud.projectId} permanently deletes its data and ` +
                    `snapshots. The new cluster starts empty.`,
            ) as string,
        }),
    );
    expect(await names()).toEqual(["before"]);
    await stack.up();
    expect(await names()).toEqual(["after"]);

    const old = await idOf("after");
    stack.write(declaring({ name: "after", providerSettings: oregon }));
    const moved = await stack.preview();
    expect(moved.ops).toEqual({ orders: ["replace"] });
    expect(
        warnings(moved)
            .map(({ message }) => message)
            .join(),
    ).toContain(`Replacing cluster "after"`);
    await stack.up();
    expect(await names()).toEqual(["after"]);
    expect((await cloud.databases())["after"]).toMatchObject({ providerSettings: oregon });
    expect(await idOf("after")).not.toBe(old);
    expect(await writes()).toEqual([
        "createServerlessInstance",
        ...["createServerlessInstance", "deleteServerlessInstance"],
        ...["deleteServerlessInstance", "createServerlessInstance"],
    ]);
});

test("with an automatic name, the new cluster is there before the old one goes", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({}) });
    await stack.up();
    const old = await only();
    expect(old.name).toMatch(/^orders-[0-9a-f]{7}$/);

    stack.write(declaring({ providerSettings: oregon }));
    const preview = await stack.preview();
    expect(preview.ops).toEqual({ orders: ["replace"] });
    expect(warnings(preview)).toContainEqual(
        expect.objectContaining({
            urn,
            message: expect.stringContaining(`Replacing cluster "${old.name}"`) as string,
        }),
    );
    const planned = preview.steps.find(({ op }) => op === "replace")?.newState?.inputs?.["name"];
    await stack.up();
    const now = await only();
    expect(now.name).toMatch(/^orders-[0-9a-f]{7}$/);
    expect(now.name).not.toBe(old.name);
    expect(now.name).toBe(planned);
    expect(await writes()).toEqual([
        "createServerlessInstance",
        ...["createServerlessInstance", "deleteServerlessInstance"],
    ]);
});

test.each([
    ["a fixed name", { name: "fixed" }],
    ["an automatic name", {}],
])(
    "a forced replacement with %s rebuilds with deleteBeforeReplace, and loses nothing without it",
    async (_, args) => {
        const stack = await PulumiStack.create({ env: cloud.env, program: declaring(args) });
        await stack.up();
        const { name, id } = await only();

        // A young cluster of the resource itself could be that of an interrupted create, and so it is taken over.
        for (const force of ["--replace", "taint"]) {
            if (force === "taint") {
                await stack.expect("state", "taint", "--yes", urn);
            }
            const young = await stack.up(...(force === "taint" ? [] : [force, urn]));
            expect(young.output).toContain(
                `Cluster "${name}" in project ${cloud.projectId} was not deleted, because the create step of this same resource adopted it. ` +
                    "To rebuild it with `--replace` or `pulumi state taint`, set the resource option deleteBeforeReplace: true.",
            );
            expect(await only()).toEqual({ name, id });
            expect((await resourcesInState(stack)).map(({ outputs }) => outputs?.["instanceId"])).toEqual([
                id,
            ]);
            expect((await stack.preview()).ops).toEqual({});
        }

        await aged(name);
        await stack.refresh();
        const old = await only();
        const refused = await stack.run("up", "--yes", "--skip-preview", "--replace", urn);
        expect(refused.code).not.toBe(0);
        expect(refused.output).toContain(`Could not create cluster "${name}" in project ${cloud.projectId}`);
        expect(refused.output).toContain(`by cluster ${old.id}, created `);
        expect(refused.output).toContain(
            'which belongs to resource "orders" in stack shop/dev (DUPLICATE_CLUSTER_NAME',
        );
        expect(refused.output).toContain(`run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${old.id}`);
        expect(refused.output).toContain("set the resource option deleteBeforeReplace: true");
        expect(refused.output).not.toMatch(stackTrace);
        expect(await only()).toEqual(old);
        expect((await resourcesInState(stack)).map(({ outputs }) => outputs?.["instanceId"])).toEqual([
            old.id,
        ]);

        stack.write(declaring(args, { deleteBeforeReplace: true }));
        await stack.up("--replace", urn);
        expect(await names()).toEqual([name]);
        expect(await idOf(name)).not.toBe(old.id);
    },
);

/** Makes a cluster two days old. */
async function aged(name: string): Promise<void> {
    const tags = Object.fromEntries(
        ((await cloud.databases())[name]?.tags ?? []).map(({ key, value }) => [key, value]),
    );
    await cloud.change(name, { stateName: "GONE" });
    await cloud.seed({ name, tags, ageSeconds: 2 * 24 * 60 * 60 });
}

test("termination protection stops a destroy and a replacing preview, and a forced replacement deletes nothing", async () => {
    const safe = { name: "safe", terminationProtectionEnabled: true };
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring(safe) });
    await stack.up();
    const id = await idOf("safe");
    const kept =
        `Cluster "safe" in project ${cloud.projectId} was not deleted, because its termination ` +
        "protection is enabled. Set terminationProtectionEnabled to false, run `pulumi up`, and then retry. If the same " +
        "destroy has deleted other clusters, run `pulumi up --target URN` instead, which does not recreate them.";

    const forced = await stack.run("up", "--yes", "--skip-preview", "--replace", urn);
    expect(forced.output).toContain(
        "was not deleted, because the create step of this same resource adopted it",
    );

    const destroy = await stack.run("destroy", "--yes", "--skip-preview");
    expect(destroy.code).not.toBe(0);
    expect(destroy.output).toContain(kept);
    expect(destroy.output).not.toMatch(stackTrace);

    stack.write(declaring({ ...safe, providerSettings: oregon }));
    const moved = await stack.run("preview");
    expect(moved.code).not.toBe(0);
    expect(moved.output).toContain(
        `Changing providerSettings replaces cluster "safe" in project ${cloud.projectId}, but its termination ` +
            `protection is enabled. Revert the change, or set terminationProtectionEnabled: false, run \`pulumi ` +
            `up\`, and then make the change.`,
    );
    expect(moved.output).not.toMatch(stackTrace);

    // The state is as whole as the cluster: the program as it was finds nothing to do.
    stack.write(declaring(safe));
    await stack.up();
    expect((await stack.preview()).ops).toEqual({});
    expect(await idOf("safe")).toBe(id);
    expect(await writes()).not.toContain("deleteServerlessInstance");
});

test("another project replaces the cluster where the program says so, and never where the surroundings do", async () => {
    await fetch(`${cloud.emulator.baseUrl}/_emulator/seed`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ projects: [otherProject] }),
    });
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "moving" }) });
    await stack.up();

    stack.setEnv({ MONGODB_ATLAS_PROJECT_ID: otherProject });
    const surrounded = await stack.run("preview");
    expect(surrounded.code).not.toBe(0);
    expect(surrounded.output).toContain(
        `the cluster is in project ${cloud.projectId}, but MONGODB_ATLAS_PROJECT_ID is now ${otherProject}`,
    );

    stack.write(declaring({ name: "moving", projectId: otherProject }));
    expect((await stack.preview()).ops).toEqual({ orders: ["replace"] });
    await stack.up();
    expect((await cloud.databases())["moving"]).toMatchObject({ groupId: otherProject });
    expect(await names()).toEqual(["moving"]);
    expect((await resourcesInState(stack)).map(({ id }) => id)).toEqual([`${otherProject}/moving`]);
    expect(await writes()).toEqual([
        "createServerlessInstance",
        ...["deleteServerlessInstance", "createServerlessInstance"],
    ]);
});

test("an automatic name stays when the stack or the resource is renamed, until a replacement makes another", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({}) });
    await stack.up();
    const first = await only();

    await stack.expect("stack", "rename", "prod");
    stack.setEnv({ PULUMI_STACK: "prod" });
    const renamed = declaring({}, { aliases: [{ name: "orders" }] }).replace('"orders"', '"bills"');
    expect((await stack.preview()).ops).toEqual({});
    await stack.up();
    stack.write(renamed);
    const preview = await stack.preview();
    expect(preview.ops).toEqual({ bills: ["update"] });
    expect(preview.diagnostics.map(({ message }) => message).join()).toContain(
        "has moved from ServerlessInstance::orders in stack shop/prod. This update writes its new place into the pulumi-owner tag",
    );
    await stack.up();
    expect(await only()).toEqual(first);
    expect((await stack.preview()).ops).toEqual({});
    expect(await writes()).toEqual(["createServerlessInstance", "updateServerlessInstance"]);

    stack.write(renamed.replaceAll("US_EAST_1", "US_WEST_2"));
    await stack.up();
    expect((await only()).name).toMatch(/^bills-[0-9a-f]{7}$/);
});
