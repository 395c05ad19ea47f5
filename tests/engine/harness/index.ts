// Tests that drive the real `pulumi` command: see harness.test.ts beside this folder for how it reads.
import { disposeAll } from "./stack.ts";

export { engine } from "./engine.ts";
export type { Environment } from "./engine.ts";
export type { Diagnostic, Preview, PreviewStep, StepState } from "./preview.ts";
export type { ProcessEntry } from "./processes.ts";
export type { Language } from "./project.ts";
export { RunFailed } from "./run.ts";
export type { Run, RunResult } from "./run.ts";
export { disposeAll, PulumiStack } from "./stack.ts";
export type { ConfigValue, StackExport, StackOptions, StateResource } from "./stack.ts";

// Also when a test has failed or run out of time, nothing of its stacks stays.
afterAll(disposeAll);
