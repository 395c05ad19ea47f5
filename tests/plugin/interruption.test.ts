// ^C: the plugin hears of it, ends its waits at once, and loses nothing.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Cloud, declaring } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";
import { resourcesInState } from "../engine/state-file.ts";

let cloud: Cloud;
beforeAll(async () => {
    cloud = await Cloud.start();
});
afterAll(() => cloud.close());

test.each([
    ["create", "createServerlessInstance", "CREATING"],
    ["update", "updateServerlessInstance", "UPDATING"],
] as const)(
    "ends the wait of %s at once, keeps the cluster in state, and the next up resumes",
    async (what, operation, state) => {
        const name = `slow-${what}`;
        const stack = await PulumiStack.create({
            env: cloud.env,
            program: declaring({ name, tags: { team: "shop" } }),
        });
        if (what === "update") {
            await stack.up();
            stack.write(declaring({ name, tags: { team: "web" } }));
        }
        // So long that nobody waits for its end here.
        await cloud.fault({ operation, takes: 36_000 });
        const run = stack.start("up", "--yes", "--skip-preview");
        await run.waitFor(new RegExp(state));
        run.interrupt();
        const { code, output } = await run.done;
        expect(code).not.toBe(0);
        expect(output).toContain("The operation was canceled.");
        expect(output).toContain("the next `pulumi up` resumes it");
        expect(await resourcesInState(stack)).toMatchObject([
            { id: `${cloud.projectId}/${name}`, outputs: { stateName: state } },
        ]);

        await cloud.clearFaults();
        await cloud.change(name, { stateName: "IDLE" });
        const { id } = (await cloud.databases())[name] ?? {};
        await stack.up();
        expect((await cloud.databases())[name]?.id).toBe(id);
        expect(await resourcesInState(stack)).toMatchObject([
            { outputs: { stateName: "IDLE", instanceId: id } },
        ]);
        expect((await stack.preview()).ops).toEqual({});
        await stack.destroy();
    },
);

test("ends the wait of a delete, and the next destroy finds it gone", async () => {
    const stack = await PulumiStack.create({ env: cloud.env, program: declaring({ name: "leaving" }) });
    await stack.up();
    await cloud.fault({ operation: "deleteServerlessInstance", takes: 36_000 });
    const run = stack.start("destroy", "--yes", "--skip-preview");
    await run.waitFor(/DELETING/);
    run.interrupt();
    expect((await run.done).code).not.toBe(0);
    expect(await resourcesInState(stack)).toHaveLength(1);
    await cloud.change("leaving", { stateName: "GONE" });
    await stack.destroy();
    expect(await resourcesInState(stack)).toEqual([]);
});

/** Where nothing listens: a port that only was free would be given to the next one who asks for one. */
const nobody = "127.0.0.1:1";

test("a plugin that was never configured ends with its engine, too", async () => {
    const file = join(__dirname, "../../dist/plugin/pulumi-resource-atlas-serverless");
    const plugin = spawn(process.execPath, [file, nobody], {
        stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(plugin, "exit", { signal: AbortSignal.timeout(60_000) });
    try {
        await once(plugin.stdout, "data");
        await ended;
    } finally {
        plugin.kill("SIGKILL");
    }
});
