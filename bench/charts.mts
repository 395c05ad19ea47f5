// The picture of docs/performance.md: how requests grow, and how soon the end of a create is seen, however long it takes.
import { colors, drawLines, type Line } from "./echarts-lines.mts";
import { gridCounts, gridSeconds } from "./grid.mts";
import { latenessLimits, requests, runsOf, usualTakes } from "./metrics.mts";
import type { Operation } from "./measure.mts";
import type { Results } from "./results.mts";

const counts = [1, 20, 100, 500];

function requestLines(results: Results, operation: Operation, values: NonNullable<Line["values"]>): Line[] {
    const names = { baseline: "baseline provider", dynamic: "this provider" } as const;
    return (["baseline", "dynamic"] as const).map((variant) => ({
        name: `${names[variant]}, ${operation}`,
        color: colors[variant === "dynamic" ? "ours" : "baseline"],
        dashed: operation === "refresh",
        values,
        points: counts.flatMap((count) => {
            const group = { operation, count, takes: usualTakes[operation] };
            const value = requests(runsOf(results, group, variant));
            return value === undefined ? [] : [[count, value] as const];
        }),
    }));
}

function latenessLines({ grid }: Results): Line[] {
    const shades = [colors.ours, colors.third, colors.fourth];
    const lines = gridCounts.map((count, index): Line => ({
        name: count === 1 ? "1 cluster" : `${count} clusters`,
        color: shades[index] ?? colors.ours,
        points: gridSeconds.flatMap((seconds) => {
            const cell = grid.find(
                (one) => one.kind === "create" && one.seconds === seconds && one.count === count,
            );
            return cell === undefined ? [] : [[seconds, cell.lateness.mean] as const];
        }),
    }));
    const limit = gridSeconds.map((seconds) => [seconds, latenessLimits("create", seconds).mean] as const);
    return [...lines, { name: "at most", color: colors.ink, dashed: true, points: limit }];
}

/** Draws the picture from nothing but the results. */
export function chartOf(results: Results): string {
    return drawLines([
        {
            title: "Requests to Atlas",
            x: { name: "clusters", log: true, min: 0.7, max: 700, marks: counts },
            y: { name: "requests", log: true, min: 1 },
            lines: [
                ...requestLines(results, "create", "above"),
                ...requestLines(results, "refresh", "below"),
            ],
        },
        {
            title: "Create: mean seconds from ready to returned",
            x: { name: "seconds that Atlas takes", log: true, min: 0.7, max: 70, marks: gridSeconds },
            y: { name: "seconds", min: 0 },
            lines: latenessLines(results),
        },
    ]);
}
