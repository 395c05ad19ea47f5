// What a stack's state file says, without another run of Pulumi.
import type { PulumiStack, StateResource } from "./harness/index.ts";

interface StateFile {
    readonly checkpoint: { readonly latest?: { readonly resources?: readonly StateResource[] } };
}

/** The resources that the state keeps, without the stack itself and the providers. */
export async function kept(stack: PulumiStack): Promise<StateResource[]> {
    const { checkpoint } = JSON.parse(await stack.stateFile()) as StateFile;
    return (checkpoint.latest?.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"));
}

/** The outputs that the state keeps of the resource `orders`. */
export async function keptOutputs(stack: PulumiStack): Promise<Record<string, unknown>> {
    const orders = (await kept(stack)).find(({ urn }) => urn.endsWith("::orders"));
    return { ...orders?.outputs };
}

/** Frames of a stack trace, which no message for a user holds. */
export const stackTrace = /^\s+at .*\d+:\d+\)?$/m;
