// kill -9 of everything in mid-create, again and again: each time in another create, with what the last kills have left around it.
import { randomFor } from "../../../emulator/random";
import { momentIn, told, type Moment, type Requests } from "../moments";
import { destroy } from "../operations";
import { strikes } from "../strikes";
import { nothingYet, record, type Counts } from "../tally";
import { isFull, seed } from "../../test-options";
import { declaredShapes, stateOf } from "./findings";
import { Scene } from "./scene";
import { restoreFrom } from "../world/atlas";
import { declaredInPairs, pair, pairsProgram, targeting } from "../world/pairs";

/** What is created: clusters; the same under --target; clusters that start with a snapshot's data. */
type Kind = "creates" | "targeted creates" | "restoring creates";

/** How many series there are of each kind, and how many kills in one. */
const counts = { creates: 10, "targeted creates": 10, "restoring creates": 5 } as const satisfies Record<
    Kind,
    number
>;
const kills = isFull ? 20 : 2;

/** How long a series may take: some fifty runs of Pulumi, on a busy machine too. */
export const seconds = 1800;

/** What the create of two clusters surely sends. */
const requests = {
    creates: { token: 1, write: 2, look: 1 },
    "targeted creates": { token: 1, write: 2, look: 1 },
    "restoring creates": { token: 1, write: 4, look: 4 },
} as const satisfies Record<Kind, Requests>;

/** Where a person follows the message, and is struck again. */
const taking: Moment = { request: "write", ordinal: 1, point: "acted on", delay: 0 };

/** Kills in one stack's life, each in the creates of two more clusters. */
export interface Series {
    readonly number: number;
    readonly kind: Kind;
    readonly moments: readonly Moment[];
}

/** As many series as are wished. */
export function seriesOf(kind: Kind): Series[] {
    return Array.from({ length: isFull ? counts[kind] : 1 }, (_, index) => {
        const random = randomFor(seed, kind, index);
        const moments = Array.from({ length: kills }, () => momentIn(requests[kind], random));
        return { number: index + 1, kind, moments };
    });
}

/** A series in words. */
export function titleOf({ number, moments }: Series): string {
    return `${number}: ${moments.map(told).join("; ")}`;
}

/** Plays a series, and checks all that must hold. */
export async function killCreates(series: Series): Promise<void> {
    const found = nothingYet();
    const scene = await Scene.set(false, found);
    let isFailed = true;
    try {
        await play(series, scene, found);
        isFailed = false;
    } finally {
        record({
            run: `${series.kind} ${series.number}`,
            isFailed,
            ...found,
        });
        await scene.close();
    }
}

async function play({ number, kind, moments }: Series, scene: Scene, found: Counts): Promise<void> {
    const isTargeted = kind === "targeted creates";
    const restoring = kind === "restoring creates" ? { restoreFrom } : {};
    const { atlas, stack } = scene;
    const random = randomFor(seed, "strike in creates", number);
    const { others } = await atlas.databases();
    const up = ["up", "--yes", "--skip-preview"];
    const names: string[] = [];
    for (const [index, moment] of moments.entries()) {
        const added = pair(index + 1);
        names.push(...added);
        stack.write(pairsProgram(index + 1, { isChained: !isTargeted, ...restoring }));
        const command = isTargeted ? [...up, ...targeting(added)] : up;
        await scene.mustBreak(command, moment, strikes.everything, random);
    }
    if (isTargeted) {
        const command = [...up, ...targeting(names)];
        found.resumed = await scene.succeedsAsTold(command, () =>
            scene.mustBreak(command, taking, strikes.everything, random),
        );
    }
    await scene.succeeds(up);

    const look = () => scene.look(others);
    const unharmed = { orphans: [], duplicates: [], touched: [] };
    expect(await look()).toEqual({
        ours: declaredShapes({ ...declaredInPairs, resources: names }),
        ...unharmed,
    });
    expect(await stateOf(stack)).toEqual({ resources: names.toSorted(), failures: [], unfinished: [] });
    expect(await stack.preview()).toMatchObject({ code: 0, ops: {} });
    if (kind === "restoring creates") {
        const { ours } = await atlas.databases();
        const once = Object.fromEntries(ours.map(({ name }) => [name, ["COMPLETED"]]));
        expect(await atlas.restores()).toEqual(once);
    }

    await scene.succeeds(destroy.command);
    expect(await look()).toEqual({ ours: {}, ...unharmed });
    expect((await stateOf(stack)).resources).toEqual([]);
    expect((await scene.leftBehind()).writes).toEqual([]);
}
