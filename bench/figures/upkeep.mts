// The figures of what a provider needs by itself: tokens, memory, state, its start; and how it bears a small bucket.
import type { Bucket, Entry, Findings, Pair } from "../findings.mts";
import type { Kind } from "../programs.mts";
import { median, summarize } from "../statistics.mts";
import { figure, type Figure } from "./figure.mts";
import { bucketSeconds, limitsOf, most } from "./limits.mts";
import { counts, entriesOf, operations, peakMemory, requests } from "./measures.mts";

/** Tokens, of which an account may have a hundred. */
export function tokens({ entries }: Findings): Figure[] {
    const highest = (kind: Kind, measure: (entry: Entry) => number) =>
        summarize(entries.filter((entry) => entry.kind === kind && entry.providerProcesses > 0).map(measure))
            ?.worst;
    const compared = (measure: (entry: Entry) => number) => ({
        unit: "tokens" as const,
        ours: highest("ours", measure),
        other: highest("baseline", measure),
    });
    const perProcess = compared((entry) => entry.tokens / entry.providerProcesses);
    return [
        figure({ title: "token requests per process", limit: most.tokensPerProcess, ...perProcess }),
        figure({ title: "live tokens left by an operation", ...compared(({ tokensLeft }) => tokensLeft) }),
    ].flat();
}

/** What our checks, diffs and start cost, beside a provider that does nothing. */
export function besideEmpty({ previews, starts }: Findings): Figure[] {
    return [
        ...beside(previews, {
            title: "preview without changes, beside an empty provider's, median of pairs",
            count: 500,
            limit: most.previewRatio,
        }),
        ...beside(starts, { title: "provider's start to its first answer", limit: most.startRatio }),
    ];
}

/** The plugin, beside the dynamic provider: its start, and what it asks of Atlas. */
export function plugin(findings: Findings): Figure[] {
    const { starts } = findings;
    return [
        ...(starts.length === 0
            ? []
            : figure({
                  title: "plugin's start to its first answer",
                  unit: "s",
                  otherIs: "ours",
                  ours: median(starts.map((start) => start.plugin)),
                  other: median(starts.map(({ ours }) => ours)),
                  ratio: median(starts.map((start) => start.plugin / start.ours)),
                  limit: most.pluginStartRatio,
                  limitIsOn: "ratio",
              })),
        ...operations.flatMap((operation) =>
            figure({
                title: `by the plugin, ${operation}: requests`,
                unit: "requests",
                count: 500,
                otherIs: "ours",
                ours: requests(entriesOf(findings, "plugin", operation, 500)),
                other: requests(entriesOf(findings, "ours", operation, 500)),
                limit: limitsOf(operation, 500).requests,
            }),
        ),
    ];
}

function beside(pairs: readonly Pair[], what: { title: string; count?: number; limit: number }): Figure[] {
    return pairs.length === 0
        ? []
        : figure({
              ...what,
              unit: "s",
              ours: median(pairs.map(({ ours }) => ours)),
              other: median(pairs.map(({ empty }) => empty)),
              otherIs: "empty",
              // Of each pair, since what disturbs one of the two most often disturbs both.
              ratio: median(pairs.map(({ ours, empty }) => ours / empty)),
              limitIsOn: "ratio",
          });
}

/** The memory of a provider's process. */
export function memory(findings: Findings): Figure[] {
    return counts.flatMap((count) => {
        const peak = (kind: Kind) =>
            peakMemory(operations.flatMap((operation) => entriesOf(findings, kind, operation, count)));
        const title = "provider's peak memory";
        return figure({ title, unit: "MB", count, ours: peak("ours"), other: peak("baseline") });
    });
}

/** What is kept of each database in Pulumi's state. */
export function state({ states }: Findings): Figure[] {
    const ours = states.find(({ kind }) => kind === "ours");
    const other = states.find(({ kind }) => kind === "baseline");
    const common = { unit: "bytes" as const, count: ours?.count };
    return [
        figure({
            ...common,
            title: "state per resource",
            ours: ours?.bytesPerResource,
            other: other?.bytesPerResource,
        }),
        figure({
            ...common,
            title: "__provider of a resource in state",
            ours: ours?.providerBytes,
            other: other?.providerBytes,
            limit: most.providerBytes,
        }),
    ].flat();
}

/** How the databases came through a small bucket. */
export function buckets(findings: Findings): Figure[] {
    return findings.buckets.flatMap(throughBucket);
}

function throughBucket({ count, ownSeconds, oneCreate, ...bucket }: Bucket): Figure[] {
    const title = `through a bucket that takes ${ownSeconds} s`;
    return [
        figure({
            title: `${title}: failures`,
            unit: "failures",
            count,
            ours: bucket.failures,
            limit: most.failures,
        }),
        figure({
            title: `${title}: first create to last return`,
            unit: "s",
            count,
            ours: bucket.seconds,
            limit: bucketSeconds(ownSeconds, oneCreate),
        }),
        figure({
            title: `${title}: longest time between looks`,
            unit: "s",
            count,
            ours: bucket.longestGap,
            limit: most.secondsBetweenLooks,
        }),
        figure({ title: `${title}: answers 429`, unit: "requests", count, ours: bucket.refused }),
    ].flat();
}
