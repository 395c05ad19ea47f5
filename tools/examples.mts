// The examples that `npm start` can show: deployed to the Atlas emulator, and destroyed again.
import { copyFileSync, existsSync, globSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { root } from "./paths.mts";
import { verify, type Plot } from "./story.mts";

const stack = "dev";

/** What an example needs: clusters that exist before, and configuration in addition to its own. */
interface Needs {
    readonly seed?: readonly object[];
    readonly config?: Readonly<Record<string, string>>;
}

const needs: Readonly<Record<string, Needs>> = {
    review: {
        seed: [{ name: "production", ageSeconds: 200_000 }],
        config: { sourceName: "production", region: "US_EAST_1" },
    },
    snapshots: { seed: [{ name: "orders", ageSeconds: 200_000 }] },
    upgrade: {
        seed: [{ name: "legacy", kind: "shared" }],
        config: { cluster: "legacy", region: "US_EAST_1", protect: "false" },
    },
};

/** The examples that are a Pulumi program in TypeScript. */
export const exampleNames: readonly string[] = globSync("*/index.ts", { cwd: join(root, "examples") })
    .map((file) => basename(dirname(file)))
    .sort();

/** Shows what an example does, from nothing to nothing. */
export function plotOf(name: string): Plot {
    const folder = join(root, "examples", name);
    const { seed = [], config = {} } = needs[name] ?? {};
    return {
        about: `The example ${name} (examples/${name})`,
        stack,
        // Pulumi writes into a stack's settings: into a copy of them, therefore.
        project: (empty) => {
            const settings = `Pulumi.${stack}.yaml`;
            if (existsSync(join(folder, settings))) {
                copyFileSync(join(folder, settings), join(empty, settings));
            }
            const project = { name: `atlas-serverless-${name}`, runtime: "nodejs", main: folder };
            writeFileSync(join(empty, "Pulumi.yaml"), JSON.stringify(project));
            return empty;
        },
        tell: async (story) => {
            await story.seed(seed);
            await story.ask("stack", "init", stack);
            for (const [key, value] of Object.entries(config)) {
                await story.pulumi("config", "set", key, value);
            }
            await story.pulumi("preview");
            await story.pulumi("up", "--yes", "--skip-preview");
            verify(`what the program of examples/${name} declares, deployed`, true);
            await story.pulumi("stack", "output");
            await story.pulumi("preview", "--expect-no-changes");
            verify("a second preview without a change", true);
            await story.pulumi("destroy", "--yes", "--skip-preview");
            verify("a destroy of all of it", true);
        },
        next: [
            `examples/${name}/README.md says how to use it with an Atlas account.`,
            "`npm start` shows the quickstart, through the move from serverless to Flex.",
        ],
    };
}
