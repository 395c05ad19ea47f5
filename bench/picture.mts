// The picture of docs/performance.md: how requests grow, and how soon a database is returned.
import type { Findings } from "./findings.mts";
import {
    counts,
    entriesOf,
    meanLateness,
    requests,
    waitingCounts,
    worstLateness,
} from "./figures/measures.mts";
import type { Measure } from "./figures/measures.mts";
import type { Operation } from "./operation.mts";
import { colours, drawLines, type Line } from "./plot.mts";

const kinds = ["baseline", "ours"] as const;
const names = { ours: "this provider", baseline: "plain provider" } as const;

/** What a line is called, and what is drawn of each provider. */
interface Drawn {
    readonly of: string;
    readonly operation: Operation;
    readonly counts: readonly number[];
    readonly measure: Measure;
    readonly dashed?: boolean;
    /** The side of the points that their values stand on. */
    readonly values: Readonly<Record<(typeof kinds)[number], NonNullable<Line["values"]>>>;
}

function linesOf(
    findings: Findings,
    { of, operation, counts: all, measure, dashed = false, values }: Drawn,
): Line[] {
    return kinds.map((kind) => ({
        name: `${names[kind]}, ${of}`,
        colour: colours[kind],
        dashed,
        values: values[kind],
        points: all.flatMap((count) => {
            // What was hurried stands on no line with what was not.
            const entries = entriesOf(findings, kind, operation, count).filter(({ hurried }) => !hurried);
            const value = measure(entries);
            return value === undefined ? [] : [[count, value] as const];
        }),
    }));
}

/** Draws the picture from nothing but the findings. */
export function pictureOf(findings: Findings): string {
    const above = { ours: "above", baseline: "above" } as const;
    const below = { ours: "below", baseline: "below" } as const;
    const lines = (drawn: Drawn) => linesOf(findings, drawn);
    const create = { operation: "create", counts: waitingCounts } as const;
    const asked = { counts, measure: requests };
    return drawLines([
        {
            title: "Requests to Atlas",
            x: { name: "databases", log: true, min: 0.7, max: 700, marks: counts },
            y: { name: "requests", log: true, min: 1 },
            lines: [
                ...lines({ ...asked, of: "create", operation: "create", values: above }),
                ...lines({ ...asked, of: "refresh", operation: "refresh", values: below, dashed: true }),
            ],
        },
        {
            title: "Seconds from ready to returned",
            x: { name: "databases created at once", log: true, min: 0.7, max: 140, marks: waitingCounts },
            y: { name: "seconds", log: true, min: 0.1, max: 20, marks: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20] },
            lines: [
                ...lines({ ...create, of: "worst", measure: worstLateness, values: above, dashed: true }),
                ...lines({ ...create, of: "mean", measure: meanLateness, values: below }),
            ],
        },
    ]);
}
