// What `pulumi preview --json` says.
import type { RunResult } from "./run.ts";

/** A resource as a step knows it, before or after. */
export interface StepState {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** One thing that an `up` would do. */
export interface PreviewStep {
    /** Such as `same`, `create`, `update`, `replace`, `create-replacement`, `delete-replaced`, `delete`. */
    readonly op: string;
    readonly urn: string;
    /** The part of the URN behind the last `::`. */
    readonly name: string;
    readonly type: string;
    readonly oldState?: StepState;
    readonly newState?: StepState;
    readonly diffReasons: readonly string[];
    /** What a plugin says of each property that changes, by its path. */
    readonly detailedDiff?: Readonly<Record<string, object>> | null;
    readonly replaceReasons: readonly string[];
}

/** A message of a preview. */
export interface Diagnostic {
    readonly severity: string;
    readonly message: string;
    readonly urn?: string;
}

/** A preview's result; one that failed has the steps it got to and says why among the diagnostics. */
export interface Preview extends RunResult {
    readonly steps: readonly PreviewStep[];
    readonly diagnostics: readonly Diagnostic[];
    readonly changeSummary: Readonly<Record<string, number>>;
    /** What each resource but the stack itself and its identity is up to, by its name; a replacement's steps in their order. */
    readonly ops: Readonly<Record<string, readonly string[]>>;
}

interface RawStep extends Partial<Omit<PreviewStep, "op" | "urn">> {
    readonly op: string;
    readonly urn: string;
}

interface RawPreview {
    readonly steps?: readonly RawStep[];
    readonly diagnostics?: readonly Diagnostic[];
    readonly changeSummary?: Readonly<Record<string, number>>;
}

function parseStep(raw: RawStep): PreviewStep {
    const parts = raw.urn.split("::");
    return {
        ...raw,
        name: parts.at(-1) ?? "",
        type: (raw.newState ?? raw.oldState)?.type ?? parts.at(-2) ?? "",
        diffReasons: raw.diffReasons ?? [],
        replaceReasons: raw.replaceReasons ?? [],
    };
}

/** Reads the result of `pulumi preview --json`. */
export function parsePreview(result: RunResult): Preview {
    const start = result.stdout.indexOf("{");
    if (start < 0) {
        throw new Error(`The preview wrote no JSON and ended with ${String(result.code)}:\n${result.output}`);
    }
    const raw = JSON.parse(result.stdout.slice(start, result.stdout.lastIndexOf("}") + 1)) as RawPreview;
    const steps = (raw.steps ?? []).map(parseStep);
    const ops: Record<string, string[]> = {};
    for (const step of steps.filter(
        ({ type }) => !["pulumi:pulumi:Stack", "pulumi:index:Stash"].includes(type),
    )) {
        (ops[step.name] ??= []).push(step.op);
    }
    return {
        ...result,
        steps,
        diagnostics: raw.diagnostics ?? [],
        changeSummary: raw.changeSummary ?? {},
        ops,
    };
}
