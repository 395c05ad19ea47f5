import { AtlasError, type AtlasErrorFacts } from "../../provider/atlas/errors";
import { withRetries, type RequestOptions } from "../../provider/atlas/retry";
import { SkippingClock } from "../atlas/auto-advancing-clock";

const refusal = (facts: Partial<AtlasErrorFacts>) =>
    new AtlasError({ kind: "response", action: "look", status: 503, retryable: true, ...facts });

/** Fails with the errors in turn, then succeeds. */
async function attempt(errors: Error[], isIdempotent = true, options: RequestOptions = {}) {
    const clock = new SkippingClock();
    let calls = 0;
    const outcome = await withRetries(
        () => {
            const error = errors[calls];
            calls += 1;
            return error === undefined ? Promise.resolve("done") : Promise.reject(error);
        },
        isIdempotent,
        clock,
        options,
    ).catch((error: unknown) => error);
    return { outcome, calls, slept: clock.slept };
}

describe("which failures are worth another try", () => {
    it.each<[string, Partial<AtlasErrorFacts>, whatReads: boolean, whatActs: boolean]>([
        ["one that passes", {}, true, false],
        ["one that passes and had no effect", { notApplied: true }, true, true],
        ["one that stays", { retryable: false }, false, false],
        ["one that stays, though it had no effect", { retryable: false, notApplied: true }, false, false],
        ["a token that could not be had", { notApplied: true, notSent: true }, false, false],
    ])("%s", async (_what, facts, whatReads, whatActs) => {
        expect((await attempt([refusal(facts)], true)).calls).toBe(whatReads ? 2 : 1);
        expect((await attempt([refusal(facts)], false)).calls).toBe(whatActs ? 2 : 1);
    });

    it("no failure that is not Atlas's: that is a mistake of ours", async () => {
        const mistake = new TypeError("x is not a function");
        expect(await attempt([mistake])).toEqual({ outcome: mistake, calls: 1, slept: [] });
    });
});

it("gives back what succeeded, at once where nothing failed", async () => {
    expect(await attempt([])).toEqual({ outcome: "done", calls: 1, slept: [] });
    expect(await attempt(Array(4).fill(refusal({})) as Error[])).toMatchObject({ outcome: "done", calls: 5 });
});

it("tells of each failure that is tried again", async () => {
    const errors = Array.from({ length: 9 }, (_, index) => refusal({ detail: String(index) }));
    const told: AtlasError[] = [];
    await attempt(errors, true, { onRetry: (failure) => told.push(failure) });
    expect(told).toEqual(errors.slice(0, 4));
});

it("gives up after five tries with the last failure", async () => {
    const errors = Array.from({ length: 9 }, (_, index) => refusal({ detail: String(index) }));
    const { outcome, calls, slept } = await attempt(errors);
    expect([outcome, calls, slept.length]).toEqual([errors[4], 5, 4]);
});

it.each<[chance: number, pauses: number[]]>([
    [0, [250, 500, 1000, 2000]],
    [0.5, [375, 750, 1500, 3000]],
    [0.999, [499.75, 999.5, 1999, 3998]],
])("pauses double, and chance %d removes up to half of them", async (chance, pauses) => {
    const random = jest.spyOn(Math, "random").mockReturnValue(chance);
    const { slept } = await attempt(Array(9).fill(refusal({})) as Error[]);
    random.mockRestore();
    slept.forEach((pause, index) => expect(pause).toBeCloseTo(pauses[index] ?? NaN, 6));
});

it.each<[retryAfter: number, slept: number | undefined]>([
    [0, undefined],
    [30_000, 30_000],
    [120_000, 120_000],
])("never comes back before the %i ms that were asked for", async (retryAfter, expected) => {
    const { outcome, slept } = await attempt([refusal({ retryAfter })]);
    expect(outcome).toBe("done");
    expect(slept[0]).toBeGreaterThanOrEqual(Math.max(retryAfter, 250));
    expect(expected === undefined || slept[0] === expected).toBe(true);
});

it.each([120_001, Infinity])("does not wait %d ms", async (retryAfter) => {
    const error = refusal({ retryAfter });
    expect(await attempt([error])).toEqual({ outcome: error, calls: 1, slept: [] });
});

it.each<[string, number, number]>([
    ["one that is past", -1, 1],
    ["one before the first pause ends", 249, 1],
    ["one that the first pause meets and the second does not", 600, 2],
    ["one that is far", 60_000, 5],
])("no try begins after the deadline: %s", async (_what, deadline, calls) => {
    expect((await attempt(Array(9).fill(refusal({})) as Error[], true, { deadline })).calls).toBe(calls);
});

it("a signal ends the pause with its own reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    const { outcome, calls } = await attempt([refusal({})], true, { signal });
    expect([outcome, calls]).toEqual([signal.reason, 1]);
});
