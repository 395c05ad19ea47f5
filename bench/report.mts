// The results for a person: a table of all figures, a line for each that has something to compare with, and the growth.
import type { Entry, Results } from "./findings.mts";
import { isMet, type Figure, type Unit } from "./figures/figure.mts";
import { counts, entriesOf, operations } from "./figures/measures.mts";
import type { Kind } from "./programs.mts";
import { median } from "./statistics.mts";

/** Digits behind the point, where not the value itself decides. */
const wholes: readonly Unit[] = ["requests", "tokens", "bytes", "MB", "failures"];

function valueOf(value: number, unit: Unit): string {
    const digits = wholes.includes(unit) ? 0 : value < 10 ? 2 : 1;
    return `${value.toFixed(digits)}${unit === "s" || unit === "MB" || unit === "bytes" ? ` ${unit}` : ""}`;
}

function otherOf({ other, otherIs, unit }: Figure): string {
    return other === undefined
        ? ""
        : `${valueOf(other, unit)}${otherIs === "baseline" ? "" : ` (${named(otherIs)})`}`;
}

/** Beside the plugin stands ours as most use it. */
function named(kind: Kind): string {
    return kind === "ours" ? "dynamic" : kind;
}

function limitOf({ limit, limitIsOn, unit }: Figure): string {
    return limit === undefined ? "" : limitIsOn === "ratio" ? `ratio ${limit}` : valueOf(limit, unit);
}

/** Lays cells out in columns; the first is flush left. */
function table(rows: readonly (readonly string[])[]): string {
    const widths = (rows[0] ?? []).map((_, column) =>
        Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    return rows
        .map((row) =>
            row
                .map((cell, column) =>
                    column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
                )
                .join("  ")
                .trimEnd(),
        )
        .join("\n");
}

function figureTable(figures: readonly Figure[]): string {
    const rows = figures.map((figure) => {
        const met = isMet(figure);
        return [
            figure.title,
            String(figure.count ?? ""),
            valueOf(figure.ours, figure.unit),
            otherOf(figure),
            figure.ratio?.toFixed(2) ?? "",
            limitOf(figure),
            met === undefined ? "" : met ? "yes" : "NO",
        ];
    });
    return table([["figure", "N", "ours", "baseline", "ratio", "at most", "met"], ...rows]);
}

function summaries(figures: readonly Figure[]): string {
    return figures
        .filter(({ other }) => other !== undefined)
        .map((figure) => {
            const { title, count, ours, unit, otherIs } = figure;
            const of = count === undefined ? "" : ` (N = ${count})`;
            const ratio = figure.ratio?.toFixed(2) ?? "none";
            const other = valueOf(figure.other ?? NaN, unit);
            return `${title}${of}: ours ${valueOf(ours, unit)}, ${named(otherIs)} ${other}, ratio ${ratio}`;
        })
        .join("\n");
}

/** How something grows with the number of databases; nothing where it was not measured. */
function growth(results: Results, title: string, measure: (entries: readonly Entry[]) => string): string[] {
    const rows = operations.flatMap((operation) =>
        (["ours", "baseline"] as const).map((kind) => [
            `${operation}, ${kind}`,
            ...counts.map((count) => {
                const entries = entriesOf(results, kind, operation, count);
                const hurried = entries.some((entry) => entry.hurried) ? "*" : "";
                return entries.length === 0 ? "-" : `${measure(entries)}${hurried}`;
            }),
        ]),
    );
    const measured = rows.filter(([, ...cells]) => cells.some((cell) => cell !== "-"));
    return measured.length === 0
        ? []
        : [table([[title, ...counts.map((count) => `N = ${count}`)], ...measured])];
}

function verdict(figures: readonly Figure[]): string {
    const missed = figures.filter((figure) => isMet(figure) === false);
    const total = figures.filter((figure) => isMet(figure) !== undefined).length;
    const names = missed.map(({ title, count }) => (count === undefined ? title : `${title} (N = ${count})`));
    const kept = `${total - missed.length} of ${total} limits are kept.`;
    return missed.length === 0 ? kept : `${kept} NOT kept: ${names.join("; ")}.`;
}

/** The whole report. */
export function report(results: Results): string {
    const { circumstances, figures, entries } = results;
    const { mode, date, minutes, cpus, cpu, node, engine } = circumstances;
    return [
        `A ${mode} run of ${date}: ${minutes} min on ${cpus} x ${cpu}, Node ${node}, Pulumi ${engine}.`,
        figureTable(figures),
        summaries(figures),
        ...growth(results, "requests", (all) => String(Math.max(...all.map(({ requests }) => requests)))),
        ...growth(results, "wall time, s", (all) => median(all.map(({ seconds }) => seconds)).toFixed(1)),
        entries.some(({ hurried }) => hurried) ? "* The waiting was cut short, and with it the looks." : "",
        verdict(figures),
    ]
        .filter((part) => part !== "")
        .join("\n\n")
        .concat("\n");
}
