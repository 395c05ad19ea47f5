// The names of the scenarios, in the order of their running.

/** What there is to measure. */
export const scenarioNames = [
    "one",
    "twenty",
    "hundred",
    "sunset",
    "five-hundred",
    "five-hundred-plugin",
    "start-up",
    "five-hundred-plain",
    "bucket",
] as const;

/** One of {@link scenarioNames}. */
export type ScenarioName = (typeof scenarioNames)[number];
