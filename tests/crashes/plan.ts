// Which runs there are. All chance comes from the seed and the run's number, so each can be repeated alone:
//
//     CHAOS=full CHAOS_SEED=1 npm test -- --selectProjects crashes -t "^17:"
import { randomFor } from "../../emulator/random";
import { momentIn, pick, told, type Moment } from "./moments";
import { destroy, operations, type Operation } from "./operations";
import { strikes } from "./strikes";
import { isFull, seed } from "../test-options";

/** What is struck after the operation itself: nothing, what should mend it, or the destroy at the end. */
export type Second = "nothing" | "the recovery" | "the destroy";

/** One run: an operation, what breaks into it and when, and perhaps a second time. */
export interface Plan {
    readonly number: number;
    readonly strike: keyof typeof strikes;
    readonly operation: Operation;
    readonly moment: Moment;
    readonly second: { readonly in: Second; readonly moment: Moment };
}

/** How many runs of each kind. */
const sizes: Readonly<Record<keyof typeof strikes, { readonly full: number; readonly share: number }>> = {
    everything: { full: 34, share: 1 },
    command: { full: 34, share: 1 },
    provider: { full: 22, share: 1 },
    connection: { full: 16, share: 1 },
    once: { full: 10, share: 1 },
    twice: { full: 16, share: 1 },
};

const kinds = Object.keys(strikes) as (keyof typeof strikes)[];
const seconds: readonly Second[] = ["the recovery", "the destroy", "nothing"];

/** The runs of one kind; the numbers are the same whether few or all are tried. */
export function plansOf(strike: keyof typeof strikes): Plan[] {
    const before = kinds.slice(0, kinds.indexOf(strike));
    const first = before.reduce((sum, kind) => sum + sizes[kind].full, 1);
    const { full, share } = sizes[strike];
    return Array.from({ length: isFull ? full : share }, (_, index) =>
        planOf(first + index, index + kinds.indexOf(strike), strike),
    );
}

function planOf(number: number, turn: number, strike: keyof typeof strikes): Plan {
    const random = randomFor(seed, "crash", number);
    // In turn, so that each operation has its share of each kind.
    const operation = operations[turn % operations.length] ?? destroy;
    const moment = momentIn(operation.requests, random);
    const where = pick(seconds, random);
    const requests = where === "the destroy" ? destroy.requests : { token: 1, look: 1 };
    return { number, strike, operation, moment, second: { in: where, moment: momentIn(requests, random) } };
}

/** A run in words. */
export function titleOf({ number, strike, operation, moment, second }: Plan): string {
    const again = second.in === "nothing" ? "" : `, and again in ${second.in}, with ${told(second.moment)}`;
    return `${number}: ${strikes[strike].name} in ${operation.name}, with ${told(moment)}${again}`;
}
