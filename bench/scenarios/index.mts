// All scenarios, and how they are run one after the other.
import { since, toStandardError } from "../../tools/engine/progress.mts";
import { together, type Findings } from "../findings.mts";
import { staggered, type Laboratory, type Scenario } from "./laboratory.mts";
import type { ScenarioName } from "./names.mts";
import { bucket } from "./bucket.mts";
import { fiveHundred } from "./five-hundred.mts";
import { one } from "./one.mts";
import { hundred, sunset, twenty } from "./several.mts";
import { startUp } from "./start-up.mts";

const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
    one,
    twenty,
    hundred,
    sunset,
    "five-hundred": fiveHundred,
    "start-up": startUp,
    bucket,
};

/** When there is little time, these run at the same time, a little apart: most of it they wait. */
const mostlyWaiting: readonly ScenarioName[] = ["twenty", "hundred", "sunset"];

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
    const waiting = quick ? names.filter((name) => mostlyWaiting.includes(name)) : [];
    const [first] = waiting;
    return names
        .filter((name) => name === first || !waiting.includes(name))
        .map((name) => (name === first ? waiting : [name]));
}
