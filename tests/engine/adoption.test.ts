// Law: only what we made, or were told to take, is ours. How a cluster is taken, and by what we know our own.
import { Cloud, declaring, declaringAll, ownerTag, type CloudInstance } from "./cloud.ts";
import { failureOf, problemOf } from "./diagnostics.ts";
import { PulumiStack } from "./harness/index.ts";
import { resourcesInState, keptIds } from "./state-file.ts";

/** Emulated seconds that are ten minutes of ours: longer than any test looks. */
const endless = 36_000;
/** The owner and the mark of a cluster that another stack made. */
const theirs = "blog.prod.posts.0123456789abcdef@0a1b2c3d4e5f";

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

test.each([
    ["classic", "createServerlessInstance"],
    ["sunset", "createFlexCluster"],
])("after kill -9 in the midst of a create, the next up adopts the cluster (%s)", async (era, operation) => {
    await cloud.era({ era });
    await cloud.fault({ operation, takes: endless });
    const program = declaring({ name: "slow", tags: { team: "shop" } });
    const stack = await PulumiStack.create({ env: cloud.env, program });
    const up = stack.start("up", "--yes", "--skip-preview");
    await up.waitFor("creating: CREATING");
    await stack.killAll();
    const before = { ...(await databases())["slow"], owner: await cloud.owner("slow") };
    expect(await resourcesInState(stack)).toEqual([]);

    await cloud.change("slow", { stateName: "IDLE" });
    const locked = await stack.run("up", "--yes", "--skip-preview");
    if (locked.code !== 0) {
        expect(locked.output).toContain("pulumi cancel");
        await stack.expect("cancel", "--yes");
        await stack.up();
    }
    expect(await names()).toEqual(["slow"]);
    expect(await keptIds(stack)).toEqual({ orders: before.id });
    // The same owner, and a mark that names the one before: whoever still holds that one knows that he lost it.
    const [owner, mark] = before.owner?.split("@") ?? [];
    expect((await cloud.owner("slow"))?.replace(/@[0-9a-f]+/, "")).toBe(`${owner}.${mark}`);
    expect(await cloud.tags("slow")).toEqual({ team: "shop" });
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await names()).toEqual([]);
});

test.each([
    ["classic", "createServerlessInstance"],
    ["sunset", "createFlexCluster"],
])("a create whose answer is lost ends well in the same up (%s)", async (era, operation) => {
    await cloud.era({ era });
    const answer = { status: 500, errorCode: "UNEXPECTED_ERROR" };
    await cloud.fault(
        { operation, instance: "reset", reset: "after" },
        { operation, instance: "failed", answer, acts: true },
        { operation, instance: "unmade", reset: "before" },
    );
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaringAll({
            reset: [{ name: "reset" }],
            failed: [{ name: "failed" }],
            unmade: [{ name: "unmade" }],
        }),
    });
    await stack.up();
    const ids = Object.entries(await databases()).map(([name, { id }]) => [name, id]);
    expect(await keptIds(stack)).toEqual(Object.fromEntries(ids));
    expect(await names()).toEqual(["failed", "reset", "unmade"]);
    // Nothing was taken over: the mark on each is the one that it was sent with.
    for (const name of await names()) {
        expect(await cloud.owner(name)).toMatch(/^[^@]+@[0-9a-f]+$/);
    }
    expect((await stack.preview()).ops).toEqual({});
});

describe.each(["classic", "sunset"])("adopt (%s)", (era) => {
    test("takes what it is told to take, and says of all else whose it is and why not", async () => {
        await cloud.seed(
            { name: "made-by-hand", tags: { made: "by hand" } },
            { name: "of-blog", tags: { [ownerTag]: theirs } },
            { name: "of-blog-too", tags: { [ownerTag]: theirs } },
            { name: "elsewhere", regionName: "US_WEST_2" },
            { name: "mistaken" },
            { name: "unmarked" },
        );
        await cloud.era({ era });
        const before = await databases();
        const idOf = (name: string): string => before[name]?.id ?? "";
        const wrong = "0".repeat(24);
        const taking = {
            byHand: [{ name: "made-by-hand", adopt: true }],
            ofBlog: [{ name: "of-blog", adopt: idOf("of-blog"), tags: { team: "shop" } }],
            brandNew: [{ name: "brand-new", adopt: true }],
        } as const;
        const refused = {
            ofBlogToo: [{ name: "of-blog-too", adopt: true }],
            elsewhere: [{ name: "elsewhere", adopt: true }],
            elsewhereById: [{ name: "elsewhere", adopt: idOf("elsewhere") }],
            mistaken: [{ name: "mistaken", adopt: wrong }],
            nowhere: [{ name: "nowhere", adopt: wrong }],
            unmarked: [{ name: "unmarked", ownershipTag: false }],
        } as const;
        const stack = await PulumiStack.create({
            env: cloud.env,
            program: declaringAll({ ...taking, ...refused }),
        });
        const told = await failureOf(stack, "up", "--yes", "--skip-preview", "--continue-on-error");
        const messages = Object.fromEntries(Object.entries(told).map(([key, texts]) => [key, texts.join()]));
        const nobody = `no known Pulumi resource (it has no ${ownerTag} tag)`;
        const other = "Choose another name.";
        expect(messages["ofBlogToo"]).toContain(
            `which belongs to resource "posts" in stack blog/prod (DUPLICATE_CLUSTER_NAME`,
        );
        expect(messages["ofBlogToo"]).toContain(
            `${other} To take it away from its owner, set adopt: "${idOf("of-blog-too")}".`,
        );
        for (const key of ["elsewhere", "elsewhereById"]) {
            expect(messages[key]).toContain(
                `It runs in AWS US_WEST_2, but the program declares AWS US_EAST_1, so it cannot be adopted. ${other}`,
            );
        }
        expect(messages["mistaken"]).toContain(`which belongs to ${nobody}`);
        expect(messages["mistaken"]).toContain(
            `adopt names another ID, "${wrong}". Correct or remove it. ${other}`,
        );
        expect(messages["nowhere"]).toContain(
            `error: There is no cluster "nowhere" in project ${cloud.projectId} to adopt (adopt: "${wrong}"). ` +
                "Remove adopt to create one.",
        );
        expect(messages["unmarked"]).toContain(
            `${other} (With ownershipTag: false no cluster can be adopted.)`,
        );
        expect(Object.keys(await keptIds(stack)).sort()).toEqual(Object.keys(taking).sort());
        for (const name of ["of-blog-too", "elsewhere", "mistaken", "unmarked"]) {
            expect((await databases())[name]).toMatchObject({ id: idOf(name), tags: before[name]?.tags });
        }
        // What the program does not say of a cluster that it takes stays as it was.
        expect(await cloud.tags("made-by-hand")).toEqual({ made: "by hand" });
        expect(await cloud.tags("of-blog")).toEqual({ team: "shop" });
        expect(await cloud.owner("of-blog")).toMatch(
            /^shop\.dev\.ofBlog\.[0-9a-f]{20}@[0-9a-f]+\.0a1b2c3d4e5f$/,
        );
        expect(await keptIds(stack)).toMatchObject({
            byHand: idOf("made-by-hand"),
            ofBlog: idOf("of-blog"),
        });

        stack.write(declaringAll(taking));
        expect((await stack.preview()).ops).toEqual({});
        await stack.destroy();
        expect(await names()).toEqual(["elsewhere", "mistaken", "of-blog-too", "unmarked"]);
    });
});

test("the ownership tag is on the cluster, and nowhere that a user looks", async () => {
    const program = (args: object): string =>
        declaringAll({
            orders: [{ name: "marked", ...args }],
            plain: [{ name: "unmarked", ownershipTag: false, ...args }],
        });
    const stack = await PulumiStack.create({ env: cloud.env, program: program({}) });
    await stack.up();
    expect(await cloud.owner("marked")).toMatch(/^shop\.dev\.orders\.[0-9a-f]{20}@[0-9a-f]+$/);
    expect(await cloud.owner("unmarked")).toBeUndefined();
    const first = await cloud.owner("marked");

    stack.write(program({ tags: { team: "shop" } }));
    const diff = await stack.run("preview", "--diff");
    expect(diff.stdout).toMatch(/[+~] tags *: \{\s+\+ team *: "shop"\s+\}/);
    const mark = first?.split("@")[1] ?? "";
    for (const hidden of [ownerTag, "__owner", "__mark", "shop.dev.orders", mark]) {
        expect(diff.stdout).not.toContain(hidden);
    }
    await stack.up();
    expect(await cloud.owner("marked")).toBe(first);
    expect(await cloud.owner("unmarked")).toBeUndefined();
    await stack.refresh();
    for (const { inputs, outputs } of await stack.resources()) {
        expect(inputs?.["tags"]).toEqual({ team: "shop" });
        expect(outputs?.["tags"]).toEqual({ team: "shop" });
    }

    // Somebody who replaces all tags takes ours away too; the id then tells the cluster, and an update mends it.
    await cloud.change("marked", { tags: { team: "somebody else" } });
    await stack.refresh();
    const drift = await stack.run("preview", "--diff");
    expect(drift.stdout).toMatch(/~ team *: "somebody else" => "shop"/);
    expect(drift.stdout).not.toContain(ownerTag);
    await stack.up();
    // A fresh mark, and the one before it.
    expect(await cloud.owner("marked")).toMatch(
        new RegExp(`^shop\\.dev\\.orders\\.[0-9a-f]{20}@[0-9a-f]+\\.${mark}$`),
    );

    stack.write(program({}));
    await stack.up();
    expect((await databases())["marked"]?.tags.map(({ key }) => key)).toEqual([ownerTag]);
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await names()).toEqual([]);
});

test("what cannot be said of taking and owning is told in the preview, before anything is asked of Atlas", async () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag${index}`, "value"]));
    const mistakes = {
        tags: { ...tags, [ownerTag]: "me" },
        adopt: "orders",
        upgradeFromSharedTier: true,
    };
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring(mistakes) });
    const { total } = await cloud.stats();
    const problems = (...texts: string[]): string[] => texts.map((text) => problemOf("orders", text)).sort();
    expect((await failureOf(stack, "preview"))["orders"]).toEqual(
        problems(
            'tags: there are 51 tags; Atlas allows 50, one of which is "pulumi-owner" (set ownershipTag: false to do without it)',
            'tags["pulumi-owner"]: this tag key is reserved by the provider: choose another',
            'adopt: "orders" is not a valid cluster ID: it must be 24 lowercase hexadecimal characters',
            "upgradeFromSharedTier: requires name, the name of the shared-tier cluster to upgrade",
        ),
    );
    stack.write(declaring({ tags, name: "orders", adopt: true, ownershipTag: false }));
    expect((await failureOf(stack, "preview"))["orders"]).toEqual(
        problems("adopt: adopt requires the ownership tag: remove either ownershipTag: false or adopt"),
    );
    stack.write(declaring({ adopt: true }));
    expect((await failureOf(stack, "preview"))["orders"]).toEqual(
        problems(
            "adopt: true requires name, the name of the cluster to adopt: an auto-generated name is new, and no existing cluster has it",
        ),
    );
    expect((await cloud.stats()).total).toBe(total);
});
