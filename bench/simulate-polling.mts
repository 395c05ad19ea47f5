// Draws the plots of docs/waiting.md: what the provider's schedule costs, and how late it sees, from seconds to hours and from
// one cluster to ten thousand. No sockets and no clock; the limits of Atlas on requests are left out.
//
//     npm run plot
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pollDelay, type Change } from "../provider/instance/polling/schedule.ts";
import { root } from "../tools/paths.mts";
import { colors, drawLines, type Line } from "./echarts-lines.mts";
import type { ChangeKind } from "./emulator-client.mts";
import { spread, summarize } from "./statistics.mts";

const second = 1000;
/** The median of what the real service takes to answer a status check, in milliseconds. */
const latency = 80;
const itemsPerPage = 500;

/** The provider calls a destroy what it is for a single cluster. */
const changeOf = { create: "create", update: "update", destroy: "delete" } as const satisfies Record<
    ChangeKind,
    Change
>;

/** A change that is waited for, in milliseconds. */
interface SimulatedChange {
    readonly begins: number;
    readonly takes: number;
}

/** What some waits cost, and how many seconds late they ended in the mean. */
interface Cost {
    readonly requests: number;
    readonly lateness: number;
}

/** As an engine asks for them, twelve a second; how long each takes is spread evenly over 5 % to both sides. */
function changesOf(count: number, seconds: number, sample = 0): SimulatedChange[] {
    return Array.from({ length: count }, (_, index) => ({
        begins: (index * second) / 12,
        takes: spread(seconds * second, 0.05, sample * count + index),
    }));
}

/** The mean of several deployments, since one of few clusters tells little. */
function meanOf(
    count: number,
    seconds: number,
    simulated: (changes: readonly SimulatedChange[]) => Cost,
): Cost {
    const costs = Array.from({ length: Math.ceil(100 / count) }, (_, sample) =>
        simulated(changesOf(count, seconds, sample)),
    );
    return {
        requests: summarize(costs.map(({ requests }) => requests)).mean,
        lateness: summarize(costs.map(({ lateness }) => lateness)).mean,
    };
}

/** Waits for all changes as one process does that deploys one project: each poll is shared by all that wait. */
function simulate(kind: ChangeKind, changes: readonly SimulatedChange[]): Cost {
    const coming = [...changes];
    let waiting: { change: SimulatedChange; due: number }[] = [];
    const lags: number[] = [];
    let [requests, last] = [0, -Infinity];
    while (waiting.length > 0 || coming.length > 0) {
        const due = Math.min(...waiting.map((wait) => wait.due), Infinity);
        const next = Math.max(due, last);
        const [newest] = coming;
        if (newest !== undefined && newest.begins <= next) {
            coming.shift();
            waiting.push({ change: newest, due: newest.begins + pollDelay(changeOf[kind], 0) });
            continue;
        }
        const isGone = ({ begins, takes }: SimulatedChange) => next + latency / 2 >= begins + takes;
        const over = waiting.filter(({ change }) => isGone(change));
        // One cluster is looked at by itself, more by the project's list; that one is gone both generations have to say.
        const pages = waiting.length === 1 ? 1 : Math.ceil(changes.length / itemsPerPage);
        const looks = pages + (kind === "destroy" && over.length > 0 ? 1 : 0);
        requests += looks;
        last = next + looks * latency;
        lags.push(...over.map(({ change }) => (last - change.begins - change.takes) / second));
        waiting = waiting
            .filter(({ change }) => !isGone(change))
            .map(({ change }) => ({ change, due: next + pollDelay(changeOf[kind], next - change.begins) }));
    }
    return { requests, lateness: summarize(lags).mean };
}

/** What a tool costs that polls each cluster separately after 3, 6, 10, 10 ... seconds, as Terraform's Flex resource does. */
function simulatePlain(changes: readonly SimulatedChange[]): Cost {
    const waits = changes.map(({ takes }) => {
        let [waited, looks] = [0, 0];
        while (waited < takes) {
            waited += Math.min(10, 3 * 2 ** looks) * second;
            looks += 1;
        }
        return { looks, late: (waited + latency - takes) / second };
    });
    return {
        requests: waits.reduce((sum, { looks }) => sum + looks, 0),
        lateness: summarize(waits.map(({ late }) => late)).mean,
    };
}

const spans = [1, 2, 3, 4, 6, 8, 11.5, 16, 25, 45, 90, 180, 360, 720, 1800, 3600, 10_800];
const counts = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000];
const ours = (kind: ChangeKind, count: number, seconds: number) =>
    meanOf(count, seconds, (changes) => simulate(kind, changes));
const plain = (count: number, seconds: number) => meanOf(count, seconds, simulatePlain);

/** A line for requests and one for mean lateness, over the same values. */
function pairOf(
    name: string,
    color: keyof typeof colors,
    values: readonly number[],
    cost: (value: number) => Cost,
) {
    const costs = values.map((value) => ({ value, ...cost(value) }));
    const line = (read: (one: Cost) => number): Line => ({
        name,
        color: colors[color],
        points: costs.map((one) => [one.value, read(one)]),
    });
    return { requests: line((one) => one.requests), late: line((one) => one.lateness) };
}

function draw(
    title: string,
    x: { name: string; max: number },
    lines: readonly ReturnType<typeof pairOf>[],
): string {
    const axis = { ...x, log: true, min: 1 };
    return drawLines([
        {
            title: `${title}: requests`,
            x: axis,
            y: { name: "poll requests, without the writes", log: true, min: 1 },
            lines: lines.map(({ requests }) => requests),
        },
        {
            title: `${title}: mean seconds from ready to seen`,
            x: axis,
            y: { name: "seconds", log: true, min: 0.05 },
            lines: lines.map(({ late }) => late),
        },
    ]);
}

const bySpan = draw("Creates", { name: "seconds until the clusters are ready", max: 20_000 }, [
    pairOf("1 cluster", "ours", spans, (seconds) => ours("create", 1, seconds)),
    pairOf("100 clusters", "third", spans, (seconds) => ours("create", 100, seconds)),
    pairOf("10 000 clusters", "ink", spans, (seconds) => ours("create", 10_000, seconds)),
    pairOf("1 cluster, every 3 to 10 s", "baseline", spans, (seconds) => plain(1, seconds)),
]);
const byCount = draw("More clusters", { name: "clusters", max: 10_000 }, [
    pairOf("creates of 4 s", "ours", counts, (count) => ours("create", count, 4)),
    pairOf("creates of 60 s", "third", counts, (count) => ours("create", count, 60)),
    pairOf("deletes of 20 s", "ink", counts, (count) => ours("destroy", count, 20)),
    pairOf("creates of 60 s, every 3 to 10 s", "baseline", counts, (count) => plain(count, 60)),
]);
writeFileSync(join(root, "docs", "waiting-one.svg"), bySpan);
writeFileSync(join(root, "docs", "waiting-many.svg"), byCount);
