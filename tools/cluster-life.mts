// Draws the life of one cluster as an SVG: what was done, its states, and the requests to each API, from top to bottom.
//
// It has no scale: a state may last for minutes and a request for milliseconds. One row is one event, with its time.

/** Something that was done. Instants are milliseconds since 1970. */
export interface Step {
    readonly at: number;
    readonly text: string;
    /** Whether it happened in Atlas, and not by a command. */
    readonly inAtlas?: boolean;
}

/** The beginning of a state. `GONE` is the end of the cluster. */
export interface State {
    readonly from: number;
    readonly stateName: string;
}

/** A request to Atlas. */
export interface Request {
    readonly at: number;
    readonly method: string;
    readonly path: string;
    readonly operation: string;
    readonly status: number;
}

/** All of it. */
export interface ClusterLife {
    readonly name: string;
    readonly steps: readonly Step[];
    readonly states: readonly State[];
    readonly requests: readonly Request[];
}

/** Requests of one operation that were answered alike, one after the other. */
interface Requests {
    readonly lane: number;
    readonly all: readonly [Request, ...Request[]];
}

interface Row {
    readonly at: number;
    readonly step?: Step;
    readonly state?: State;
    readonly requests?: readonly Requests[];
}

const lanes = [
    { title: "Access token", x: 190, has: (path: string) => path.includes("/oauth/") },
    { title: "Serverless API", x: 355, has: (path: string) => path.includes("/serverless") },
    { title: "Flex API", x: 600, has: (path: string) => path.includes("/flexClusters") },
] as const;

const width = 860;
const rowHeight = 23;
const firstRow = 82;
const timeEnd = 66;
const bar = { x: 78, width: 100 } as const;

const colors = {
    ink: "#1b2430",
    quiet: "#556170",
    refused: "#a40e26",
    command: "#eef1f5",
    atlas: "#0b5cad",
} as const;

/** The colors of the emulator's page. */
const stateColors: Readonly<Record<string, string>> = {
    IDLE: "#d3f0dc",
    CREATING: "#d5e6fb",
    UPDATING: "#fcebbf",
    DELETING: "#fbdad7",
    REPAIRING: "#ead9f8",
};

/** Draws it. */
export function drawClusterLife(life: ClusterLife): string {
    const rows = rowsOf(life);
    const start = rows[0]?.at ?? 0;
    const height = firstRow + rows.length * rowHeight + 12;
    const title = `The life of the cluster ${life.name}`;
    return [
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
            `role="img" font-family="sans-serif" font-size="12" fill="${colors.ink}">`,
        `<title>${escaped(title)}</title>`,
        // Pictures are also seen on dark pages.
        `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
        text(16, 30, title, `font-size="17" font-weight="600"`),
        text(timeEnd, 62, "time", `text-anchor="end" fill="${colors.quiet}"`),
        text(bar.x, 62, "state", `fill="${colors.quiet}"`),
        ...lanes.map(({ title, x }) => text(x, 62, title, `fill="${colors.quiet}"`)),
        ...rows.map(({ step }, index) => (step === undefined ? "" : band(step, index))),
        ...rows.map(({ state }, index) => (state === undefined ? "" : stateBar(state, index, rows))),
        ...rows.map((row, index) => rowText(row, index, start)),
        "</svg>\n",
    ]
        .filter((line) => line !== "")
        .join("\n");
}

function rowsOf({ steps, states, requests }: ClusterLife): Row[] {
    const events: Row[] = [
        ...steps.map((step) => ({ at: step.at, step })),
        ...states.map((state) => ({ at: state.from, state })),
        ...requests.map((one) => ({ at: one.at, requests: [{ lane: laneOf(one), all: [one] as const }] })),
    ];
    return events.toSorted((one, other) => one.at - other.at).reduce<Row[]>(withEvent, []);
}

function laneOf({ path }: Request): number {
    return Math.max(
        0,
        lanes.findIndex(({ has }) => has(path)),
    );
}

/** The rows and one event more: a request shares a row with those before it where that keeps the order from left to right. */
function withEvent(rows: Row[], event: Row): Row[] {
    const last = rows.at(-1);
    const [added] = event.requests ?? [];
    const present = last?.requests;
    if (last === undefined || added === undefined || present === undefined) {
        return [...rows, event];
    }
    const same = present.find((one) => one.lane === added.lane);
    if (same === undefined) {
        return present.every(({ lane }) => lane < added.lane)
            ? [...rows.slice(0, -1), { ...last, requests: [...present, added] }]
            : [...rows, event];
    }
    if (labelOf(same.all[0]) !== labelOf(added.all[0])) {
        return [...rows, event];
    }
    const longer: Requests = { lane: same.lane, all: [...same.all, ...added.all] };
    const merged = present.map((one) => (one === same ? longer : one));
    return [...rows.slice(0, -1), { ...last, requests: merged }];
}

function labelOf({ operation, status }: Request): string {
    return `${operation} ${status === 0 ? "reset" : status}`;
}

const topOf = (index: number) => firstRow + index * rowHeight - 16;

function band({ inAtlas = false }: Step, index: number): string {
    const fill = inAtlas ? colors.atlas : colors.command;
    return `<rect x="8" y="${topOf(index)}" width="${width - 16}" height="${rowHeight - 1}" fill="${fill}"/>`;
}

/** The bar of a state, as long as it lasts; its end has none. */
function stateBar({ stateName }: State, index: number, rows: readonly Row[]): string {
    const color = stateColors[stateName];
    if (color === undefined) {
        return "";
    }
    const next = rows.findIndex(({ state }, other) => other > index && state !== undefined);
    const end = topOf(next === -1 ? rows.length : next) - 1;
    const [x, y] = [bar.x, topOf(index)];
    return `<rect x="${x}" y="${y}" width="${bar.width}" height="${end - y}" rx="4" fill="${color}"/>`;
}

function rowText({ at, step, state, requests = [] }: Row, index: number, start: number): string {
    const y = firstRow + index * rowHeight;
    const seconds = (instant: number) => `${((instant - start) / 1000).toFixed(1)} s`;
    const inAtlas = step?.inAtlas === true;
    const time = text(
        timeEnd,
        y,
        seconds(at),
        `text-anchor="end" fill="${inAtlas ? "#ffffff" : colors.quiet}"`,
    );
    const stepText =
        step && text(lanes[0].x, y, step.text, `font-weight="600"${inAtlas ? ` fill="#ffffff"` : ""}`);
    const stateText = state && text(bar.x + 8, y, state.stateName);
    const requestTexts = requests.map(({ lane, all }) => {
        const [{ method, status }] = all;
        const isWrite = method !== "GET" && lane > 0;
        const isRefused = status < 200 || status >= 400;
        const style = `${isWrite ? ` font-weight="600"` : ""}${isRefused ? ` fill="${colors.refused}"` : ""}`;
        const label = all.length === 1 ? labelOf(all[0]) : `${labelOf(all[0])} ×${all.length}`;
        const details = all.map((one) => `${seconds(one.at)} ${one.method} ${one.path} ${one.status}`);
        const content = `<title>${escaped(details.join("\n"))}</title>${escaped(label)}`;
        return `<text x="${lanes[lane]?.x ?? lanes[0].x}" y="${y}"${style}>${content}</text>`;
    });
    return [time, stepText, stateText, ...requestTexts].filter((part) => part !== undefined).join("\n");
}

function text(x: number, y: number, content: string, attributes = ""): string {
    return `<text x="${x}" y="${y}"${attributes === "" ? "" : ` ${attributes}`}>${escaped(content)}</text>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(content: string): string {
    return content.replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}
