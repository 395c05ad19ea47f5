// Two times: the real one, by which tokens expire, and the emulated one, which runs `scale` times as fast.
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";

/** The emulator's only source of time. All values are milliseconds; instants are since 1970. */
export class Clock {
    readonly #scale: number;
    readonly #realEpoch = Date.now();
    readonly #epoch: number;
    readonly #start = performance.now();

    /** @param from The emulated instant at which it begins, where that lies in the machine's future. */
    constructor(scale: number, from = 0) {
        this.#scale = scale;
        this.#epoch = Math.max(this.#realEpoch, from);
    }

    /** The emulated instant: what every date on the wire is measured by. */
    now(): number {
        return this.#epoch + (performance.now() - this.#start) * this.#scale;
    }

    /** The real instant, from a source that never jumps. */
    real(): number {
        return this.#realEpoch + (performance.now() - this.#start);
    }

    /** The real instant of an emulated one. */
    realAt(emulated: number): number {
        return this.#realEpoch + this.realSpan(emulated - this.#epoch);
    }

    /** How long an emulated span really is. */
    realSpan(emulated: number): number {
        return emulated / this.#scale;
    }

    /** Waits for an emulated span. */
    async sleep(emulated: number): Promise<void> {
        await this.sleepReal(this.realSpan(emulated));
    }

    /** Waits for a real span; a wait does not keep the process alive once the server is closed. */
    async sleepReal(span: number): Promise<void> {
        // Node's timers round a span below a millisecond up to one, which at a high scale would be most of the time.
        if (span >= 0.5) {
            await delay(span, undefined, { ref: false });
        }
    }
}

/** Milliseconds of a second, a minute, an hour, a day. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An instant as Atlas writes it: ISO 8601 in UTC, whole seconds. */
export function isoDate(instant: number): string {
    return new Date(instant).toISOString().replace(/\.\d{3}Z$/, "Z");
}
