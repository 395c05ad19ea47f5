// Measures one operation of a stack: how long it took, what it asked of Atlas, how soon it noticed what it waited for.
import type { Cloud, Life, Requests } from "./cloud.mts";
import { toStandardError } from "../tools/engine/progress.mts";
import { summarize } from "./statistics.mts";
import type { Run, RunOptions, Stack } from "./stack.mts";
import type { ProviderCall } from "./trace.mts";

/** What can be measured. */
export type Operation = "create" | "preview" | "refresh" | "update" | "destroy";

/** One measured operation. */
export interface Measurement {
    readonly operation: Operation;
    /** Wall time of the whole command, in seconds. */
    readonly seconds: number;
    /** Requests to Atlas, those for tokens included. */
    readonly requests: number;
    readonly byOperation: Readonly<Record<string, number>>;
    readonly byStatus: Readonly<Record<string, number>>;
    /** Tokens given out, and those of them that nobody has revoked. */
    readonly tokens: number;
    readonly tokensLeft: number;
    readonly providerProcesses: number;
    /** The most memory of a provider's process, in bytes. */
    readonly peakMemory: number;
    /** Of each database, the seconds from the moment it was ready (or changed, or gone) until its call returned. */
    readonly lags: readonly number[];
    /** The longest that a call had to wait for that moment, in seconds. */
    readonly longestWait: number;
    /** Calls of the provider that failed. */
    readonly failures: number;
}

/** What a measurement is made from. */
export interface Observation {
    readonly measurement: Measurement;
    readonly run: Run;
    readonly requests: Requests;
    readonly lives: ReadonlyMap<string, Life>;
}

const commands: Readonly<Record<Operation, readonly string[]>> = {
    create: ["up", "--yes", "--skip-preview"],
    preview: ["preview", "--expect-no-changes"],
    refresh: ["refresh", "--yes", "--skip-preview"],
    update: ["up", "--yes", "--skip-preview"],
    destroy: ["destroy", "--yes", "--skip-preview"],
};

/** The call that waits in each operation. */
const waiting: Readonly<Partial<Record<Operation, string>>> = {
    create: "create",
    update: "update",
    destroy: "delete",
};

/** The moment that a call of an operation waits for. */
function awaited(operation: Operation, life: Life | undefined): number | undefined {
    switch (operation) {
        case "create":
            return life?.readyAt;
        case "update":
            return life?.changes.at(-1)?.until;
        case "destroy":
            return life?.goneAt;
        case "preview":
        case "refresh":
            return undefined;
    }
}

/** How long a call waited, and how much later it returned, in seconds. */
interface Wait {
    readonly waited: number;
    readonly lag: number;
}

function waitsOf(
    operation: Operation,
    calls: readonly ProviderCall[],
    lives: ReadonlyMap<string, Life>,
): Wait[] {
    return calls
        .filter(({ method, failed }) => method === waiting[operation] && !failed)
        .map(({ name, begin, end }) => {
            const moment = awaited(operation, lives.get(name));
            if (moment === undefined) {
                throw new Error(`${name} returned from ${operation}, and the emulator knows nothing of it.`);
            }
            return { waited: seconds(moment - begin), lag: seconds(end - moment) };
        });
}

/** Seconds to the millisecond: the rest is noise. */
function seconds(milliseconds: number): number {
    return Math.round(milliseconds) / 1000;
}

/** How an operation is run. */
export interface OperationOptions extends RunOptions {
    /** How many resources the engine works on at once; its own default where it is not said. */
    readonly parallel?: number;
}

/** Runs an operation and measures it. */
export async function observe(
    cloud: Cloud,
    stack: Stack,
    operation: Operation,
    { parallel, ...options }: OperationOptions = {},
): Promise<Observation> {
    await cloud.clearRequests();
    const parallelism = parallel === undefined ? [] : ["--parallel", String(parallel)];
    const run = await stack.run([...commands[operation], ...parallelism], options);
    const [requests, lives] = await Promise.all([cloud.requests(), cloud.lives()]);
    const { calls, processes, peakMemory } = run.trace;
    // The empty provider waits for nothing.
    const waits = stack.kind === "empty" ? [] : waitsOf(operation, calls, lives);
    const measurement: Measurement = {
        operation,
        seconds: seconds(run.milliseconds),
        requests: requests.total,
        byOperation: requests.byOperation,
        byStatus: requests.byStatus,
        tokens: requests.tokens,
        tokensLeft: requests.tokens - (requests.byOperation["revokeAccessToken"] ?? 0),
        providerProcesses: processes.length,
        peakMemory,
        lags: waits.map(({ lag }) => lag),
        longestWait: Math.max(0, ...waits.map(({ waited }) => waited)),
        failures: calls.filter(({ failed }) => failed).length,
    };
    tell(stack, measurement);
    return { measurement, run, requests, lives };
}

function tell({ kind, count }: Stack, measurement: Measurement): void {
    const { operation, requests, byOperation, lags } = measurement;
    const asked = Object.entries(byOperation).map(([name, times]) => `${name} ${times}`);
    const late = summarize(lags);
    const lateness = late && `late ${late.mean.toFixed(2)} s, at worst ${late.worst.toFixed(2)} s`;
    const parts = [`${measurement.seconds.toFixed(1)} s`, lateness, `${requests} requests`];
    const said = parts.filter((part) => part !== undefined).join("; ");
    toStandardError(
        `    ${kind} ${operation} of ${count}: ${said}${requests === 0 ? "" : ` (${asked.join(", ")})`}`,
    );
}
