// `npm start`: the quickstart from preview to destroy, with Pulumi's own output, against the emulator: created in the Atlas of
// before February 2025, migrated to Flex in between. It ends by saying what was verified, and draws the life of the cluster.
//
//     npm start -- many        the same of another of the examples
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { drawClusterLife } from "./cluster-life.mts";
import { exampleNames, plotOf } from "./examples.mts";
import { root } from "./paths.mts";
import { say, tellStory, verify, type Plot, type Story } from "./story.mts";

const stack = "quickstart";

/** The picture of the last run. That of docs/emulator.md is a copy of one. */
const picture = join(root, "test-results", "cluster-life.svg");

async function tell(story: Story): Promise<void> {
    const team = async (): Promise<string | undefined> => {
        const [cluster] = await story.clusters();
        return cluster?.tags.find(({ key }) => key === "team")?.value;
    };

    say("1. The Atlas of before February 2025: the program creates a serverless instance.");
    await story.ask("stack", "init", stack);
    await story.pulumi("preview");
    verify("a preview that creates nothing", (await story.clusters()).length === 0);
    await story.pulumi("up", "--yes", "--skip-preview");
    const outputs = JSON.parse(await story.ask("stack", "output", "--json")) as Record<string, unknown>;
    const [created] = await story.clusters();
    const { uri, snapshots } = outputs;
    verify(
        `a serverless instance, ready to use at ${String(uri)}`,
        typeof uri === "string" && created?.kind === "serverless",
    );
    verify("its first snapshot among the stack's outputs", Array.isArray(snapshots) && snapshots.length > 0);

    say(
        "2. MongoDB migrates it to a Flex cluster, and retires the serverless API (in Atlas: January 22, 2026). " +
            "Program and state stay as they are.",
    );
    await story.moveToFlex();
    // The list of snapshots is an output; it grows by itself.
    await story.pulumi("preview", "--expect-no-changes", "--suppress-outputs");
    const [migrated] = await story.clusters();
    verify("the same cluster as a Flex cluster, and a preview without a change", migrated?.kind === "flex");

    say("3. An update: another team.");
    await story.pulumi("config", "set", "team", "web");
    await story.pulumi("preview", "--diff");
    await story.pulumi("up", "--yes", "--skip-preview");
    verify("a tag that was changed in place, now through the Flex API", (await team()) === "web");

    say("4. Drift: the tag is changed in the Atlas UI. A refresh finds it, and the next update reverts it.");
    for (const cluster of await story.clusters()) {
        await story.changeTag(cluster, { team: "another team" });
    }
    await story.pulumi("refresh", "--yes", "--skip-preview", "--diff");
    await story.pulumi("up", "--yes", "--skip-preview", "--diff");
    verify("a change made outside of Pulumi, found and reverted", (await team()) === "web");

    say("5. The cluster is deleted.");
    await story.pulumi("destroy", "--yes", "--skip-preview");
    verify("a destroy that left no cluster", (await story.clusters()).length === 0);

    mkdirSync(dirname(picture), { recursive: true });
    writeFileSync(picture, drawClusterLife(await story.lifeOf(created?.name ?? "")));
    say(`The life of the cluster in one picture: ${picture}`);
}

const others = exampleNames.filter((example) => !["quickstart", "many"].includes(example));

const quickstart: Plot = {
    about: "The quickstart (examples/quickstart)",
    stack,
    // As `npm run pulumi` has it.
    project: () => root,
    tell,
    next: [
        `\`npm start -- many\` shows another example; also ${others.join(", ")}.`,
        "`npm run pulumi -- up` is the quickstart, interactively.",
        "`npm run emulator -- --scale 60` starts the emulator for your own program (docs/emulator.md).",
        "docs/get-started.md does this with an Atlas account.",
    ],
};

const [name, ...more] = process.argv.slice(2);
if (name === undefined || name === "quickstart") {
    process.exitCode = await tellStory(quickstart);
    rmSync(join(root, `Pulumi.${stack}.yaml`), { force: true });
} else if (exampleNames.includes(name) && more.length === 0) {
    process.exitCode = await tellStory(plotOf(name));
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
