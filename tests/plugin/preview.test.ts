// What a preview shows behind the plugin and not behind the dynamic provider: each property that changes, and outputs.
import { Cloud, declaring, virginia } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";

const tags = { team: "shop", "cost center": "1", stage: "dev" };

let cloud: Cloud;
let stack: PulumiStack;
beforeAll(async () => {
    cloud = await Cloud.start();
    stack = await PulumiStack.create({
        env: cloud.env,
    });
});
afterAll(() => cloud.close());

/** Each property that a preview shows as changed, by its path. */
async function changes(args: object, op = "update"): Promise<object> {
    stack.write(declaring(args));
    const { code, steps } = await stack.preview();
    expect(code).toBe(0);
    return { ...steps.find((step) => step.name === "orders" && step.op === op)?.detailedDiff };
}

/** What a preview shows of the stack's outputs. */
async function outputs(args: object): Promise<string> {
    stack.write(declaring(args));
    const { stdout } = await stack.expect("preview", "--diff");
    return stdout.slice(stdout.indexOf("--outputs:--")).replace(/ +/g, " ");
}

test("a create's inputs are its outputs, but for the name, under which nothing is there yet", async () => {
    const shown = await outputs({ name: "orders", tags });
    expect(shown).toContain("name : [unknown]");
    expect(shown).toContain('team : "shop"');
    expect(shown).toContain("uri : [unknown]");
    await stack.up();
});

test("each tag that changes, by itself", async () => {
    expect(await changes({ name: "orders", tags: { team: "web", "cost center": "2", owner: "me" } })).toEqual(
        {
            "tags.team": { kind: "update", inputDiff: false },
            'tags["cost center"]': { kind: "update", inputDiff: false },
            "tags.owner": { kind: "add", inputDiff: false },
            "tags.stage": { kind: "delete", inputDiff: false },
        },
    );
});

test("a removed property", async () => {
    expect(await changes({ name: "orders" })).toEqual({
        'tags["cost center"]': { kind: "delete", inputDiff: false },
        "tags.stage": { kind: "delete", inputDiff: false },
        "tags.team": { kind: "delete", inputDiff: false },
    });
});

test("what replaces, marked so, beside what would change anyway", async () => {
    const providerSettings = { ...virginia, regionName: "US_WEST_2" };
    expect(
        await changes({ name: "orders", tags: { ...tags, stage: "prod" }, providerSettings }, "replace"),
    ).toEqual({
        "providerSettings.regionName": { kind: "update-replace", inputDiff: false },
        "tags.stage": { kind: "update", inputDiff: false },
    });
});

test("an update leaves known what it does not change", async () => {
    const shown = await outputs({ name: "orders", tags: { team: "web" } });
    expect(shown).toMatch(/uri : "mongodb\+srv:/);
    expect(shown).toContain('~ team : "shop" => "web"');
    expect(shown).not.toContain("[unknown]");
    await stack.destroy();
});
