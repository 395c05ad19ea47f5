import { within, type Clock } from "../atlas/clock";
import type { Databases, Outcome, Sight, Target } from "../atlas/generations";
import type { Place } from "../atlas/generation";
import type { ServedBy } from "../atlas/instance";
import { closest, learn, lookAgain, nextLook, type Learned, type Pace } from "./pace";

/** A wait for a database to change. */
export interface Wait {
    place: Place;
    /** The generation that served the database when it was last seen. */
    servedBy: ServedBy;
    /** When the change is likely. */
    pace: Pace;
    /** Whether Atlas has accepted our delete, so that the database can only go. */
    isDeleted?: boolean;
    /** The moment of the clock at which the wait is given up. */
    deadline: number;
    signal?: AbortSignal | undefined;
    /** Whether the wait ends with this sight, `waited` milliseconds after it began; throwing ends it too. */
    isOver: (sight: Sight, waited: number) => boolean;
    /** Told of every look that does not end the wait: what it saw, or why it saw nothing. */
    onLook?: ((look: Look) => void) | undefined;
}

/** One look, as a wait sees it. */
export type Look = { waited: number } & ({ sight: Sight } | { failure: unknown });

/** The time for a wait ran out. */
export class WaitTimeout extends Error {
    override readonly name = "WaitTimeout";
    /** Why the last look saw nothing, where it did. */
    readonly lastFailure: unknown;

    constructor(lastFailure: unknown) {
        super("the time for a wait ran out");
        this.lastFailure = lastFailure;
    }
}

/**
 * Law: a wait costs one look for all. All waits of a process on one project and generation share one request at a
 * time: a look at the database where one is waited for, the project's list where more are. No answer but a final one ends
 * a wait: what fails is looked at again.
 */
export class Watcher {
    readonly #databases: Databases;
    readonly #clock: Clock;
    readonly #lookouts = new Map<string, Lookout>();
    readonly #learned = new Map<Pace, Learned>();

    constructor(databases: Databases, clock: Clock) {
        this.#databases = databases;
        this.#clock = clock;
    }

    /**
     * Waits until `isOver` says so, and gives the sight that ended the wait.
     *
     * @throws WaitTimeout at the deadline; what `isOver` throws; the signal's reason when that aborts.
     */
    async until(wait: Wait): Promise<Sight> {
        const { groupId } = wait.place;
        let lookout = this.#lookouts.get(groupId);
        if (lookout === undefined) {
            lookout = new Lookout(this.#databases, this.#clock, this.#learned);
            this.#lookouts.set(groupId, lookout);
        }
        return lookout.until(wait);
    }
}

/** A wait, while it lasts. */
interface Pending {
    readonly wait: Wait;
    readonly begun: number;
    /** How it is looked at, which may change while we wait. */
    target: Target;
    /** The moment of its next look. */
    due: number;
    /** How long it had lasted when a look last saw it unfinished. */
    notYet: number;
    lastFailure: unknown;
    resolve: (sight: Sight) => void;
    reject: (error: unknown) => void;
}

/** So long before its time runs out a wait looks for the last time. Milliseconds. */
const lastMoment = 500;

/** The waits on one project. */
class Lookout {
    readonly #databases: Databases;
    readonly #clock: Clock;
    readonly #learned: Map<Pace, Learned>;
    /** In the order in which they began. */
    readonly #pending = new Set<Pending>();
    #alarm = new AbortController();
    #looking = false;

    constructor(databases: Databases, clock: Clock, learned: Map<Pace, Learned>) {
        this.#databases = databases;
        this.#clock = clock;
        this.#learned = learned;
    }

    async until(wait: Wait): Promise<Sight> {
        const { promise: seen, resolve, reject } = Promise.withResolvers<Sight>();
        const pending: Pending = {
            wait,
            begun: this.#clock.now(),
            target: { ...wait.place, first: wait.servedBy },
            due: 0,
            notYet: 0,
            lastFailure: undefined,
            resolve,
            reject,
        };
        this.#pending.add(pending);
        // With a second wait, the first one's looks are shared from now on, and so placed otherwise.
        (this.#pending.size === 2 ? [...this.#pending] : [pending]).forEach((wanting) =>
            this.#placeLook(wanting),
        );
        this.#wake();
        try {
            return await within(this.#clock, wait, seen, () => new WaitTimeout(pending.lastFailure));
        } finally {
            this.#pending.delete(pending);
        }
    }

    #wake(): void {
        this.#alarm.abort();
        if (!this.#looking) {
            this.#looking = true;
            void this.#keepLooking();
        }
    }

    async #keepLooking(): Promise<void> {
        let earliest = this.#clock.now();
        while (this.#pending.size > 0) {
            const due = minimum([...this.#pending].map((pending) => pending.due));
            if (await this.#slept(Math.max(due, earliest) - this.#clock.now())) {
                await this.#look();
                // Waits that come to their likely time one after the other must not each ask for a look of its own.
                const everies = [...this.#pending].map(({ wait }) => wait.pace.many.every);
                earliest = this.#clock.now() + (everies.length > 1 ? minimum(everies) : closest);
            }
        }
        this.#looking = false;
    }

    /** Whether the time passed; false where a new wait, perhaps with an earlier look, came in between. */
    async #slept(milliseconds: number): Promise<boolean> {
        this.#alarm = new AbortController();
        const { signal } = this.#alarm;
        try {
            await this.#clock.sleep(Math.max(milliseconds, 0), signal);
            return true;
        } catch {
            return false;
        }
    }

    /** One look for all. */
    async #look(): Promise<void> {
        const waiting = [...this.#pending];
        const begun = this.#clock.now();
        const outcomes = await this.#databases
            .survey(
                waiting.map(({ target }) => target),
                // A look may be tried again for longer than a wait lasts, which shall be able to say why.
                { onRetry: (failure) => waiting.forEach((pending) => (pending.lastFailure = failure)) },
            )
            .catch((failure: unknown) => waiting.map((): Outcome => ({ failure })));
        waiting.forEach((pending, index) => {
            const outcome = outcomes[index];
            if (outcome !== undefined && this.#pending.has(pending)) {
                this.#saw(pending, outcome, begun);
            }
        });
        // Only now is known which of them lead, and what the ends of others tell.
        this.#pending.forEach((pending) => this.#placeLook(pending));
    }

    #saw(pending: Pending, outcome: Outcome, lookBegun: number): void {
        const { wait, begun } = pending;
        const waited = this.#clock.now() - begun;
        pending.lastFailure = "failure" in outcome ? outcome.failure : undefined;
        try {
            if ("sight" in outcome && wait.isOver(outcome.sight, waited)) {
                const { pace } = wait;
                this.#learned.set(pace, learn(this.#learned.get(pace), pending.notYet, waited));
                this.#pending.delete(pending);
                pending.resolve(outcome.sight);
                return;
            }
            if ("sight" in outcome && outcome.sight !== undefined) {
                pending.notYet = Math.max(lookBegun - begun, 0);
                pending.target = {
                    ...pending.target,
                    first: outcome.sight.servedBy,
                    isDying: wait.isDeleted === true && outcome.sight.stateName === "DELETING",
                };
            }
            wait.onLook?.({ waited, ...outcome });
        } catch (error) {
            this.#pending.delete(pending);
            pending.reject(error);
        }
    }

    #placeLook(pending: Pending): void {
        const { wait, begun, lastFailure } = pending;
        const { pace } = wait;
        const waited = this.#clock.now() - begun;
        const next =
            lastFailure === undefined
                ? nextLook({
                      waited,
                      pace,
                      isShared: this.#pending.size > 1,
                      leads: this.#eldest(pace) === pending,
                      isLimited: this.#databases.isLimited(pending.target.first, pending.target.groupId),
                      hurries: this.#databases.hurries,
                      learned: this.#learned.get(pace),
                  })
                : lookAgain(waited);
        const due = begun + next;
        const last = wait.deadline - lastMoment;
        pending.due = due > last && this.#clock.now() < last ? last : due;
    }

    #eldest(pace: Pace): Pending | undefined {
        for (const pending of this.#pending) {
            if (pending.wait.pace === pace) {
                return pending;
            }
        }
        return undefined;
    }
}

function minimum(numbers: readonly number[]): number {
    return numbers.reduce((least, number) => Math.min(least, number), Infinity);
}
