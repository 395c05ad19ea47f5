// The metrics: one number of ours each, beside the same of another provider, and what it may come to.
import type { ChangeKind, Credential } from "./emulator-client.mts";
import type { Operation } from "./measure.mts";
import type { ProviderVariant } from "./programs.mts";
import type { MeasuredRun, PairedTimes, RateLimitedRun, RestoreRun, Results } from "./results.mts";
import { median, summarize, type Summary } from "./statistics.mts";

/** What a metric counts. */
export type Unit = "s" | "requests" | "bytes" | "failures";

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

/** What a provider may take at most, as a part of what another one takes for the same. */
const ratioLimits = { preview: 1.1, start: 1.15, pluginStart: 1 } as const;

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

function latenessOf(runs: readonly MeasuredRun[]): Summary | undefined {
    const lags = runs.flatMap((run) => run.lags);
    return lags.length === 0 ? undefined : summarize(lags);
}

/** The most requests that one repetition needed; undefined where there is none. */
export function requests(runs: readonly MeasuredRun[]): number | undefined {
    return runs.length === 0 ? undefined : Math.max(...runs.map((run) => run.requests));
}

/** The wall time of one repetition in the middle; undefined where there is none. */
function wallTime(runs: readonly MeasuredRun[]): number | undefined {
    return runs.length === 0 ? undefined : median(runs.map(({ seconds }) => seconds));
}

/** All metrics that results give, in the order of the table; the cells of the grid are shown by themselves. */
export function metricsOf(results: Results): Metric[] {
    const groups = groupsOf(results);
    return [
        ...groups.flatMap((group) => compared(results, group, latenessMetrics)),
        ...groups.flatMap((group) => compared(results, group, requestMetrics)),
        ...pairedTimes(results),
        ...results.rateLimited.flatMap(rateLimitedMetrics),
        ...results.restored.flatMap(restoreMetrics),
        ...stateSizes(results),
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

/** A group's runs of ours, by one entry point and one credential, and the baseline provider's. */
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

/** What our checks, diffs and start cost, beside a provider that does nothing; and the plugin's start beside ours. */
function pairedTimes({ previews, starts }: Results): Metric[] {
    const preview = "preview without changes, beside an empty provider's, median of pairs";
    const pairs = starts.map(({ plugin, dynamic }) => ({ ours: plugin, other: dynamic }));
    return [
        ...paired(versusNoop(previews), { title: preview, count: 500, limit: ratioLimits.preview }),
        ...paired(versusNoop(starts), {
            title: "provider's start to its first answer",
            limit: ratioLimits.start,
        }),
        ...paired(pairs, {
            title: "plugin's start to its first answer",
            limit: ratioLimits.pluginStart,
            otherIs: "dynamic",
        }),
    ];
}

/** Two times measured one after the other, in seconds. */
interface Pair {
    readonly ours: number;
    readonly other: number;
}

function versusNoop(times: readonly PairedTimes[]): Pair[] {
    return times.map(({ dynamic, noop }) => ({ ours: dynamic, other: noop }));
}

function paired(
    pairs: readonly Pair[],
    what: Pick<Metric, "title" | "count" | "limit"> & Partial<Pick<Metric, "otherIs">>,
): Metric[] {
    return pairs.length === 0
        ? []
        : metric({
              otherIs: "noop",
              ...what,
              unit: "s",
              ours: median(pairs.map(({ ours }) => ours)),
              other: median(pairs.map(({ other }) => other)),
              // Of each pair, since what disturbs one of the two most often disturbs both.
              ratio: median(pairs.map(({ ours, other }) => ours / other)),
              limitIsOn: "ratio",
          });
}

function rateLimitedMetrics({ count, failures, refused, seconds, ...bucket }: RateLimitedRun): Metric[] {
    const one = (what: string, unit: Unit, ours: number, limit: number) =>
        metric({
            title: `through a bucket that takes ${bucket.ownSeconds} s: ${what}`,
            unit,
            count,
            ours,
            limit,
        });
    return [
        ...one("failures", "failures", failures, 0),
        ...one("answers 429", "requests", refused, 0),
        ...one("first create to last return", "s", seconds, 1.1 * bucket.ownSeconds + bucket.longestCreate),
    ];
}

/** Restores take about a minute, so that their end is seen within 5 % of that: the limits are an update's of that length. */
function restoreMetrics({ count, otherRequests, restores, lags }: RestoreRun): Metric[] {
    const title = (what: string) => `create with a snapshot's data: ${what}`;
    const [late, limit] = [summarize(lags), latenessLimits("update", 63)];
    const requestsOf = (what: string, ours: number, atMost: number) =>
        metric({ title: title(what), unit: "requests", count, ours, limit: atMost });
    return [
        ...requestsOf("restores", restores, count),
        ...requestsOf("requests beside the creates and the restores", otherRequests, 60),
        ...(["mean", "worst"] as const).flatMap((which) =>
            metric({
                title: title(`restored to returned: ${which}`),
                unit: "s",
                count,
                ours: late[which],
                limit: limit[which],
            }),
        ),
    ];
}

/** What is kept of each cluster in Pulumi's state. */
function stateSizes({ states }: Results): Metric[] {
    const [ours, other] = (["dynamic", "baseline"] as const).map((variant) =>
        states.find((state) => state.variant === variant),
    );
    const title = "state per resource";
    return metric({
        title,
        unit: "bytes",
        count: ours?.count,
        ours: ours?.bytesPerResource,
        other: other?.bytesPerResource,
    });
}
