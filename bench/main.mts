// `npm run bench`: measures the provider and a baseline provider, prints a table, writes JSON and draws the picture of docs/performance.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { sdkVersion, type Engine } from "../tools/engine/engine.mts";
import { findEngineOrExit } from "../tools/engine/find.mts";
import { since, toStandardError } from "../tools/engine/progress.mts";
import { root } from "../tools/paths.mts";
import { exitCode, onEnd } from "../tools/processes.mts";
import { chartOf } from "./charts.mts";
import { metricsOf } from "./metrics.mts";
import { report } from "./report.mts";
import { merge, type Environment, type Report } from "./results.mts";
import {
    isScenarioName,
    longScenarios,
    runScenarios,
    scenarioNames,
    type ScenarioName,
} from "./scenarios.mts";

const help = `Measures the provider and a baseline dynamic provider, on the real engine, against the emulator in real time.

Usage: npm run bench -- [options]

  --quick          fewer and smaller measurements: 6 minutes in place of 20, and less exact
  --only NAME,...  only these: ${scenarioNames.join(", ")}
  --json FILE      where the results go
  --plot FILE.svg  where the picture that is drawn from them goes
  --help           show this

A full run writes bench/results.json and bench/results.svg, which docs/performance.md shows; any other test-results/bench.json
and test-results/bench.svg.
`;

/** Every emulator, stack and run listens for the end of this process; there are more of them than Node expects. */
process.setMaxListeners(0);
/** What they started ends with this process, also where no command is running that would see to it. */
onEnd((signal) => process.exit(exitCode(null, signal)));

/** What the benchmark was told. */
interface Options {
    readonly quick: boolean;
    readonly scenarios: readonly ScenarioName[];
    readonly json: string;
    readonly plot: string;
}

/** Reads the arguments; undefined where they ask for help. */
function readOptions(args: readonly string[]): Options | undefined {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = { quick: flag, only: text, json: text, plot: text, help: flag };
    const { values } = parseArgs({ args: [...args], options, strict: true });
    if (values.help === true) {
        return undefined;
    }
    const quick = values.quick === true;
    const usual = scenarioNames.filter((name) => !quick || !longScenarios.includes(name));
    const base = quick || values.only !== undefined ? "test-results/bench" : "bench/results";
    return {
        quick,
        scenarios: values.only === undefined ? usual : values.only.split(",").map(scenarioOf),
        json: values.json ?? join(root, `${base}.json`),
        plot: values.plot ?? join(root, `${base}.svg`),
    };
}

function scenarioOf(text: string): ScenarioName {
    const name = text.trim();
    if (!isScenarioName(name)) {
        throw new Error(`--only knows ${scenarioNames.join(", ")}, not "${text}" (see --help)`);
    }
    return name;
}

function environment(engine: Engine, { quick }: Options, start: number, load: number): Environment {
    const [processor] = cpus();
    return {
        date: new Date(start).toISOString(),
        mode: quick ? "quick" : "full",
        minutes: Math.round((Date.now() - start) / 6000) / 10,
        cpus: cpus().length,
        cpu: processor?.model.trim() ?? "unknown",
        load,
        platform: `${process.platform} ${process.arch}`,
        node: process.versions.node,
        engine: engine.version,
        sdk: sdkVersion(),
    };
}

function write(file: string, text: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
}

/** As `npm run check` wants it, since the results of a full run are committed. */
async function formatted(file: string, text: string): Promise<string> {
    return format(text, { ...(await resolveConfig(file)), filepath: file });
}

async function main(args: readonly string[]): Promise<void> {
    const options = readOptions(args);
    if (options === undefined) {
        process.stdout.write(help);
        return;
    }
    const engine = await findEngineOrExit();
    const [start, [load = NaN]] = [Date.now(), loadavg()];
    const results = merge(await runScenarios(options.scenarios, { engine, quick: options.quick }));
    const all: Report = {
        circumstances: environment(engine, options, start, load),
        figures: metricsOf(results),
        ...results,
    };
    write(options.json, await formatted(options.json, JSON.stringify(all)));
    write(options.plot, chartOf(all));
    process.stdout.write(report(all));
    toStandardError(
        `The results are in ${options.json}, their picture in ${options.plot} (${since(start)}).`,
    );
}

try {
    await main(process.argv.slice(2));
} catch (error) {
    toStandardError(error instanceof Error ? error.message : String(error));
    // Whatever was being measured ends with this process.
    process.exit(1);
}
