import { systemClock, type Clock } from "../../provider/atlas/clock";

/** The machine's clock, so many times as fast: for an emulator that is scaled alike. */
export function scaledClock(haste: number): Clock {
    return {
        now: () => systemClock.now() * haste,
        sleep: (milliseconds, signal) => systemClock.sleep(milliseconds / haste, signal),
    };
}
