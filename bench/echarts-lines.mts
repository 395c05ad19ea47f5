// Draws line charts as SVG: any number of panels side by side, each with axes of its own.
import { init, type EChartsOption } from "echarts";

/** An axis of a panel. */
export interface Axis {
    readonly name: string;
    /** Logarithmic; linear from 0 without it. */
    readonly log?: boolean;
    readonly min?: number;
    readonly max?: number;
    /** Where the marks are; chosen by the drawing without it. */
    readonly marks?: readonly number[];
}

/** A line through points. */
export interface Line {
    /** Its name in the legend under its panel. */
    readonly name: string;
    readonly color: string;
    readonly dashed?: boolean;
    readonly points: readonly (readonly [x: number, y: number])[];
    /** Marks each point, with its value on that side of it. */
    readonly values?: "above" | "below";
}

/** One chart. */
export interface Panel {
    readonly title: string;
    readonly x: Axis;
    readonly y: Axis;
    readonly lines: readonly Line[];
}

/** Colors that color-blind readers can tell apart, too. */
export const colors = {
    ours: "#0072b2",
    baseline: "#d55e00",
    third: "#009e73",
    fourth: "#cc79a7",
    ink: "#24292f",
} as const;

const margin = { left: 62, right: 26, top: 50, bottom: 104 };
const { ink } = colors;
const faint = "#d0d7de";

/** Values stand beside their points so that a rising line runs between them. */
const places = {
    above: { position: "left", offset: [4, -8] },
    below: { position: "right", offset: [-4, 9] },
} as const;

/** The picture of the panels, each as wide as the others. */
export function drawLines(panels: readonly Panel[], width = 940, height = 400): string {
    const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
    chart.setOption(optionOf(panels, width / panels.length));
    const svg = chart.renderToSVGString();
    chart.dispose();
    return `${svg}\n`;
}

function optionOf(panels: readonly Panel[], each: number): EChartsOption {
    return {
        animation: false,
        // Pictures are also seen on dark pages.
        backgroundColor: "#ffffff",
        textStyle: { fontFamily: "sans-serif", color: ink },
        title: panels.map(({ title }, index) => ({
            text: title,
            left: index * each + margin.left,
            top: 10,
            textStyle: { fontSize: 14, color: ink },
        })),
        legend: panels.flatMap(({ lines }, index) => [
            legend(lines, index, 0, each),
            legend(lines, index, 1, each),
        ]),
        grid: panels.map((_, index) => ({
            left: index * each + margin.left,
            width: each - margin.left - margin.right,
            top: margin.top,
            bottom: margin.bottom,
        })),
        xAxis: panels.map(({ x }, gridIndex) => ({ gridIndex, nameGap: 28, ...axis(x) })),
        yAxis: panels.map(({ y }, gridIndex) => ({ gridIndex, nameGap: 42, ...axis(y) })),
        series: panels.flatMap(({ lines }, index) => lines.map((line) => series(line, index))),
    };
}

/** One of the two columns of a panel's legend: side by side they would depend on the width of the reader's font. */
function legend(lines: readonly Line[], panel: number, column: 0 | 1, each: number) {
    return {
        data: lines.filter((_, index) => index % 2 === column).map(({ name }) => nameIn(panel, name)),
        formatter: shownName,
        orient: "vertical" as const,
        left: panel * each + margin.left - 10 + (column * (each - margin.left)) / 2,
        top: "bottom" as const,
        itemWidth: 28,
        textStyle: { color: ink },
        selectedMode: false,
    };
}

function axis({ name, log = false, min, max, marks }: Axis) {
    return {
        type: log ? ("log" as const) : ("value" as const),
        name,
        nameLocation: "middle" as const,
        nameTextStyle: { color: ink },
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
        axisLine: { show: true, lineStyle: { color: ink } },
        axisTick: { show: true, ...(marks && { customValues: [...marks] }) },
        axisLabel: { color: ink, ...(marks && { customValues: [...marks] }) },
        splitLine: { lineStyle: { color: faint } },
    };
}

function series({ name, color, dashed = false, points, values }: Line, panel: number) {
    return {
        type: "line" as const,
        name: nameIn(panel, name),
        xAxisIndex: panel,
        yAxisIndex: panel,
        data: points.map(([x, y]) => [x, y]),
        color,
        lineStyle: { color, width: 2, type: dashed ? ("dashed" as const) : ("solid" as const) },
        showSymbol: values !== undefined,
        symbol: dashed ? "emptyCircle" : "circle",
        symbolSize: 6,
        ...(values && { label: { show: true, ...position(values), color, formatter: labelOf } }),
    };
}

/** A point's value, as exact as there is room for. */
function labelOf({ value }: { value?: unknown }): string {
    const number = Array.isArray(value) ? Number(value[1]) : NaN;
    return String(Number(number.toFixed(number < 1 ? 2 : number < 100 ? 1 : 0)));
}

function position(side: "above" | "below") {
    const { position, offset } = places[side];
    return { position, offset: [...offset] };
}

/** Lines of different panels may have one name; to the library they must not. */
function nameIn(panel: number, name: string): string {
    return `${panel} ${name}`;
}

function shownName(name: string): string {
    return name.replace(/^\d+ /, "");
}
