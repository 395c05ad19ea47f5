// What is measured, in the order of its running.
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stub } from "../provider/dynamic/stub.ts";
import { since, toStandardError } from "../tools/engine/progress.mts";
import { root } from "../tools/paths.mts";
import { measureGrid } from "./grid.mts";
import { BenchStack, staggered, withBenchStack } from "./harness.mts";
import type { BenchCase, BenchContext, Scenario } from "./harness.mts";
import type { Operation } from "./measure.mts";
import { firstAnswer } from "./provider-process.mts";
import { usualTakes } from "./metrics.mts";
import { merge, type MeasuredRun, type PairedTimes } from "./results.mts";
import type { RateLimitedRun, Results, StartTimes } from "./results.mts";
import { median } from "./statistics.mts";

const variants = ["dynamic", "plugin", "baseline"] as const;
const changes = ["create", "update", "destroy"] as const;
const all = ["create", "preview", "refresh", "update", "destroy"] as const;

/** One cluster, by each provider and each credential, at the same time. */
const one: Scenario = async (context) => {
    const runs: MeasuredRun[] = [];
    for (let seed = 1; seed <= (context.quick ? 1 : 5); seed += 1) {
        const cases = variants.flatMap((variant) =>
            (["account", "key"] as const).map((credential) => ({ variant, credential, count: 1, seed })),
        );
        runs.push(...(await measureTogether(context, cases, seed === 1 ? all : changes)));
    }
    return { runs };
};

/** Stacks that are prepared one after the other and go through operations together, a little apart. */
async function measureTogether(
    context: BenchContext,
    cases: readonly BenchCase[],
    operations: readonly Operation[],
    takes?: number,
): Promise<MeasuredRun[]> {
    const stacks: BenchStack[] = [];
    try {
        for (const one of cases) {
            stacks.push(await BenchStack.prepare(context, one));
        }
        return (await staggered(stacks, (stack) => stack.measureAll(operations, takes), 4000)).flat();
    } finally {
        await Promise.all(stacks.map((stack) => stack.close()));
    }
}

/** Durations that are not the usual ones, on the real engine, by both entry points. */
const durations: Scenario = async (context) => {
    // One cluster alone tells little, so several are measured.
    const cells = [
        { count: 1, seed: 1 },
        { count: 1, seed: 2 },
        { count: 1, seed: 3 },
        { count: 20, seed: 1 },
    ].flatMap((cell) => (["dynamic", "plugin"] as const).map((variant) => ({ variant, ...cell })));
    return { runs: await measureTogether(context, cells, changes, 4) };
};

const twenty: Scenario = async (context) => {
    const cases = variants.map((variant) => ({ variant, count: 20 }));
    return { runs: await measureTogether(context, cases, all) };
};

/** One after the other: a hundred keep a processor busy. */
const hundred: Scenario = async (context) => {
    const runs: MeasuredRun[] = [];
    for (const variant of context.quick ? (["dynamic"] as const) : variants) {
        runs.push(...(await measureTogether(context, [{ variant, count: 100 }], all)));
    }
    return { runs };
};

/** Five hundred that are there: what nothing but their number makes long. */
const fiveHundred: Scenario = async (context) => {
    const found: Partial<Results>[] = [];
    for (const variant of variants) {
        const one = await withBenchStack(context, { variant, count: 500 }, async (stack) => {
            await stack.fill();
            const previewed = variant === "dynamic" ? await previewBesideNoop(context, stack) : {};
            const refreshed = { runs: [await stack.measure("refresh")], states: [await stack.stateSize()] };
            return merge([previewed, refreshed]);
        });
        found.push(one);
    }
    return merge(found);
};

/** No-op previews of both, by turns the first of the two; untraced, so that nothing but the providers' own work differs. */
function previewBesideNoop(context: BenchContext, dynamic: BenchStack): Promise<Partial<Results>> {
    return withBenchStack(context, { variant: "noop", count: dynamic.stack.count }, async (noop) => {
        await noop.fill();
        const runs: MeasuredRun[] = [];
        const previews: PairedTimes[] = [];
        for (let index = 0; index < (context.quick ? 3 : 5); index += 1) {
            const times = { dynamic: NaN, noop: NaN };
            const order = ["dynamic", "noop"] as const;
            for (const variant of index % 2 === 0 ? order : order.toReversed()) {
                const run = await { dynamic, noop }[variant].measure("preview", { traced: false });
                times[variant] = run.seconds;
                runs.push(run);
            }
            previews.push(times);
        }
        return { runs, previews };
    });
}

/** Two hundred clusters through a bucket of a hundred requests that refills with one a second. */
const bucket: Scenario = (context) => {
    const count = 200;
    const size = { capacity: 100, refillPerMinute: 60 };
    return withBenchStack(context, { variant: "dynamic", count }, async (stack) => {
        await stack.emulator.limit({ flexClusters: size, serverless: size });
        const run = await stack.measure("create", { parallel: count, mayFail: true });
        const limited: RateLimitedRun = {
            count,
            failures: count - run.lags.length,
            refused: run.byStatus["429"] ?? 0,
            seconds: run.span,
            ownSeconds: ((count - size.capacity) * 60) / size.refillPerMinute,
            longestCreate: run.longestCreate,
        };
        return { rateLimited: [limited] };
    });
};

/** Twenty clusters that start with the data of one snapshot. */
const restore: Scenario = (context) => {
    const count = 20;
    return withBenchStack(context, { variant: "dynamic", count }, async (stack) => {
        const source = { name: "production", snapshotId: "5".repeat(24) };
        await stack.emulator.addSnapshot(source);
        stack.stack.declare("shop", count, source);
        const { requests, byOperation, lags } = await stack.measure("create", {
            parallel: count,
            takes: usualTakes.create,
        });
        const restores = byOperation["createFlexBackupRestoreJob"] ?? 0;
        const otherRequests = requests - restores - (byOperation["createFlexCluster"] ?? 0);
        return { restored: [{ count, otherRequests, restores, lags }] };
    });
};

/** The start of the provider's process, beside those of a provider that does nothing and of the plugin: no engine, only its first calls. */
const startUp: Scenario = async ({ quick }) => {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), "atlas-bench-start-"));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    process.once("exit", remove);
    const noop = join(root, "bench", "noop-provider", "provider.js");
    const once = async (): Promise<StartTimes> => ({
        dynamic: await firstAnswer(folder, "dynamic", stub),
        noop: await firstAnswer(
            folder,
            "dynamic",
            `exports.handler = () => require(${JSON.stringify(noop)}).provider;`,
        ),
        plugin: await firstAnswer(folder, "plugin"),
    });
    try {
        symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
        // The first ones find nothing in the disk's cache, and are forgotten.
        await once();
        const starts: StartTimes[] = [];
        for (let index = 0; index < (quick ? 7 : 11); index += 1) {
            starts.push(await once());
        }
        const times = (["dynamic", "noop", "plugin"] as const).map(
            (variant) => `${variant} ${median(starts.map((start) => start[variant])).toFixed(2)} s`,
        );
        toStandardError(`    to the first answer: ${times.join(", ")}`);
        return { starts };
    } finally {
        process.removeListener("exit", remove);
        remove();
    }
};

const scenarios = {
    grid: async ({ quick }) => ({ grid: await measureGrid(quick) }),
    one,
    durations,
    twenty,
    hundred,
    "five-hundred": fiveHundred,
    "start-up": startUp,
    bucket,
    restore,
} as const satisfies Record<string, Scenario>;

/** The name of something to measure. */
export type ScenarioName = keyof typeof scenarios;

export function isScenarioName(text: string): text is ScenarioName {
    return Object.hasOwn(scenarios, text);
}

/** All of them, in the order of their running. */
export const scenarioNames = Object.keys(scenarios).filter(isScenarioName);

/** What takes minutes, however little of it is measured. */
export const longScenarios: readonly ScenarioName[] = ["twenty", "bucket", "restore"];

/** Runs scenarios one after the other. */
export async function runScenarios(
    names: readonly ScenarioName[],
    context: BenchContext,
): Promise<Partial<Results>[]> {
    const found: Partial<Results>[] = [];
    for (const name of names) {
        const start = Date.now();
        toStandardError(name);
        found.push(await scenarios[name](context));
        toStandardError(`    ${name} took ${since(start)}`);
    }
    return found;
}
