// The harness itself, with programs that have no resources.
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { PulumiStack, RunFailed } from "./harness/index.ts";

test("a stack goes from preview to destroy", async () => {
    const stack = await PulumiStack.create({
        program: `
            const pulumi = require("@pulumi/pulumi");
            const config = new pulumi.Config();
            exports.x = 1;
            exports.greeting = config.require("greeting");
            exports.word = config.requireSecret("word");
            exports.seen = Object.keys(process.env).filter((name) => /ATLAS/.test(name)).sort();
        `,
        config: { greeting: 'a "quoted": one', word: { secret: "hidden" } },
        env: { MONGODB_ATLAS_BASE_URL: "http://127.0.0.1:9" },
    });

    const preview = await stack.preview();
    expect(preview.code).toBe(0);
    expect(preview.steps.map(({ op, type }) => [op, type])).toEqual([["create", "pulumi:pulumi:Stack"]]);
    expect(preview.ops).toEqual({});

    await stack.up();
    expect(await stack.outputs()).toMatchObject({ x: 1, greeting: 'a "quoted": one', word: "[secret]" });
    expect(await stack.outputs(true)).toMatchObject({
        word: "hidden",
        seen: ["MONGODB_ATLAS_BASE_URL"],
    });
    expect(await stack.stateFile()).not.toContain("hidden");

    stack.write("exports.x = 2;");
    await stack.up();
    expect(await stack.outputs()).toEqual({ x: 2 });

    const { deployment } = await stack.export();
    expect(deployment.resources).toHaveLength(1);
    expect(await stack.resources()).toEqual([]);

    await stack.destroy();
    expect((await stack.export()).deployment.resources ?? []).toEqual([]);
});

test.each([
    ["esm", `import * as pulumi from "@pulumi/pulumi"; export const project = pulumi.getProject();`],
    [
        "typescript",
        `import * as pulumi from "@pulumi/pulumi"; export const project: string = pulumi.getProject();`,
    ],
] as const)("a program in %s runs", async (language, program) => {
    const stack = await PulumiStack.create({ language, program });
    await stack.up();
    expect(await stack.outputs()).toEqual({ project: "shop" });
});

test("a failure is a result, or an error with all that was said", async () => {
    const stack = await PulumiStack.create({ program: `throw new Error("out of cheese");` });
    const preview = await stack.preview();
    expect(preview.code).not.toBe(0);
    expect(preview.diagnostics.map(({ message }) => message).join()).toContain("out of cheese");
    const failure: unknown = await stack.up().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RunFailed);
    expect(String(failure)).toContain("out of cheese");
});

test("a run can be watched, interrupted and killed, and nothing stays", async () => {
    const stack = await PulumiStack.create({
        program: `console.log("the program is up"); setInterval(() => {}, 1000);`,
    });
    const interrupted = stack.start("up", "--yes", "--skip-preview");
    await interrupted.waitFor("the program is up");
    expect(stack.processes().length).toBeGreaterThanOrEqual(3);
    interrupted.signal("SIGINT");
    interrupted.signal("SIGINT");
    expect((await interrupted.done).code).not.toBe(0);

    const killed = stack.start("up", "--yes", "--skip-preview");
    await killed.waitFor("the program is up");
    await stack.killAll();
    expect(await killed.done).toMatchObject({ code: null, signal: "SIGKILL" });

    await stack.dispose();
    expect(stack.processes()).toEqual([]);
    expect(existsSync(dirname(stack.folder))).toBe(false);
});
