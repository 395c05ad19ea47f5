// What a stack's state file says, without another run of Pulumi.
import type { PulumiStack, StackExport, StateResource } from "./harness/index.ts";

type PendingOperation = NonNullable<StackExport["deployment"]["pending_operations"]>[number];

interface StateFile {
    readonly checkpoint: { readonly latest?: StackExport["deployment"] };
}

/** The resources that the state keeps, without the stack itself and the providers. */
export async function resourcesInState(stack: PulumiStack): Promise<StateResource[]> {
    const { checkpoint } = JSON.parse(await stack.stateFile()) as StateFile;
    return (checkpoint.latest?.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"));
}

/** What the state says was begun, and does not say was done. */
export async function pendingInState(stack: PulumiStack): Promise<readonly PendingOperation[]> {
    const { checkpoint } = JSON.parse(await stack.stateFile()) as StateFile;
    return checkpoint.latest?.pending_operations ?? [];
}

/** The outputs that the state keeps of the resource `orders`. */
export async function keptOutputs(stack: PulumiStack): Promise<Record<string, unknown>> {
    const orders = (await resourcesInState(stack)).find(({ urn }) => urn.endsWith("::orders"));
    return { ...orders?.outputs };
}

/** Atlas's id of each cluster that the state knows, by the resource's name. */
export async function keptIds(stack: PulumiStack): Promise<Record<string, unknown>> {
    const all = await resourcesInState(stack);
    return Object.fromEntries(
        all.map(({ urn, outputs }) => [urn.replace(/.*::/, ""), outputs?.["instanceId"]]),
    );
}

/** The outputs of the stack itself that the state keeps. */
export async function keptExports(stack: PulumiStack): Promise<Record<string, unknown>> {
    const { checkpoint } = JSON.parse(await stack.stateFile()) as StateFile;
    const itself = checkpoint.latest?.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
    return { ...itself?.outputs };
}

/** Frames of a stack trace, which no message for a user holds. */
export const stackTrace = /^\s+at .*\d+:\d+\)?$/m;
