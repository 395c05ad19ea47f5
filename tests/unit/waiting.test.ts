import { readFileSync } from "node:fs";
import { join } from "node:path";
import { around, between, randomFor } from "../../emulator/random";
import { paces } from "../../provider/instance/pace";
import { mean, simulate, type Change } from "./waiting-simulation";

const second = 1000;

/** Creates as an engine asks for them, twelve a second, that take as long as Atlas's were seen to take. */
function creates(count: number, from = 11, to = 12): Change[] {
    return Array.from({ length: count }, (_, index) => ({
        begins: (index * second) / 12,
        takes: between(randomFor(1, "create", index), from, to) * second,
    }));
}

/** Deletes that are asked for together. */
function deletes(count: number): Change[] {
    return Array.from({ length: count }, (_, index) => ({
        begins: 0,
        takes: Math.min(97, Math.max(4, around(randomFor(1, "delete", index), 20, 0.35))) * second,
    }));
}

describe("a wait for one database", () => {
    const spans = [2, 5, 8, 11, 11.5, 12, 13, 20, 30, 60, 120, 300, 900, 1800, 3600, 10_800];

    it.each(spans)("of %d s ends within a second, or 5 %% of it, and costs few requests", async (seconds) => {
        const takes = seconds * second;
        const { requests, late } = await simulate("creating", paces.creating, [{ begins: 0, takes }]);
        // Nothing was ever seen to be over before the usual time, so a few looks are enough there.
        const allowed = seconds < 10.9 ? 2500 : Math.max(0.05 * takes, 500);
        expect(late[0]).toBeLessThanOrEqual(Math.min(allowed, 10 * second) + 200);
        expect(requests).toBeLessThanOrEqual(60 + takes / (10 * second));
    });

    it("at the usual time is over within 0.4 s, with ten looks at the most", async () => {
        for (const change of creates(40)) {
            const { requests, late } = await simulate("creating", paces.creating, [{ ...change, begins: 0 }]);
            expect(late[0]).toBeLessThanOrEqual(400);
            expect(requests).toBeLessThanOrEqual(10);
        }
    });
});

describe("what more databases cost", () => {
    it.each([1, 3, 10, 30, 100, 300, 500])(
        "creates of %d: hardly more requests than of one",
        async (count) => {
            const { requests, late } = await simulate("creating", paces.creating, creates(count));
            const spread = count / 12;
            expect(requests).toBeLessThanOrEqual(12 + spread * 2);
            expect(mean(late)).toBeLessThanOrEqual(500);
            expect(Math.max(...late)).toBeLessThanOrEqual(900);
        },
    );

    it("creates of 10 000: a page for each 500", async () => {
        const { requests, late } = await simulate("creating", paces.creating, creates(10_000));
        const seconds = 10_000 / 12;
        // A look at all takes 20 pages one after the other, 1.6 s.
        expect(requests).toBeLessThanOrEqual((seconds * 20) / 1.6);
        expect(mean(late)).toBeLessThanOrEqual(3 * second);
    }, 240_000);

    it.each([20, 100, 300])("deletes of %d: two lists for a look that finds some gone", async (count) => {
        const { requests, late } = await simulate("deleting", paces.deleting, deletes(count));
        expect(requests).toBeLessThanOrEqual(75);
        expect(mean(late)).toBeLessThanOrEqual(second);
    });
});

describe("when Atlas is not as usual", () => {
    it.each([60, 200])("the first of a hundred tells when the others are ready: %d s", async (seconds) => {
        const { requests, late } = await simulate(
            "creating",
            paces.creating,
            creates(100, seconds, seconds * 1.02),
        );
        expect(mean(late)).toBeLessThanOrEqual(0.03 * seconds * second);
        expect(requests).toBeLessThanOrEqual(80);
    });

    it("a hundred that are ready at once are seen at once", async () => {
        const { requests, late } = await simulate("creating", paces.creating, creates(100, 0.1, 0.2));
        // The first look is after four seconds, and the last create begins after eight.
        expect(mean(late)).toBeLessThanOrEqual(1.5 * second);
        expect(requests).toBeLessThanOrEqual(40);
    });
});

it("docs/contributing/polling.md tells the distances as they are", () => {
    const text = readFileSync(join(__dirname, "../../docs/contributing/polling.md"), "utf8");
    const seconds = (milliseconds: number) => `${milliseconds / second} s`;
    for (const { one, many } of Object.values(paces)) {
        for (const { every, from } of [one, many]) {
            expect(text).toContain(`every ${seconds(every)} from ${seconds(from)}`);
        }
    }
});
