// What a run tells a user of what went wrong, as one reads it at the end of Pulumi's output.
import { isPlugin, type } from "./entry-point.ts";
import type { PulumiStack, RunResult } from "./harness/index.ts";
import { stackTrace } from "./state-file.ts";

/** How the engine introduces each problem of a resource's inputs. */
export function problemOf(resource: string, problem: string): string {
    return `error: ${type} resource '${resource}' has a problem: ${problem}`;
}

/** The line that the dynamic providers' host writes to the stack for a failed read or delete, beside the error of the resource. */
export const pointers = isPlugin
    ? []
    : ["ServerlessInstance: an operation failed; see the diagnostics of its resource."];

/** What the engine adds for the stack when anything failed. */
export const failed = "error: update failed";

/**
 * All that the section "Diagnostics" says, by the resource's name: the messages in the order of the alphabet, with
 * the ids of requests taken out.
 */
export function diagnosticsOf({ stdout }: RunResult): Record<string, string[]> {
    const lines = stdout.slice(stdout.lastIndexOf("\nDiagnostics:\n") + 1).split("\n");
    const end = lines.findIndex((line, index) => index > 0 && /^\S/.test(line));
    const all: Record<string, string[]> = {};
    let messages: string[] = [];
    for (const line of lines.slice(1, end).filter((text) => text.trim() !== "")) {
        const [, resource] = /^ {2}\S+ \((.*)\):$/.exec(line) ?? [];
        if (resource === undefined) {
            messages.push(line.trim().replace(/\(request [0-9a-f-]{36}\)/g, "(request <id>)"));
        } else {
            messages = all[resource] ??= [];
        }
    }
    const told = Object.entries(all).map(
        // The host for Node programs is on the PATH of these tests, and the engine says so.
        ([resource, texts]) =>
            [resource, texts.filter((text) => !text.includes(" from $PATH at ")).sort()] as const,
    );
    return Object.fromEntries(told.filter(([, texts]) => texts.length > 0));
}

/** Runs a command that must fail, and tells what its diagnostics say. */
export async function failureOf(stack: PulumiStack, ...args: string[]): Promise<Record<string, string[]>> {
    const result = await stack.run(...args);
    expect(result.code).toBeGreaterThan(0);
    // Where others go on, a resource that fails is a rejected promise of the program, and Pulumi shows where it began.
    if (!args.includes("--continue-on-error")) {
        expect(result.output).not.toMatch(stackTrace);
    }
    return diagnosticsOf(result);
}
