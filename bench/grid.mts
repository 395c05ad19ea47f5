// How soon the end of a change is seen, over durations that the provider cannot know. It drives the plugin's process as the
// engine does, without an engine, so that many measurements run at the same time and disturb each other little.
import { tmpdir } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { toStandardError } from "../tools/engine/progress.mts";
import { EmulatorClient, endOf, type ChangeKind, type Duration } from "./emulator-client.mts";
import { staggered } from "./harness.mts";
import { namesOf } from "./programs.mts";
import { ProviderProcess, startEngineStandIn, type Properties } from "./provider-process.mts";
import { roundedSeconds, spread, summarize, type Summary } from "./statistics.mts";

/** One cell of the grid. */
export interface GridCell {
    readonly kind: ChangeKind;
    /** How long Atlas takes for it, in seconds; each cluster's own duration lies within 5 % of it. */
    readonly seconds: number;
    /** How many clusters change at once in a project. */
    readonly count: number;
    /** Seconds from the end of the change to the return of each call. */
    readonly lateness: Summary;
}

export const gridCounts = [1, 20, 100] as const;

/** The durations in the order of their measuring, so that each chain takes about as long as the others. */
const chains: readonly (readonly number[])[] = [[45], [25, 16], [11.5, 8, 6, 4, 2.5, 1]];
const quickChains: readonly (readonly number[])[] = [
    [11.5, 2.5, 1],
    [8, 6, 4],
];
/**
 * A hundred changes that begin at once keep both processors busy for most of a second, and one that takes a few seconds ends while
 * others begin elsewhere. So these are measured with nothing beside them.
 */
const isMeasuredAlone = (seconds: number, count: number): boolean => count === 100 && seconds < 10;

export const gridSeconds = chains.flat().toSorted((one, other) => one - other);

/**
 * Clusters of one project are read together, and so seen together: as many projects are measured as make the mean tell of more
 * than one moment between two polls. They begin a little apart, over the half second between two polls of a create.
 */
const projectsFor = (count: number) => ({ 1: 6, 20: 4, 100: 2 })[count] ?? 1;
const spanOfBeginnings = 500;

/** Measures the grid: 5 minutes, a quick one of the shorter durations 2. */
export async function measureGrid(quick: boolean): Promise<GridCell[]> {
    const engine = await startEngineStandIn();
    try {
        const measured = quick ? quickChains : chains;
        const runs = measured.flatMap((chain) =>
            gridCounts.map((count) => ({
                chain: chain.filter((seconds) => !isMeasuredAlone(seconds, count)),
                count,
            })),
        );
        const cells = await staggered(
            runs,
            ({ chain, count }) => measureChain(chain, count, engine.address),
            1500,
        );
        for (const count of gridCounts) {
            const alone = measured.flat().filter((seconds) => isMeasuredAlone(seconds, count));
            cells.push(await measureChain(alone, count, engine.address));
        }
        return cells.flat();
    } finally {
        engine.stop();
    }
}

/** Measures durations one after the other, each with a process that has seen nothing of the others. */
async function measureChain(
    chain: readonly number[],
    count: number,
    engineAddress: string,
): Promise<GridCell[]> {
    const emulator = await EmulatorClient.start();
    try {
        const cells: GridCell[] = [];
        for (const [index, seconds] of chain.entries()) {
            const projects = Array.from({ length: projectsFor(count) }, (_, number) =>
                (index * 100 + number + 1).toString(16).padStart(24, "0"),
            );
            await emulator.addProjects(projects);
            const clusters = projects.flatMap((projectId) =>
                namesOf(count).map((name) => ({ projectId, name })),
            );
            await emulator.setDurations(durationsOf(clusters, seconds));
            const options = { cwd: tmpdir(), env: emulator.env("account"), engineAddress };
            const provider = await ProviderProcess.start("plugin", options);
            try {
                cells.push(...(await measureLives(provider, emulator, clusters, { seconds, count })));
            } finally {
                provider.stop();
            }
            tell(cells.slice(-3));
        }
        return cells;
    } finally {
        await emulator.stop();
    }
}

/** Where a cluster is. */
interface Place {
    readonly projectId: string;
    readonly name: string;
}

function durationsOf(clusters: readonly Place[], seconds: number): Duration[] {
    return clusters.flatMap(({ projectId, name }, index) =>
        (["create", "update", "destroy"] as const).map((kind, offset) => ({
            kind,
            projectId,
            instance: name,
            seconds: spread(seconds, 0.05, 3 * index + offset),
        })),
    );
}

/** Creates clusters at once, then updates them, then deletes them. */
async function measureLives(
    provider: ProviderProcess,
    emulator: EmulatorClient,
    clusters: readonly Place[],
    cell: Pick<GridCell, "seconds" | "count">,
): Promise<GridCell[]> {
    const cells: GridCell[] = [];
    /** Calls the provider for all at once, and gives what it answered. */
    const measured = async <T extends Place, U>(
        kind: ChangeKind,
        items: readonly T[],
        call: (item: T) => Promise<U>,
    ): Promise<U[]> => {
        const projects = [...new Set(items.map(({ projectId }) => projectId))];
        const calls = await Promise.all(
            items.map(async (item) => {
                await delay((projects.indexOf(item.projectId) * spanOfBeginnings) / projects.length);
                const result = await call(item);
                return { item, result, returned: performance.timeOrigin + performance.now() };
            }),
        );
        const timelines = await emulator.timelines();
        const lags = calls.map(({ item, returned }) => {
            const end = endOf(kind, timelines.get(`${item.projectId}/${item.name}`));
            if (end === undefined) {
                throw new Error(`${item.name} returned from ${kind}, and the emulator knows nothing of it.`);
            }
            return roundedSeconds(returned - end);
        });
        cells.push({ kind, ...cell, lateness: summarize(lags) });
        return calls.map(({ result }) => result);
    };
    const inputs = ({ projectId, name }: Place, team: string): Promise<Properties> =>
        provider.check(name, {
            projectId,
            name,
            providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
            tags: { team },
        });
    const created = await measured("create", clusters, async (cluster) => ({
        ...cluster,
        ...(await provider.create(cluster.name, await inputs(cluster, "shop"))),
    }));
    const updated = await measured("update", created, async ({ id, state, ...cluster }) => ({
        ...cluster,
        id,
        state: await provider.update(cluster.name, id, state, await inputs(cluster, "web")),
    }));
    await measured("destroy", updated, ({ name, id, state }) => provider.delete(name, id, state));
    return cells;
}

function tell(cells: readonly GridCell[]): void {
    const [first] = cells;
    const parts = cells.map(
        ({ kind, lateness: { mean, worst } }) =>
            `${kind} late ${mean.toFixed(2)} s, at worst ${worst.toFixed(2)} s`,
    );
    toStandardError(`    ${first?.count} at ${first?.seconds} s: ${parts.join("; ")}`);
}
