// All scenarios, and how they are run one after the other.
import { since, toStandardError } from "../../tools/engine/progress.mts";
import { together, type Findings } from "../findings.mts";
import { staggered, type Laboratory, type Scenario } from "./laboratory.mts";
import type { ScenarioName } from "./names.mts";
import { bucket } from "./bucket.mts";
import { fiveHundred, plainFiveHundred, pluginFiveHundred } from "./five-hundred.mts";
import { one } from "./one.mts";
import { hundred, sunset, twenty } from "./several.mts";
import { startUp } from "./start-up.mts";

const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
    one,
    twenty,
    hundred,
    sunset,
    "five-hundred": fiveHundred,
    "five-hundred-plugin": pluginFiveHundred,
    "start-up": startUp,
    "five-hundred-plain": plainFiveHundred,
    bucket,
};

/**
 * These run at the same time, a little apart: where time is short, those that wait most of it; else those of which one
 * keeps a single processor busy, and the other none.
 */
const beside: Readonly<Record<"quick" | "full", readonly ScenarioName[]>> = {
    quick: ["twenty", "hundred", "sunset"],
    full: ["five-hundred-plain", "bucket"],
};

/** Runs scenarios and puts together what they find. */
export async function runAll(names: readonly ScenarioName[], laboratory: Laboratory): Promise<Findings> {
    const start = Date.now();
    const run = async (name: ScenarioName) => {
        toStandardError(`${name} (${since(start)})`);
        return scenarios[name](laboratory);
    };
    const found: Partial<Findings>[] = [];
    for (const group of groups(names, laboratory)) {
        found.push(...(await staggered(group, run, 6000)));
    }
    return together(found);
}

function groups(names: readonly ScenarioName[], { quick }: Laboratory): ScenarioName[][] {
    const group = names.filter((name) => beside[quick ? "quick" : "full"].includes(name));
    const [first] = group;
    return names
        .filter((name) => name === first || !group.includes(name))
        .map((name) => (name === first ? group : [name]));
}
