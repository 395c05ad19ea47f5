import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Cloud, declaring } from "./cloud.ts";
import { PulumiStack } from "./harness/index.ts";
import type { Run, RunResult } from "./harness/index.ts";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

const cli = join(__dirname, "../../dist/cli/index.js");

/** What changes something in Atlas. */
async function writes(): Promise<Record<string, number>> {
    const { operations } = await cloud.stats();
    return Object.fromEntries(
        Object.entries(operations).filter(([name]) => !/^(list|get)|AccessToken/.test(name)),
    );
}

async function succeed(run: Promise<RunResult>): Promise<RunResult> {
    const result = await run;
    expect(result.code === 0 ? "" : result.output).toBe("");
    return result;
}

test("one cluster is imported with its whole state, and neither preview nor refresh shows or touches anything", async () => {
    await cloud.seed({
        name: "orders",
        tags: { team: "shop" },
        terminationProtectionEnabled: true,
        serverlessContinuousBackupEnabled: true,
    });
    const stack = await PulumiStack.create({ env: cloud.env, language: "typescript" });
    await succeed(
        stack.node(cli, "import", "--project", cloud.projectId, "orders", "--program", "index.ts", "--force"),
    );
    await stack.expect(
        "import",
        "--file",
        "import.json",
        "--generate-code=false",
        "--yes",
        "--protect=false",
    );

    // The stack's identity, and nothing else.
    expect((await stack.preview()).changeSummary).toEqual({ same: 2, create: 1 });
    await stack.up();
    await stack.refresh();
    expect((await stack.preview()).changeSummary).toEqual({ same: 3 });
    expect(await writes()).toEqual({});
    expect(await cloud.tags("orders")).toEqual({ team: "shop" });

    // It is now like any other: it changes in place, gets its owner's tag by that, and goes.
    const program = readFileSync(join(stack.folder, "index.ts"), "utf8");
    stack.write(
        program.replace('team: "shop"', 'team: "web"').replace("Enabled: true,\n", "Enabled: false,\n"),
    );
    expect((await stack.preview()).ops).toEqual({ orders: ["update"] });
    await stack.up();
    expect(await cloud.tags("orders")).toMatchObject({ team: "web" });
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});

test.each(["classic", "sunset"])(
    "all clusters of a project are imported at once in the era %s",
    async (era) => {
        await cloud.seed(
            { name: "my-orders", tags: { team: "shop" } },
            { name: "new", backingProviderName: "GCP" },
            { name: "flexible", kind: "flex", terminationProtectionEnabled: true },
        );
        await cloud.era({ era });
        const stack = await PulumiStack.create({ env: cloud.env, language: "typescript" });
        const { stdout, stderr } = await succeed(stack.node(cli, "import"));
        expect(stderr).toContain(
            "pulumi import --file import.json --generate-code=false --yes --protect=false",
        );
        stack.write(stdout);
        await stack.expect("import", "--file", "import.json", "--generate-code=false", "--yes");
        await stack.up();
        expect((await stack.preview()).changeSummary).toEqual({ same: 5 });
        expect(await writes()).toEqual({});

        stack.write(
            stdout.replace("terminationProtectionEnabled: true", "terminationProtectionEnabled: false"),
        );
        await stack.up();
        await stack.destroy();
        expect(await cloud.databases()).toEqual({});
    },
);

test("a cluster that another stack made is imported, and the first update adopts it", async () => {
    const first = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "moving" }) });
    await first.up();
    const before = await writes();
    const second = await PulumiStack.create({ env: cloud.env, name: "other", language: "typescript" });
    const { stdout, stderr } = await succeed(second.node(cli, "import", "moving"));
    expect(stderr).toContain('names resource "orders" in stack shop/dev');
    second.write(stdout);
    await second.expect(
        "import",
        "--file",
        "import.json",
        "--generate-code=false",
        "--yes",
        "--protect=false",
    );
    const preview = await second.preview();
    expect(preview.ops).toEqual({ moving: ["update"] });
    expect(preview.diagnostics.map(({ message }) => message).join()).toContain(
        'belongs to resource "orders" in stack shop/dev. This update adopts it.',
    );
    expect(await writes()).toEqual(before);
    await second.up();
    expect((await second.preview()).ops).toEqual({});
    await first.destroy();
    expect(Object.keys(await cloud.databases())).toEqual(["moving"]);
    await second.destroy();
    expect(await cloud.databases()).toEqual({});
});

test("a cluster is adopted by adopt: true, and the next preview shows nothing", async () => {
    await cloud.seed({ name: "orders", tags: { team: "shop" } });
    const id = (await cloud.databases())["orders"]?.id;
    const stack = await PulumiStack.create({
        env: cloud.env,
        program: declaring({ name: "orders", tags: { team: "shop" }, adopt: true }),
    });
    expect((await stack.preview()).diagnostics).toContainEqual(
        expect.objectContaining({
            severity: "info",
            message: expect.stringContaining(
                `Adopts cluster "orders" in project ${cloud.projectId} if it exists, instead of creating one`,
            ) as string,
        }),
    );
    await stack.up();
    expect((await stack.outputs())["orders"]).toMatchObject({ instanceId: id });
    expect(await writes()).toMatchObject({ updateServerlessInstance: 1 });
    expect((await stack.preview()).changeSummary).toEqual({ same: 3 });
    await stack.refresh();
    expect((await stack.preview()).changeSummary).toEqual({ same: 3 });
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});

describe("a cluster whose create was killed", () => {
    let stack: PulumiStack;
    let id: string;

    /** A create that is under way, and will be until somebody ends it. */
    async function creating(): Promise<Run> {
        stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "story" }) });
        await cloud.fault({ operation: "createServerlessInstance", takes: 36_000 });
        const up = stack.start("up", "--yes", "--skip-preview");
        await up.waitFor("creating: CREATING");
        await cloud.clearFaults();
        id = (await cloud.databases())["story"]?.id ?? "";
        return up;
    }

    async function orphans(): Promise<string> {
        return (await succeed(stack.node(cli, "orphans"))).stdout;
    }

    /** As the command says: by its id, and it is again like any other. */
    async function take(): Promise<void> {
        stack.write(declaring({ name: "story", adopt: id }));
        await stack.up();
        expect((await stack.preview()).ops).toEqual({});
        expect((await stack.outputs())["orders"]).toMatchObject({ instanceId: id });
        expect(await orphans()).toMatch(
            /^No orphaned clusters found\.\nChecked 1 cluster in 1 project against 1 stack in file:.*: 1 managed\.\n$/,
        );
        await stack.destroy();
        expect(await cloud.databases()).toEqual({});
    }

    test("is found after the destroy that forgot it, and taken again", async () => {
        await creating();
        await stack.killAll();
        await cloud.change("story", { stateName: "IDLE" });
        await stack.expect("cancel", "--yes");
        await stack.destroy();
        expect(await stack.resources()).toEqual([]);

        // The engine keeps a note that something was begun.
        const found = await orphans();
        expect(found).toMatch(
            /^1 creating\. Their create is in progress, or was interrupted\.\n {2}- story /,
        );
        expect(found).toContain(`ID ${id}`);
        await take();
    });

    test("is found where the engine never knew of it, and taken again", async () => {
        const up = await creating();
        const provider = stack.processes().find(({ command }) => command.includes("dynamic-provider"));
        process.kill(provider?.pid ?? 0, "SIGKILL");
        expect((await up.done).code).not.toBe(0);
        await cloud.change("story", { stateName: "IDLE" });
        await stack.destroy();

        // The destroy deletes what identified the state, too.
        expect(await orphans()).toMatch(/^1 unknown\. .*\n {2}- story /);
        await take();
    });
});

test("the provider that these tests run is this repository's", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: "" });
    writeFileSync(
        join(stack.folder, "where.js"),
        'console.log(require.resolve("pulumi-atlas-serverless/dynamic"))',
    );
    const { stdout } = await succeed(stack.node("where.js"));
    expect(stdout.trim()).toBe(join(__dirname, "../../dist/provider/dynamic/index.js"));
});
