// What the benchmark can be told.
import { parseArgs } from "node:util";
import { join } from "node:path";
import { root } from "../tools/paths.mts";
import { scenarioNames, type ScenarioName } from "./scenarios/names.mts";

/** What the benchmark was told. */
export interface Options {
    /** Fewer and smaller measurements: five minutes in place of twenty-five. */
    readonly quick: boolean;
    readonly scenarios: readonly ScenarioName[];
    /** Where the results and the picture go. */
    readonly json: string;
    readonly plot: string;
}

export const help = `Measures the provider beside a plain dynamic provider, on the real engine, against the emulator.

Usage: npm run bench -- [options]

  --quick          fewer and smaller measurements: 5 minutes in place of 25, and less exact
  --only NAME,...  only these: ${scenarioNames.join(", ")}
  --json FILE      where the results go
  --plot FILE.svg  where the picture that is drawn from them goes
  --help           show this

A full run writes bench/results.json and bench/results.svg, which docs/performance.md shows; any other test-results/bench.json
and test-results/bench.svg.
`;

/** What takes minutes, however little of it is measured. */
const long: readonly ScenarioName[] = ["five-hundred-plugin", "five-hundred-plain", "bucket"];

/** Reads the arguments; undefined where they ask for help. */
export function readOptions(args: readonly string[]): Options | undefined {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = { quick: flag, only: text, json: text, plot: text, help: flag };
    const { values } = parseArgs({ args: [...args], options, strict: true });
    if (values.help === true) {
        return undefined;
    }
    const quick = values.quick === true;
    const usual = scenarioNames.filter((name) => !quick || !long.includes(name));
    const scenarios = values.only === undefined ? usual : values.only.split(",").map(scenarioOf);
    const base =
        quick || values.only !== undefined ? join("test-results", "bench") : join("bench", "results");
    return {
        quick,
        scenarios,
        json: values.json ?? join(root, `${base}.json`),
        plot: values.plot ?? join(root, `${base}.svg`),
    };
}

function scenarioOf(text: string): ScenarioName {
    const name = scenarioNames.find((one) => one === text.trim());
    if (name === undefined) {
        throw new Error(`--only knows ${scenarioNames.join(", ")}, not "${text}" (see --help)`);
    }
    return name;
}
