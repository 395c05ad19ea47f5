// `npm start`: the quickstart, from preview to destroy, with Pulumi's own output, against the emulator. It ends by
// saying what was seen, and leaves nothing behind.
//
//     npm start -- many        the same of another of the examples
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { exampleNames, plotOf } from "./examples.mts";
import { root } from "./paths.mts";
import { expectSeen, say, told, type Plot, type Story } from "./story.mts";

const stack = "quickstart";

async function tell(story: Story): Promise<void> {
    const team = async (): Promise<string | undefined> => {
        const [database] = await story.databases();
        return database?.tags.find(({ key }) => key === "team")?.value;
    };

    await story.ask("stack", "init", stack);
    await story.pulumi("preview");
    expectSeen("a preview that creates nothing", (await story.databases()).length === 0);

    await story.pulumi("up", "--yes", "--skip-preview");
    const outputs = JSON.parse(await story.ask("stack", "output", "--json")) as Record<string, unknown>;
    const [database] = await story.databases();
    const { uri, snapshots } = outputs;
    expectSeen(
        `a cluster, ready to use at ${String(uri)}`,
        typeof uri === "string" && database !== undefined,
    );
    expectSeen(
        "its first snapshot among the stack's outputs",
        Array.isArray(snapshots) && snapshots.length > 0,
    );

    say("A change: another team.");
    await story.pulumi("config", "set", "team", "web");
    await story.pulumi("preview", "--diff");
    await story.pulumi("up", "--yes", "--skip-preview");
    expectSeen("a tag that was changed in place", (await team()) === "web");

    say("Somebody changes the tag behind Pulumi's back; a refresh finds it, and the next up puts it back.");
    await story.tagBehindPulumisBack(database?.name ?? "", { team: "somebody else" });
    await story.pulumi("refresh", "--yes", "--skip-preview", "--diff");
    await story.pulumi("up", "--yes", "--skip-preview", "--diff");
    expectSeen("a change made outside of Pulumi, found and reverted", (await team()) === "web");

    await story.pulumi("destroy", "--yes", "--skip-preview");
    expectSeen("a destroy that left no cluster", (await story.databases()).length === 0);
}

const quickstart: Plot = {
    about: "The quickstart (examples/quickstart)",
    stack,
    // As `npm run pulumi` has it.
    project: () => root,
    tell,
};

const [name, ...more] = process.argv.slice(2);
if (name === undefined || name === "quickstart") {
    process.exitCode = await told(quickstart);
    rmSync(join(root, `Pulumi.${stack}.yaml`), { force: true });
} else if (exampleNames.includes(name) && more.length === 0) {
    process.exitCode = await told(plotOf(name));
} else {
    process.stderr.write(`${refusal(name)}: npm start shows the quickstart, npm start -- NAME one of `);
    process.stderr.write(`${exampleNames.join(", ")}.\n`);
    process.exitCode = 2;
}

function refusal(example: string): string {
    if (more.length > 0) {
        return "One example at a time";
    }
    return existsSync(join(root, "examples", example))
        ? `examples/${example} is run in another way, which the README's table of examples leads to`
        : `There is no example "${example}"`;
}
