// The states that every version of this package's schema has written stay readable: each is loaded into a stack, shows no
// change in a preview and after a refresh, and is destroyed.
//
// The states are in tests/fixtures/states, one folder for each version; tests/engine/states/stories.ts tells how each came
// to be. With a new version of the schema (`schemaVersion` in provider/instance/state.ts) add stories for what is new in
// it, never change an old one, record the states of that version once, and commit them beside the others:
//
//     RECORD_STATES=1 npm test -- --selectProjects engine --testPathPatterns old-states
//
// What is recorded has to be the states that a release writes, so nothing of them is ever corrected by hand.
import { Cloud } from "./cloud.ts";
import { PulumiStack, type StackExport } from "./harness/index.ts";
import { presentVersion, record, recorded, textOf } from "./states/fixtures.ts";
import { Past } from "./states/past.ts";
import { stories, type Story } from "./states/stories.ts";

if (process.env["RECORD_STATES"] === undefined) {
    test("each story's state is recorded in the present version of the schema", () => {
        const present = recorded().filter(({ version }) => version === presentVersion());
        expect(present.map(({ name }) => name).toSorted()).toEqual(
            stories.map(({ name }) => name).toSorted(),
        );
    });

    test.each(recorded())("a state of version $version continues: $name", async ({ version, name }) => {
        const story = storyOf(name);
        const text = textOf({ version, name });
        const state = JSON.parse(text) as StackExport;
        expect(text).toContain(`"__schemaVersion": ${version}`);
        expect(text).not.toMatch(/node_modules|project:\/\//);
        const past = await Past.of(state, story);
        try {
            await live(story, state, past);
        } finally {
            await past.close();
        }
    });
} else {
    test.each(stories)("the state of a story is recorded: $name", async (story) => {
        const cloud = await Cloud.start({ era: story.era ?? "classic" });
        try {
            await story.before?.(cloud);
            const stack = await stackOf(story, cloud.env);
            const { code } = await stack.run("up", "--yes", "--skip-preview");
            expect(code === 0).toBe(story.ends === "well");
            record({ version: presentVersion(), name: story.name }, await stack.export());
        } finally {
            await cloud.close();
        }
    });
}

function stackOf({ program, config }: Story, env: Readonly<Record<string, string>>): Promise<PulumiStack> {
    return PulumiStack.create({ env, program, ...(config && { config }) });
}

/** Takes a state from where it was to its end. */
async function live(story: Story, state: StackExport, past: Past): Promise<void> {
    const ids = (state.deployment.resources ?? []).flatMap(({ outputs }) => outputs?.["instanceId"] ?? []);
    expect(past.databases.map(({ id }) => id)).toEqual(ids);
    const stack = await stackOf(story, past.env);
    await stack.import(state);
    // Secrets are sealed again, with the stack's own key.
    expect(await stack.stateFile()).not.toContain("classified");

    if (story.ends === "halfway") {
        expect((await stack.preview()).ops).toEqual({ orders: ["update"] });
        await stack.up();
    }
    expect((await stack.preview()).ops).toEqual({});
    await stack.refresh("--expect-no-changes");
    expect((await stack.preview()).ops).toEqual({});
    await stack.destroy();
    expect(past.left()).toEqual([]);
}

function storyOf(name: string): Story {
    const story = stories.find((one) => one.name === name);
    if (story === undefined) {
        throw new Error(`Nobody tells how the state ${name} came to be.`);
    }
    return story;
}
