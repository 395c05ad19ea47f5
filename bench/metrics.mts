// The metrics: one number of ours each, beside the same of another provider, and what it may come to.
import type { ChangeKind, Credential } from "./emulator-client.mts";
import type { Operation } from "./measure.mts";
import type { ProviderVariant } from "./programs.mts";
import type { MeasuredRun, PairedTimes, RateLimitedRun, Results } from "./results.mts";
import { median, summarize } from "./statistics.mts";

/** What a metric counts. */
export type Unit = "s" | "requests" | "tokens" | "bytes" | "MB" | "failures";

/** One metric. What was not measured, or has no limit, is left out. */
export interface Metric {
    readonly title: string;
    readonly unit: Unit;
    /** How many clusters. */
    readonly count?: number | undefined;
    readonly ours: number;
    readonly other?: number | undefined;
    readonly otherIs: ProviderVariant;
    /** Ours, as a part of the other. */
    readonly ratio?: number | undefined;
    /** What ours, or the ratio, may come to at most. */
    readonly limit?: number | undefined;
    readonly limitIsOn: "ours" | "ratio";
}

/** A metric that may not have been measured, with what need not be said. */
type MetricInput = Omit<Metric, "ours" | "otherIs" | "limitIsOn"> &
    Partial<Pick<Metric, "otherIs" | "limitIsOn">> & { readonly ours: number | undefined };

/** The metric, or none where ours was not measured. */
function metric({ ours, other, ratio, ...rest }: MetricInput): Metric[] {
    if (ours === undefined) {
        return [];
    }
    const usual = other === undefined || other === 0 ? undefined : ours / other;
    return [{ otherIs: "baseline", limitIsOn: "ours", ...rest, ours, other, ratio: ratio ?? usual }];
}

/** Whether the limit is kept; undefined where there is none. */
export function isMet({ ours, ratio, limit, limitIsOn }: Metric): boolean | undefined {
    const value = limitIsOn === "ours" ? ours : ratio;
    return limit === undefined || value === undefined ? undefined : value <= limit;
}

/** The operations, in the order of a cluster's life. */
const operations: readonly Operation[] = ["create", "preview", "refresh", "update", "destroy"];

/** How late the end of a change may be seen that takes so many seconds: in the mean, and at worst. */
export function latenessLimits(kind: ChangeKind, seconds: number): { mean: number; worst: number } {
    return kind === "create"
        ? { mean: Math.max(0.4, 0.04 * seconds), worst: Math.max(0.7, 0.07 * seconds) }
        : { mean: Math.max(0.8, 0.04 * seconds), worst: Math.max(1.3, 0.07 * seconds) };
}

/** So many seconds each change takes in most scenarios, which then need not be said. */
export const usualTakes: Readonly<Record<Operation, number | undefined>> = {
    create: 11.5,
    update: 3,
    destroy: 20,
    preview: undefined,
    refresh: undefined,
};

/** What an operation may ask of Atlas, by the number of clusters, where its changes take the usual time. */
const requestLimits: Readonly<Record<string, number>> = {
    "create 1": 28,
    "create 100": 132,
    "destroy 100": 145,
    "refresh 100": 3,
    "refresh 500": 4,
    "preview 500": 0,
};

/** The rest, by what they are for. */
const limits = {
    tokensPerProcess: 1,
    previewRatio: 1.1,
    startRatio: 1.15,
    pluginStartRatio: 1,
    failures: 0,
    refused: 0,
} as const;

/** What the time until the return is counted from. */
const moments = {
    create: "ready to returned",
    update: "changed to returned",
    destroy: "gone to returned",
} as const satisfies Record<ChangeKind, string>;

/** Runs of one operation on so many clusters that each take so long. */
export interface RunGroup {
    readonly operation: Operation;
    readonly count: number;
    readonly takes: number | undefined;
}

/** Something worked out of the repetitions of one measurement; undefined where there are none. */
export type Aggregation = (runs: readonly MeasuredRun[]) => number | undefined;

/** The runs of a group by one provider. */
export function runsOf(
    { runs }: Pick<Results, "runs">,
    { operation, count, takes }: RunGroup,
    variant: ProviderVariant,
    credential: Credential = "account",
): readonly MeasuredRun[] {
    return runs.filter(
        (run) =>
            run.operation === operation &&
            run.count === count &&
            run.takes === takes &&
            run.variant === variant &&
            run.credential === credential,
    );
}

const latenessOf = (runs: readonly MeasuredRun[]) => {
    const lags = runs.flatMap((run) => run.lags);
    return lags.length === 0 ? undefined : summarize(lags);
};

/** The most requests that one repetition needed. */
export const requests: Aggregation = (runs) =>
    runs.length === 0 ? undefined : Math.max(...runs.map((run) => run.requests));

/** The wall time of one repetition in the middle. */
const wallTime: Aggregation = (runs) =>
    runs.length === 0 ? undefined : median(runs.map(({ seconds }) => seconds));

/** All metrics that results give, in the order of the table; the cells of the grid are shown by themselves. */
export function metricsOf(results: Results): Metric[] {
    const groups = groupsOf(results);
    return [
        ...groups.flatMap((group) => compared(results, group, latenessMetrics)),
        ...groups.flatMap((group) => compared(results, group, requestMetrics)),
        ...versusNoop(results),
        ...results.rateLimited.flatMap(rateLimitedMetrics),
        ...tokens(results),
        ...stateMetrics(results),
        ...memory(results),
        ...groups.flatMap((group) => compared(results, group, wallMetrics)),
    ];
}

/** The groups that were measured, in the order of a cluster's life and of their size. */
function groupsOf({ runs }: Results): RunGroup[] {
    const groups = runs.map(({ operation, count, takes }) => ({ operation, count, takes }));
    const different = new Map(groups.map((group) => [JSON.stringify(group), group]));
    return [...different.values()].toSorted(
        (one, other) =>
            operations.indexOf(one.operation) - operations.indexOf(other.operation) ||
            one.count - other.count,
    );
}

/** A group's runs of ours, by one entry point and one credential, and the plain provider's. */
interface Comparison extends RunGroup {
    /** What is measured, with the entry point and the credential where they are not the usual ones. */
    readonly name: (what: string) => string;
    /** Whether its changes take as long as in most scenarios. */
    readonly isUsual: boolean;
    readonly credential: Credential;
    readonly ours: readonly MeasuredRun[];
    readonly others: readonly MeasuredRun[];
}

function compared(
    results: Results,
    group: RunGroup,
    metrics: (comparison: Comparison) => Metric[],
): Metric[] {
    return (["account", "key"] as const).flatMap((credential) =>
        (["dynamic", "plugin"] as const).flatMap((variant) => {
            const ours = runsOf(results, group, variant, credential);
            const how = [variant === "plugin" ? "plugin" : "", credential === "key" ? "API key" : ""];
            const marks = how.filter((mark) => mark !== "").join(", ");
            const { operation, takes } = group;
            const isUsual = takes === undefined || takes === usualTakes[operation];
            const name = (what: string) =>
                `${operation}${isUsual ? "" : ` that takes ${takes} s`}${what}${marks === "" ? "" : ` (${marks})`}`;
            const others = runsOf(results, group, "baseline", credential);
            return ours.length === 0 ? [] : metrics({ ...group, name, isUsual, credential, ours, others });
        }),
    );
}

function latenessMetrics({ operation, count, takes, name, ours, others }: Comparison): Metric[] {
    if (operation === "preview" || operation === "refresh" || takes === undefined) {
        return [];
    }
    const limit = latenessLimits(operation, takes);
    const [own, other] = [latenessOf(ours), latenessOf(others)];
    return (["mean", "worst"] as const).flatMap((which) =>
        metric({
            title: name(`, ${moments[operation]}: ${which}`),
            unit: "s",
            count,
            ours: own?.[which],
            other: other?.[which],
            limit: limit[which],
        }),
    );
}

function requestMetrics({ operation, count, name, isUsual, ours, others }: Comparison): Metric[] {
    const limit = isUsual ? requestLimits[`${operation} ${count}`] : undefined;
    const title = name(": requests");
    return metric({ title, unit: "requests", count, ours: requests(ours), other: requests(others), limit });
}

/** How one authenticates is a matter of requests. */
function wallMetrics({ count, name, credential, ours, others }: Comparison): Metric[] {
    const title = name(": wall time");
    return credential === "key"
        ? []
        : metric({ title, unit: "s", count, ours: wallTime(ours), other: wallTime(others) });
}

/** What our checks, diffs and start cost, beside a provider that does nothing. */
function versusNoop({ previews, starts }: Results): Metric[] {
    return [
        ...beside(previews, {
            title: "preview without changes, beside an empty provider's, median of pairs",
            count: 500,
            limit: limits.previewRatio,
        }),
        ...beside(starts, { title: "provider's start to its first answer", limit: limits.startRatio }),
        ...(starts.length === 0
            ? []
            : metric({
                  title: "plugin's start to its first answer",
                  unit: "s",
                  otherIs: "dynamic",
                  ours: median(starts.map(({ plugin }) => plugin)),
                  other: median(starts.map(({ dynamic }) => dynamic)),
                  ratio: median(starts.map(({ plugin, dynamic }) => plugin / dynamic)),
                  limit: limits.pluginStartRatio,
                  limitIsOn: "ratio",
              })),
    ];
}

function beside(
    pairs: readonly PairedTimes[],
    what: { title: string; count?: number; limit: number },
): Metric[] {
    return pairs.length === 0
        ? []
        : metric({
              ...what,
              unit: "s",
              ours: median(pairs.map(({ dynamic }) => dynamic)),
              other: median(pairs.map(({ noop }) => noop)),
              otherIs: "noop",
              // Of each pair, since what disturbs one of the two most often disturbs both.
              ratio: median(pairs.map(({ dynamic, noop }) => dynamic / noop)),
              limitIsOn: "ratio",
          });
}

function rateLimitedMetrics({ count, ownSeconds, longestCreate, ...run }: RateLimitedRun): Metric[] {
    const title = `through a bucket that takes ${ownSeconds} s`;
    return [
        ...metric({
            title: `${title}: failures`,
            unit: "failures",
            count,
            ours: run.failures,
            limit: limits.failures,
        }),
        ...metric({
            title: `${title}: answers 429`,
            unit: "requests",
            count,
            ours: run.refused,
            limit: limits.refused,
        }),
        ...metric({
            title: `${title}: first create to last return`,
            unit: "s",
            count,
            ours: run.seconds,
            limit: 1.1 * ownSeconds + longestCreate,
        }),
    ];
}

/** Tokens, of which an account may have a hundred. */
function tokens({ runs }: Results): Metric[] {
    const highest = (variant: ProviderVariant, value: (run: MeasuredRun) => number) => {
        const all = runs.filter((run) => run.variant === variant && run.providerProcesses > 0).map(value);
        return all.length === 0 ? undefined : Math.max(...all);
    };
    const both = (value: (run: MeasuredRun) => number) => ({
        unit: "tokens" as const,
        ours: highest("dynamic", value),
        other: highest("baseline", value),
    });
    const perProcess = both((run) => run.tokens / run.providerProcesses);
    return [
        ...metric({ title: "token requests per process", limit: limits.tokensPerProcess, ...perProcess }),
        ...metric({ title: "live tokens left by an operation", ...both(({ tokensLeft }) => tokensLeft) }),
    ];
}

/** The memory of a provider's process. */
function memory({ runs }: Results): Metric[] {
    const peak = (variant: ProviderVariant, count: number) => {
        const known = runs
            .filter((run) => run.variant === variant && run.count === count)
            .map((run) => run.peakMemory)
            .filter((bytes) => bytes > 0);
        return known.length === 0 ? undefined : Math.max(...known) / 2 ** 20;
    };
    return [1, 100, 500].flatMap((count) =>
        metric({
            title: "provider's peak memory",
            unit: "MB",
            count,
            ours: peak("dynamic", count),
            other: peak("baseline", count),
        }),
    );
}

/** What is kept of each cluster in Pulumi's state. */
function stateMetrics({ states }: Results): Metric[] {
    const ours = states.find(({ variant }) => variant === "dynamic");
    const other = states.find(({ variant }) => variant === "baseline");
    const common = { unit: "bytes" as const, count: ours?.count };
    return [
        ...metric({
            ...common,
            title: "state per resource",
            ours: ours?.bytesPerResource,
            other: other?.bytesPerResource,
        }),
        ...metric({
            ...common,
            title: "__provider of a resource in state",
            ours: ours?.providerBytes,
            other: other?.providerBytes,
        }),
    ];
}
