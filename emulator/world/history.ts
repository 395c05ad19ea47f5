// The states of one cluster, each from the instant it begins; scheduled ones lie ahead.

/** The states a cluster can be seen in. */
export const STATE_NAMES = ["IDLE", "CREATING", "UPDATING", "DELETING", "REPAIRING"] as const;

/** One of {@link STATE_NAMES}. */
export type StateName = (typeof STATE_NAMES)[number];

/** A stretch of time in one state, in emulated instants; `until` is `Infinity` where no end is known. */
export interface StateSpan {
    /** `GONE` is when nothing of the cluster is left. */
    readonly stateName: StateName | "GONE";
    readonly from: number;
    readonly until: number;
}

/** The beginning of a state. */
export type Step = Pick<StateSpan, "stateName" | "from">;

/** How many states a cluster remembers. */
const KEPT = 200;

/** The past, current and scheduled states of a cluster. */
export class History {
    #steps: readonly Step[];

    constructor(steps: readonly Step[] = []) {
        this.#steps = steps;
    }

    get steps(): readonly Step[] {
        return this.#steps;
    }

    /** Begins a state at an instant; states that were scheduled from then on are canceled. */
    begin(stateName: StateSpan["stateName"], from: number): void {
        const before = this.#steps.filter((step) => step.from < from);
        this.#steps = [...before, { stateName, from }].slice(-KEPT);
    }

    /** The state at an instant; before the first one it is that. */
    at(instant: number): StateSpan["stateName"] {
        return (this.#steps.findLast(({ from }) => from <= instant) ?? this.#steps[0])?.stateName ?? "GONE";
    }

    /** All of it, in its order. */
    stays(): StateSpan[] {
        return this.#steps.map((step, index) => ({
            ...step,
            until: this.#steps[index + 1]?.from ?? Infinity,
        }));
    }
}

/** The spans, with one of several in a row that have the same state: a create is `CREATING` before its response and after it. */
export function merged(spans: readonly StateSpan[]): StateSpan[] {
    const begins = spans.filter(({ stateName }, index) => stateName !== spans[index - 1]?.stateName);
    return begins.map((span, index) => ({ ...span, until: begins[index + 1]?.from ?? Infinity }));
}
