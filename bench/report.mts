// The results for a person: a table of all metrics, the grid, and what is not as it should be.
import type { ChangeKind } from "./emulator-client.mts";
import { gridCounts, gridSeconds, type GridCell } from "./grid.mts";
import { isMet, latenessLimits, type Metric, type Unit } from "./metrics.mts";
import type { Report } from "./results.mts";

/** Without digits behind the point. */
const wholes: readonly Unit[] = ["requests", "bytes", "failures"];

function valueOf(value: number, unit: Unit): string {
    const digits = wholes.includes(unit) ? 0 : value < 10 ? 2 : 1;
    return `${value.toFixed(digits)}${unit === "s" || unit === "bytes" ? ` ${unit}` : ""}`;
}

/** Lays cells out in columns; the first is flush left. */
function table(rows: readonly (readonly string[])[]): string {
    const widths = (rows[0] ?? []).map((_, column) =>
        Math.max(...rows.map((row) => row[column]?.length ?? 0)),
    );
    const pad = (cell: string, column: number) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0);
    return rows.map((row) => row.map(pad).join("  ").trimEnd()).join("\n");
}

function metricTable(metrics: readonly Metric[]): string {
    const rows = metrics.map((metric) => {
        const { title, count, ours, other, otherIs, unit, ratio, limit, limitIsOn } = metric;
        const met = isMet(metric);
        return [
            title,
            String(count ?? ""),
            valueOf(ours, unit),
            other === undefined
                ? ""
                : `${valueOf(other, unit)}${otherIs === "baseline" ? "" : ` (${otherIs})`}`,
            ratio?.toFixed(2) ?? "",
            limit === undefined ? "" : limitIsOn === "ratio" ? `ratio ${limit}` : valueOf(limit, unit),
            met === undefined ? "" : met ? "yes" : "NO",
        ];
    });
    return table([["metric", "N", "ours", "baseline", "ratio", "at most", "met"], ...rows]);
}

/** Whether a cell of the grid is within its limits. */
function isCellMet({ kind, seconds, lateness }: GridCell): boolean {
    const limit = latenessLimits(kind, seconds);
    return lateness.mean <= limit.mean && lateness.worst <= limit.worst;
}

/** Mean and worst lateness of one kind of change; an asterisk where a limit is not kept. */
function gridTable(grid: readonly GridCell[], kind: ChangeKind): string {
    const cells = grid.filter((cell) => cell.kind === kind);
    const rows = gridSeconds
        .filter((seconds) => cells.some((cell) => cell.seconds === seconds))
        .map((seconds) => {
            const { mean, worst } = latenessLimits(kind, seconds);
            const shown = gridCounts.map((count) => {
                const cell = cells.find((one) => one.seconds === seconds && one.count === count);
                return cell === undefined ? "-" : `${pairOf(cell.lateness)}${isCellMet(cell) ? " " : "*"}`;
            });
            return [`${seconds} s`, ...shown, pairOf({ mean, worst })];
        });
    const head = [`${kind}: late, s`, ...gridCounts.map((count) => `N = ${count} `), "at most"];
    return table([head, ...rows]);
}

function pairOf({ mean, worst }: { mean: number; worst: number }): string {
    return `${mean.toFixed(2)} / ${worst.toFixed(2)}`;
}

function nameOf({ title, count }: Metric): string {
    return count === undefined ? title : `${title}, N = ${count}`;
}

/** How many limits are kept, which are not, and where the baseline provider does better. */
function verdict({ figures, grid }: Report): string {
    const limited = figures.filter((metric) => isMet(metric) !== undefined);
    const missed = limited.filter((metric) => isMet(metric) === false).map(nameOf);
    const beyond = grid.filter((cell) => !isCellMet(cell)).length;
    const worse = figures.filter(
        ({ otherIs, ours, other }) => otherIs === "baseline" && other !== undefined && ours > other,
    );
    const list = (names: readonly string[]) => names.map((name) => `\n    ${name}`).join("");
    return [
        grid.length === 0
            ? ""
            : `${grid.length - beyond} of the grid's ${grid.length} cells are within their limits.\n`,
        `${limited.length - missed.length} of ${limited.length} other limits are kept.`,
        missed.length === 0 ? "" : ` NOT kept:${list(missed)}`,
        worse.length === 0
            ? ""
            : `\nWorse than the baseline provider's:${list(
                  worse.map(
                      (metric) =>
                          `${nameOf(metric)}: ${valueOf(metric.ours, metric.unit)} to ${valueOf(metric.other ?? NaN, metric.unit)}`,
                  ),
              )}`,
    ].join("");
}

/** The whole report. */
export function report(results: Report): string {
    const { mode, date, minutes, cpus, cpu, load, node, engine } = results.circumstances;
    const kinds = (["create", "update", "destroy"] as const).map((kind) => gridTable(results.grid, kind));
    return [
        `A ${mode} run of ${date}: ${minutes} min on ${cpus} x ${cpu} with load ${load.toFixed(1)} before, Node ${node}, Pulumi ${engine}.`,
        ...(results.grid.length === 0
            ? []
            : [
                  "Seconds from the end of a change to the return of its call, mean / worst (* beyond a limit):",
                  ...kinds,
              ]),
        ...(results.figures.length === 0 ? [] : [metricTable(results.figures)]),
        verdict(results),
    ]
        .join("\n\n")
        .concat("\n");
}
