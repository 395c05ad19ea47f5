// The figures of operations: how late they return, what they ask of Atlas, how long they take.
import type { Findings } from "../findings.mts";
import type { Operation } from "../operation.mts";
import { figure, type Figure } from "./figure.mts";
import { limitsOf, longLateness, sunsetMore } from "./limits.mts";
import { both, counts, operations, waitingCounts } from "./measures.mts";
import { meanLateness, p95Lateness, requests, wallTime, worstLateness } from "./measures.mts";

/** What the time until the return is counted from. */
const moments: Readonly<Partial<Record<Operation, string>>> = {
    create: "ready to returned",
    update: "changed to returned",
    destroy: "gone to returned",
};

/** How late calls return, beside the baseline's. */
export function lateness(findings: Findings): Figure[] {
    return operations.flatMap((operation) => {
        const moment = moments[operation];
        return moment === undefined
            ? []
            : waitingCounts.flatMap((count) => {
                  const limits = limitsOf(operation, count);
                  const title = `${operation}, ${moment}`;
                  const measured = (measure: typeof meanLateness) => ({
                      unit: "s" as const,
                      ...both(findings, operation, count, measure),
                  });
                  return [
                      figure({ title: `${title}: mean`, limit: limits.mean, ...measured(meanLateness) }),
                      figure({ title: `${title}: 95th`, ...measured(p95Lateness) }),
                      figure({ title: `${title}: worst`, limit: limits.worst, ...measured(worstLateness) }),
                  ].flat();
              });
    });
}

/** How late a create returns whose database takes unusually long. */
export function unusuallyLong({ entries }: Findings): Figure[] {
    return entries
        .filter(({ scenario }) => scenario === "long")
        .flatMap((entry) =>
            figure({
                title: `create that waits ${entry.longestWait.toFixed(0)} s, ready to returned`,
                unit: "s",
                count: entry.count,
                ours: worstLateness([entry]),
                limit: longLateness(entry.longestWait),
            }),
        );
}

/** What operations ask of Atlas, beside the baseline's. */
export function cost(findings: Findings): Figure[] {
    return operations.flatMap((operation) =>
        counts.flatMap((count) =>
            figure({
                title: `${operation === "preview" ? "preview without changes" : operation}: requests`,
                unit: "requests",
                limit: limitsOf(operation, count).requests,
                ...both(findings, operation, count, requests),
            }),
        ),
    );
}

/** The same in the era `sunset`. */
export function sunset({ entries }: Findings): Figure[] {
    return operations.flatMap((operation) => {
        const found = entries.filter((entry) => entry.scenario === "sunset" && entry.operation === operation);
        const [{ count } = { count: 0 }] = found;
        const limits = limitsOf(operation, count);
        const more = limits.requests === undefined ? undefined : limits.requests + sunsetMore;
        const title = `${operation}, era sunset`;
        const late = `${title}, ${moments[operation] ?? ""}`;
        return [
            figure({
                title: `${title}: requests`,
                unit: "requests",
                count,
                ours: requests(found),
                limit: more,
            }),
            figure({
                title: `${late}: mean`,
                unit: "s",
                count,
                ours: meanLateness(found),
                limit: limits.mean,
            }),
            figure({
                title: `${late}: worst`,
                unit: "s",
                count,
                ours: worstLateness(found),
                limit: limits.worst,
            }),
        ].flat();
    });
}

/** How long the commands take, beside the baseline's. */
export function wall(findings: Findings): Figure[] {
    return operations.flatMap((operation) =>
        counts.flatMap((count) =>
            figure({
                title: `${operation}: wall time`,
                unit: "s",
                ...both(findings, operation, count, wallTime),
            }),
        ),
    );
}
