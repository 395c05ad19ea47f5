import { logNormal, uniform, randomFor } from "../../emulator/random";
import { mean, simulate, type Change } from "./waiting-simulation";

const second = 1000;

/** Creates as an engine asks for them, twelve a second, that take as long as Atlas's were seen to take. */
function creates(count: number, from = 11, to = 12): Change[] {
    return Array.from({ length: count }, (_, index) => ({
        begins: (index * second) / 12,
        takes: uniform(randomFor(1, "create", index), from, to) * second,
    }));
}

/** Deletes that are asked for together. */
function deletes(count: number): Change[] {
    return Array.from({ length: count }, (_, index) => ({
        begins: 0,
        takes: Math.min(97, Math.max(4, logNormal(randomFor(1, "delete", index), 20, 0.35))) * second,
    }));
}

/** What a read takes in the simulation, twice: one may be under way when a change ends. */
const answers = 160;

describe("a wait for one cluster", () => {
    const spans = [1, 2, 5, 8, 11, 11.5, 12, 13, 20, 30, 60, 120, 300, 900, 1800, 3600, 10_800];

    it.each(spans)(
        "of %d s ends within half a second, or 5 %% of it, and costs few requests",
        async (seconds) => {
            const takes = seconds * second;
            const { requests, late } = await simulate("create", [{ begins: 0, takes }]);
            expect(late[0]).toBeLessThanOrEqual(Math.max(0.05 * takes, 500) + answers);
            expect(requests).toBeLessThanOrEqual(
                30 + Math.log(Math.max(seconds / 10, 1)) * 21 + takes / 30_000,
            );
        },
    );
});

describe("what more clusters cost", () => {
    it.each([1, 3, 10, 30, 100, 300, 500])(
        "creates of %d: hardly more requests than of one",
        async (count) => {
            const { requests, late } = await simulate("create", creates(count));
            const spread = count / 12;
            expect(requests).toBeLessThanOrEqual(28 + spread * 3);
            expect(mean(late)).toBeLessThanOrEqual(0.04 * 11.5 * second);
            expect(Math.max(...late)).toBeLessThanOrEqual(0.07 * 11.5 * second);
        },
    );

    it("creates of 3000: a page for each 500", async () => {
        const { requests, late } = await simulate("create", creates(3000));
        const seconds = 3000 / 12;
        // A read of all takes 6 pages one after the other, 0.5 s.
        expect(requests).toBeLessThanOrEqual(((seconds + 15) / (6 * 0.08)) * 6);
        expect(mean(late)).toBeLessThanOrEqual(second);
    }, 60_000);

    it.each([20, 100, 300])("deletes of %d: two lists for a poll that finds some gone", async (count) => {
        const { requests, late } = await simulate("delete", deletes(count));
        expect(requests).toBeLessThanOrEqual(120);
        expect(mean(late)).toBeLessThanOrEqual(second);
    });
});

describe("whatever Atlas takes", () => {
    it.each([0.15, 1, 2.5, 4, 6, 8, 16, 25, 45, 60, 200, 3600])(
        "a hundred creates of %d s",
        async (seconds) => {
            const { late } = await simulate("create", creates(100, seconds, seconds * 1.02));
            expect(mean(late)).toBeLessThanOrEqual(Math.max(400, 0.04 * seconds * second));
            expect(Math.max(...late)).toBeLessThanOrEqual(Math.max(700, 0.07 * seconds * second));
        },
    );
});

describe("on average", () => {
    const few = [1, 1.5, 2, 2.5, 3, 4, 6, 8, 11.5, 16, 25, 45];

    /** How late changes end that take about so long, one at a time. */
    const lateness = async (kind: "create" | "delete", seconds: number): Promise<number[]> => {
        const late: number[] = [];
        for (let share = 0.95; share <= 1.05; share += 0.005) {
            const one = await simulate(kind, [{ begins: 0, takes: share * seconds * second }]);
            late.push(...one.late);
        }
        return late;
    };

    it.each(few)(
        "a delete of about %d s ends within 0.8 s, or 4 %% of it; at worst 1.3 s, or 7 %%",
        async (seconds) => {
            const late = await lateness("delete", seconds);
            expect(mean(late)).toBeLessThanOrEqual(Math.max(800, 0.04 * seconds * second));
            expect(Math.max(...late)).toBeLessThanOrEqual(Math.max(1300, 0.07 * seconds * second));
        },
    );
});
