// What `orphans` says of real states: it goes by what identifies a state, which no other state has.
import { dirname, join } from "node:path";
import { Cloud, declaring, declaringAll } from "./cloud.ts";
import { type } from "./entry-point.ts";
import { PulumiStack } from "./harness/index.ts";

const cli = join(__dirname, "../../dist/cli/index.js");

interface Report {
    readonly clusters: readonly { readonly status: string; readonly name: string; readonly stack?: string }[];
    readonly counts: Readonly<Record<string, number>>;
}

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

/** What the command says in a stack's surroundings. */
async function orphans(stack: PulumiStack, ...args: string[]): Promise<Report> {
    const { code, stdout, output } = await stack.node(cli, "orphans", "--json", ...args);
    expect({ code, output }).toMatchObject({ code: 0 });
    return JSON.parse(stdout) as Report;
}

/** The same in words. */
async function inWords(stack: PulumiStack): Promise<string> {
    return (await stack.node(cli, "orphans")).stdout;
}

const backendOf = ({ folder }: PulumiStack) => `file://${dirname(folder)}/state?metadata=skip`;

test("a cluster that a stack of the same names in another backend manages is no orphan", async () => {
    const [first, second] = [
        await PulumiStack.create({ env: cloud.env, program: declaring({}) }),
        await PulumiStack.create({ env: cloud.env, program: declaring({}) }),
    ];
    await first.up();
    expect(await orphans(first)).toMatchObject({ clusters: [], counts: { managed: 1 } });
    expect(await orphans(second)).toMatchObject({ clusters: [{ status: "unknown" }] });
    expect(await inWords(second)).toMatch(/^No orphaned clusters found\.$/m);

    // Also where the second one has an identity of its own.
    second.write(declaring({ name: "second" }));
    await second.up();
    expect(await orphans(second)).toMatchObject({
        clusters: [{ status: "unknown" }],
        counts: { managed: 1 },
    });
    const both = ["--backend", backendOf(first), "--backend", backendOf(second)];
    expect(await orphans(second, ...both)).toMatchObject({ clusters: [], counts: { managed: 2 } });
});

test("what `stack rm --force` has left is listed", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "story" }) });
    await stack.up();
    await stack.expect("stack", "rm", "--force", "--yes", "dev");
    expect(await orphans(stack)).toMatchObject({ clusters: [{ status: "unknown", name: "story" }] });
    expect(await inWords(stack)).toContain("`pulumi stack rm --force`");
});

test("what a state has lost is its orphan, and resumed as the command says", async () => {
    const program = declaringAll({ kept: [{}], lost: [{ name: "lost" }] });
    const stack = await PulumiStack.create({ env: cloud.env, program });
    await stack.up();
    await stack.expect("state", "delete", "--yes", `urn:pulumi:dev::shop::${type}::lost`);
    expect(await orphans(stack)).toMatchObject({
        clusters: [{ status: "orphaned", name: "lost", stack: "organization/shop/dev" }],
        counts: { managed: 1 },
    });
    const id = (await cloud.databases())["lost"]?.id;
    expect(await inWords(stack)).toContain("MONGODB_ATLAS_RESUME=ID");
    stack.setEnv({ MONGODB_ATLAS_RESUME: id });
    await stack.up();
    expect(await orphans(stack)).toMatchObject({ clusters: [], counts: { managed: 2 } });
});

test("a create that was killed is told from an orphan, and is not lost by a destroy", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "story" }) });
    await cloud.fault({ operation: "createServerlessInstance", takes: 36_000 });
    const up = stack.start("up", "--yes", "--skip-preview");
    await up.waitFor("creating: CREATING");
    await cloud.clearFaults();
    const creating = [{ status: "creating", name: "story", stack: "organization/shop/dev" }];
    expect(await orphans(stack)).toMatchObject({ clusters: creating });

    await stack.killAll();
    await cloud.change("story", { stateName: "IDLE" });
    await stack.expect("cancel", "--yes");
    expect(await orphans(stack)).toMatchObject({ clusters: creating });
    await stack.destroy();
    // The engine keeps a note that it was begun.
    expect(await orphans(stack)).toMatchObject({ clusters: creating });

    const id = (await cloud.databases())["story"]?.id;
    stack.write(declaring({ name: "story", adopt: id }));
    await stack.up();
    expect(await orphans(stack)).toMatchObject({ clusters: [], counts: { managed: 1 } });
});
