// A table whose cells are played in several lanes: all of them (CHAOS=full), a share, or those of one title (CHAOS_CELL).
import { ERAS, type Era } from "../../emulator/eras";
import { randomFor } from "../../emulator/random";
import type { Lane } from "./driver/lane";
import { inLanes, startLanes } from "./driver/lanes";
import { isFull, seed, titleWished } from "../test-options";

/** A table of cells, which differ from era to era. */
export interface Table<Cell> {
    /** What the closing line calls it. */
    readonly name: string;
    /** What holds in each of its cells. */
    readonly claim: string;
    /** So many cells of an era are played where not all are. */
    readonly share: number;
    readonly cellsOf: (lanes: readonly Lane[], era: Era) => Promise<readonly Cell[]>;
    readonly titleOf: (cell: Cell) => string;
    /** Plays a cell; gives what is wrong, nothing where all is well. */
    readonly tried: (lane: Lane, cell: Cell) => Promise<readonly string[]>;
}

/** For all cells of an era, on a slow machine. Milliseconds. */
const patience = isFull ? 3_600_000 : 240_000;

/** Makes the tests of a table, one for each era, and writes a line of what they came to. */
export function testTable<Cell>({ name, claim, share, cellsOf, titleOf, tried }: Table<Cell>): void {
    let lanes: readonly Lane[] = [];
    const counts = { cells: 0, failed: 0 };

    beforeAll(async () => {
        lanes = await startLanes(isFull ? 4 : 2);
    }, patience);
    afterAll(async () => {
        const which = isFull ? "all" : `a share, of seed ${seed}`;
        // Standard output belongs to jest, which may be asked to write JSON there.
        process.stderr.write(`${name}: ${counts.cells} cells, ${counts.failed} failed (${which})\n`);
        await Promise.all(lanes.map((lane) => lane.stop()));
    });

    const eras = ERAS.filter((era) => titleWished?.startsWith(`${era}, `) ?? true);
    test.each(eras)(
        `in %s ${claim}`,
        async (era) => {
            const cells = chosen(await cellsOf(lanes, era), titleOf, share);
            // One that is wished for is in one of the tables only.
            expect(titleWished === undefined && cells.length === 0).toBe(false);
            const wrong = await inLanes(lanes, cells, async (lane, cell) => {
                const problems = await tried(lane, cell).catch((error: unknown) => [String(error)]);
                return problems.length === 0 ? [] : [reportOf(titleOf(cell), problems)];
            });
            const reports = wrong.flat();
            counts.cells += cells.length;
            counts.failed += reports.length;
            expect(reports.join("\n\n")).toBe("");
        },
        patience,
    );
}

/** The cells that are to be played. */
function chosen<Cell>(
    cells: readonly Cell[],
    titleOf: (cell: Cell) => string,
    share: number,
): readonly Cell[] {
    const wished = titleWished;
    if (wished !== undefined) {
        return cells.filter((cell) => titleOf(cell).startsWith(wished));
    }
    return isFull ? cells : shareOf(cells, titleOf, share);
}

/** So many of the cells, as the seed has it, whatever their order. */
function shareOf<Cell>(
    cells: readonly Cell[],
    titleOf: (cell: Cell) => string,
    count: number,
): readonly Cell[] {
    const ranked = cells.map((cell) => ({ cell, rank: randomFor(seed, titleOf(cell))() }));
    return ranked
        .toSorted((one, other) => one.rank - other.rank)
        .slice(0, count)
        .map(({ cell }) => cell);
}

/** What is wrong with a cell, and how to play it alone. */
function reportOf(title: string, wrong: readonly string[]): string {
    const again = `CHAOS=full CHAOS_CELL='${title.replaceAll("'", "'\\''")}' npm test -- tests/chaos`;
    return [title, ...wrong, `again: ${again}`].join("\n    ");
}
