import { systemClock, withDeadline } from "../../provider/atlas/clock";

const reason = new Error("enough");

it("the machine's clock: a sleep ends with the signal's own reason", async () => {
    await expect(systemClock.sleep(1000, AbortSignal.abort(reason))).rejects.toBe(reason);
});

it("and so does a wait for work", async () => {
    const giveUp = new AbortController();
    const work = withDeadline(
        systemClock,
        { signal: giveUp.signal },
        new Promise(() => undefined),
        () => new Error("late"),
    );
    giveUp.abort(reason);
    await expect(work).rejects.toBe(reason);
});
