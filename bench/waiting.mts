// Draws the plots of docs/contributing/polling.md from the simulation of the law of waiting, which the unit tests hold to its bounds.
//
//     npm run plot
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type * as random from "../emulator/random.ts";
import type * as pace from "../provider/instance/pace.ts";
import type * as simulation from "../tests/unit/waiting-simulation.ts";
import type { Change } from "../tests/unit/waiting-simulation.ts";
import { root } from "../tools/paths.mts";
import { colours, drawLines, type Line } from "./plot.mts";

/** The simulation, the paces and the chances, as their sources give them. */
type Parts = typeof simulation & typeof pace & typeof random;

const second = 1000;
const seed = 1;

/** The sources speak to each other as the compiler wants it, not as Node does, so they are bundled first. */
async function load(): Promise<Parts> {
    const folder = mkdtempSync(join(tmpdir(), "atlas-waiting-"));
    try {
        const outfile = join(folder, "parts.cjs");
        await build({
            absWorkingDir: root,
            stdin: {
                contents: ["tests/unit/waiting-simulation", "provider/instance/pace", "emulator/random"]
                    .map((path) => `export * from "./${path}";`)
                    .join("\n"),
                resolveDir: root,
            },
            outfile,
            bundle: true,
            platform: "node",
            format: "cjs",
            logLevel: "warning",
        });
        return (await import(pathToFileURL(outfile).href)) as Parts;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

const { around, between, mean, paces, randomFor, simulate } = await load();

/** Creates as an engine asks for them, twelve a second. */
function creates(count: number): Change[] {
    return Array.from({ length: count }, (_, index) => ({
        begins: (index * second) / 12,
        takes: between(randomFor(seed, "create", index), 11, 12) * second,
    }));
}

/** Deletes that are asked for together. */
function deletes(count: number): Change[] {
    return Array.from({ length: count }, (_, index) => ({
        begins: 0,
        takes: Math.min(97, Math.max(4, around(randomFor(seed, "delete", index), 20, 0.2))) * second,
    }));
}

/** What a tool costs that looks at each database by itself after 3, 6, 10, 10 ... seconds, as Terraform's Flex resource does. */
function plain(takes: number): { requests: number; late: number } {
    let [waited, requests] = [0, 0];
    while (waited < takes) {
        waited += Math.min(10, 3 * 2 ** requests) * second;
        requests += 1;
    }
    return { requests, late: waited - takes };
}

async function drawOne(): Promise<string> {
    const spans = [2, 3, 5, 8, 11, 11.5, 12, 14, 17, 20, 30, 45, 60, 120, 300, 600, 1800, 3600, 10_800];
    const ours = await Promise.all(
        spans.map(async (seconds) => {
            const cost = await simulate("creating", paces.creating, [{ begins: 0, takes: seconds * second }]);
            return { seconds, requests: cost.requests, late: mean(cost.late) / second };
        }),
    );
    const theirs = spans.map((seconds) => ({ seconds, ...plain(seconds * second) }));
    const x = { name: "seconds until the database is ready", log: true, min: 1, max: 20_000 };
    return drawLines([
        {
            title: "One database: requests",
            x,
            y: { name: "requests", log: true, min: 1, max: 2000 },
            lines: [
                line(
                    "this provider",
                    "ours",
                    ours.map(({ seconds, requests }) => [seconds, requests]),
                ),
                line(
                    "every 3 to 10 s",
                    "baseline",
                    theirs.map(({ seconds, requests }) => [seconds, requests]),
                ),
            ],
        },
        {
            title: "One database: seconds from ready to seen",
            x,
            y: { name: "seconds", min: 0, max: 12 },
            lines: [
                line(
                    "this provider",
                    "ours",
                    ours.map(({ seconds, late }) => [seconds, late]),
                ),
                line(
                    "every 3 to 10 s",
                    "baseline",
                    theirs.map(({ seconds, late }) => [seconds, late / second]),
                ),
            ],
        },
    ]);
}

async function drawMany(): Promise<string> {
    const counts = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000];
    const ours: [number, number][] = [];
    for (const count of counts) {
        ours.push([count, (await simulate("creating", paces.creating, creates(count))).requests]);
    }
    const theirs = counts.map((count): [number, number] => [count, count * plain(11.5 * second).requests]);
    const trade = async (kind: "creating" | "deleting", changes: Change[]): Promise<[number, number][]> => {
        const points: [number, number][] = [];
        for (const every of [200, 300, 450, 600, 800, 1000, 1300, 1600, 2000, 3000]) {
            const pace = { ...paces[kind], many: { ...paces[kind].many, every } };
            const { requests, late } = await simulate(kind, pace, changes);
            points.push([requests, mean(late) / second]);
        }
        return points;
    };
    const chosen = async (kind: "creating" | "deleting", changes: Change[]): Promise<[number, number][]> => {
        const { requests, late } = await simulate(kind, paces[kind], changes);
        return [[requests, Math.round(mean(late) / 10) / 100]];
    };
    return drawLines([
        {
            title: "Creates: looks against databases",
            x: { name: "databases", log: true, min: 1, max: 10_000 },
            y: { name: "requests", log: true, min: 1, max: 100_000 },
            lines: [line("this provider", "ours", ours), line("every 3 to 10 s", "baseline", theirs)],
        },
        {
            title: "100 databases: the choice of the distance",
            x: { name: "looks, without the writes", min: 0, max: 120 },
            y: { name: "mean seconds from ready (gone) to seen", min: 0, max: 2 },
            lines: [
                line("creates, every 0.2 to 3 s", "ours", await trade("creating", creates(100))),
                line("deletes, every 0.2 to 3 s", "third", await trade("deleting", deletes(100))),
                {
                    ...line("creates, chosen", "ours", await chosen("creating", creates(100))),
                    values: "above",
                },
                {
                    ...line("deletes, chosen", "third", await chosen("deleting", deletes(100))),
                    values: "above",
                },
            ],
        },
    ]);
}

function line(name: string, colour: keyof typeof colours, points: [number, number][]): Line {
    return { name, colour: colours[colour], points };
}

writeFileSync(join(root, "docs", "waiting-one.svg"), await drawOne());
writeFileSync(join(root, "docs", "waiting-many.svg"), await drawMany());
