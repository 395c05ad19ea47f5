// The engine, built from its Go modules where it can be had in no other way.
import { join } from "node:path";
import { run } from "../processes.mts";
import type { Finished } from "../processes.mts";
import { buildFolder, builtVersion, fillCache } from "./cache.mts";
import { addHostScript, addStartScript, builtHost, engineIn, moduleFolder, programs } from "./engine.mts";
import type { Engine } from "./engine.mts";
import { since, withProgress } from "./progress.mts";
import type { Progress } from "./progress.mts";

interface Step {
    readonly title: string;
    readonly module: "cli" | "nodejs";
    readonly args: (folder: string) => readonly string[];
    /** What Go writes a line of to standard error for. */
    readonly counted: "modules downloaded" | "packages compiled";
}

const version = builtVersion();
const stamp = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;

function compile(module: Step["module"], source: string, output: string): Step["args"] {
    return (folder) => [
        "build",
        "-mod=readonly",
        "-trimpath",
        "-v",
        "-ldflags",
        module === "cli" ? stamp : "-s -w",
        "-o",
        join(folder, output),
        source,
    ];
}

const cli = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const host = "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs";

/** Listing what a program is made of downloads exactly the modules that it needs. */
const list = (source: string) => () => ["list", "-mod=readonly", "-deps", source];

const steps: readonly Step[] = [
    {
        title: "the sources of the engine",
        module: "cli",
        args: list(cli),
        counted: "modules downloaded",
    },
    {
        title: "the sources of the host for Node programs",
        module: "nodejs",
        args: list(host),
        counted: "modules downloaded",
    },
    {
        title: "the host for Node programs",
        module: "nodejs",
        args: compile("nodejs", host, builtHost),
        counted: "packages compiled",
    },
    {
        title: "the engine",
        module: "cli",
        args: compile("cli", cli, programs.pulumi),
        counted: "packages compiled",
    },
];

/** Runs one step; a person sees that it is alive. */
async function perform(step: Step, number: number, folder: string, progress: Progress, start: number) {
    const label = `  [${number}/${steps.length}] ${step.title}`;
    let count = 0;
    const underWay = () => {
        const done = count === 0 ? "" : `, ${count} ${step.counted}`;
        return `${label}: under way${done}, ${since(start)} in all`;
    };
    const result = await withProgress(progress, underWay, () =>
        run("go", step.args(folder), {
            cwd: moduleFolder(step.module),
            // A workspace file above the clone would take the place of the pinned modules.
            env: { ...process.env, GOWORK: "off" },
            onStderr: () => count++,
        }),
    );
    progress(`${label}: ${result.code === 0 ? "done" : "failed"}, ${since(start)} in all`);
    return result;
}

function reason(result: Finished): string {
    const lines = result.stderr.trim().split("\n");
    return `building it from its Go modules failed (${lines.at(-1) ?? "no reason given"})`;
}

async function hasGo(): Promise<boolean> {
    try {
        return (await run("go", ["version"], { timeout: 20_000 })).code === 0;
    } catch {
        return false;
    }
}

/** Builds the engine; the answer is the engine, or why there is none. */
export async function buildEngine(progress: Progress): Promise<Engine | string> {
    if (!(await hasGo())) {
        return "there is no Go on PATH to build it with";
    }
    const start = Date.now();
    let why = "the built engine does not run";
    const filled = await fillCache(buildFolder(), progress, async (partial) => {
        progress(
            `Building the Pulumi engine ${version} from its Go modules: about 8 minutes, once, ` +
                "and some 5 GB in Go's own caches.",
        );
        for (const [index, step] of steps.entries()) {
            const result = await perform(step, index + 1, partial, progress, start);
            if (result.code !== 0) {
                why = reason(result);
                return false;
            }
        }
        addHostScript(partial);
        addStartScript(partial);
        return (await engineIn(partial, "build")) !== undefined;
    });
    return (filled ? await engineIn(buildFolder(), "build") : undefined) ?? why;
}
