// Measures one operation of a stack: how long it took, what it asked of Atlas, how soon it noticed what it waited for.
import { toStandardError } from "../tools/engine/progress.mts";
import { endOf, type ChangeKind, type ClusterTimeline, type EmulatorClient } from "./emulator-client.mts";
import { namesOf } from "./programs.mts";
import type { RunOptions, Stack } from "./stack.mts";
import { roundedSeconds, spread, summarize } from "./statistics.mts";
import type { ProviderCall } from "./trace.mts";

/** What can be measured. */
export type Operation = ChangeKind | "preview" | "refresh";

/** One measured operation. */
export interface Measurement {
    readonly operation: Operation;
    /** The seconds that Atlas takes for each change, to 5 %; undefined where that was left to the emulator, or nothing changes. */
    readonly takes?: number | undefined;
    /** Wall time of the whole command, in seconds. */
    readonly seconds: number;
    /** Requests to Atlas, those for tokens included. */
    readonly requests: number;
    readonly byOperation: Readonly<Record<string, number>>;
    readonly byStatus: Readonly<Record<string, number>>;
    /** Of each cluster, the seconds from the moment it was ready (or changed, or gone) until its call returned. */
    readonly lags: readonly number[];
    /** The seconds from the acceptance of the first create to the end of the last call. */
    readonly span: number;
    /** The longest that one create took in Atlas, in seconds. */
    readonly longestCreate: number;
    /** Calls of the provider that failed. */
    readonly failures: number;
}

const commands: Readonly<Record<Operation, readonly string[]>> = {
    create: ["up", "--yes", "--skip-preview"],
    preview: ["preview", "--expect-no-changes"],
    refresh: ["refresh", "--yes", "--skip-preview"],
    update: ["up", "--yes", "--skip-preview"],
    destroy: ["destroy", "--yes", "--skip-preview"],
};

/** The provider's call that waits in each operation. */
const waiting = { create: "create", update: "update", destroy: "delete" } as const satisfies Record<
    ChangeKind,
    string
>;

/** How an operation is run. */
export interface MeasureOptions extends RunOptions {
    /** How many resources the engine works on at once; its own default where it is not said. */
    readonly parallel?: number;
    /** The seconds that Atlas takes for each change, to 5 %; by default what the emulator thinks usual. */
    readonly takes?: number | undefined;
    /** Makes the durations of repetitions differ. */
    readonly seed?: number;
}

function isChange(operation: Operation): operation is ChangeKind {
    return operation in waiting;
}

/** Runs an operation and measures it. */
export async function measure(
    emulator: EmulatorClient,
    stack: Stack,
    operation: Operation,
    { parallel, takes, seed = 0, ...options }: MeasureOptions = {},
): Promise<Measurement> {
    await emulator.setDurations(
        takes === undefined || !isChange(operation)
            ? []
            : namesOf(stack.count).map((instance, index) => ({
                  kind: operation,
                  instance,
                  // Less than in the grid: a second more would be looks more.
                  seconds: spread(takes, 0.05, index + seed),
              })),
    );
    await emulator.clearRequests();
    const parallelism = parallel === undefined ? [] : ["--parallel", String(parallel)];
    const run = await stack.run([...commands[operation], ...parallelism], options);
    const [requests, timelines] = await Promise.all([emulator.requests(), emulator.timelines()]);
    const { calls } = run.trace;
    const all = [...timelines.values()];
    const measurement: Measurement = {
        operation,
        takes: isChange(operation) ? takes : undefined,
        seconds: roundedSeconds(run.milliseconds),
        requests: requests.total,
        byOperation: requests.byOperation,
        byStatus: requests.byStatus,
        lags: isChange(operation) ? lagsOf(operation, calls, emulator.projectId, timelines) : [],
        span: roundedSeconds(
            Math.max(0, ...calls.map(({ end }) => end)) - Math.min(...all.map(({ createdAt }) => createdAt)),
        ),
        longestCreate: roundedSeconds(
            Math.max(0, ...all.map(({ createdAt, readyAt }) => readyAt - createdAt)),
        ),
        failures: calls.filter(({ failed }) => failed).length,
    };
    tell(stack, measurement);
    return measurement;
}

function lagsOf(
    operation: ChangeKind,
    calls: readonly ProviderCall[],
    projectId: string,
    timelines: ReadonlyMap<string, ClusterTimeline>,
): number[] {
    return calls
        .filter(({ method, failed }) => method === waiting[operation] && !failed)
        .flatMap(({ name, end }) => {
            const moment = endOf(operation, timelines.get(`${projectId}/${name}`));
            // What is no cluster, as the resource that identifies the stack, waits for nothing.
            return moment === undefined ? [] : [roundedSeconds(end - moment)];
        });
}

function tell(
    { variant, count }: Stack,
    { operation, requests, byOperation, lags, ...rest }: Measurement,
): void {
    const asked = Object.entries(byOperation).map(([name, times]) => `${name} ${times}`);
    const late = lags.length === 0 ? undefined : summarize(lags);
    const parts = [
        `${rest.seconds.toFixed(1)} s`,
        ...(late === undefined
            ? []
            : [`late ${late.mean.toFixed(2)} s, at worst ${late.worst.toFixed(2)} s`]),
        `${requests} requests${requests === 0 ? "" : ` (${asked.join(", ")})`}`,
    ];
    toStandardError(`    ${variant} ${operation} of ${count}: ${parts.join("; ")}`);
}
