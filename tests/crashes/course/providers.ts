// The processes of the provider, which may outlive their engine.
import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { ProcessEntry, PulumiStack } from "../../engine/harness/index";

/** Between two looks whether a process has ended. Milliseconds. */
const glance = 100;

/** Whether a process is the provider itself, not what has started it. */
export function isProvider({ command }: ProcessEntry): boolean {
    return /\bdynamic-provider\/index\.js /.test(command);
}

/** How long the providers that are there now live on, in milliseconds; at the longest, how long it was looked. */
export async function lifeOfProviders(stack: PulumiStack, longest: number): Promise<number> {
    const start = performance.now();
    const lived = (): number => performance.now() - start;
    const ids = stack
        .processes()
        .filter(isProvider)
        .map(({ pid }) => pid);
    while (lived() < longest && ids.some((pid) => existsSync(`/proc/${pid}`))) {
        await delay(glance);
    }
    return lived();
}
