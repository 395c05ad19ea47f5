import type { Clock } from "../atlas/clock";
import type { Databases } from "../atlas/generations";
import type { Place } from "../atlas/generation";
import { saysOperationIsGone } from "../atlas/gone";
import type { Instance, ServedBy } from "../atlas/instance";
import { closest, nextLook, type Pace } from "./pace";

/** What a look at a place found: a database, or proof that there is none. */
export type Sight = Instance | undefined;

/** A wait for a database to change. */
export interface Wait {
    place: Place;
    /** The generation that served the database when it was last seen. */
    servedBy: ServedBy;
    /** When the change is likely. */
    pace: Pace;
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
            lookout = new Lookout(groupId, this.#databases, this.#clock);
            this.#lookouts.set(groupId, lookout);
        }
        return lookout.until(wait);
    }
}

/** A wait, while it lasts. */
interface Pending {
    readonly wait: Wait;
    readonly begun: number;
    /** The moment of its next look. */
    due: number;
    /** The generation that serves it, which may change while we wait. */
    servedBy: ServedBy;
    lastFailure: unknown;
    resolve: (sight: Sight) => void;
    reject: (error: unknown) => void;
}

/** The waits on one project. */
class Lookout {
    readonly #groupId: string;
    readonly #databases: Databases;
    readonly #clock: Clock;
    readonly #pending = new Set<Pending>();
    #alarm = new AbortController();
    #looking = false;

    constructor(groupId: string, databases: Databases, clock: Clock) {
        this.#groupId = groupId;
        this.#databases = databases;
        this.#clock = clock;
    }

    async until(wait: Wait): Promise<Sight> {
        const over = new AbortController();
        const stop = AbortSignal.any([over.signal, ...(wait.signal === undefined ? [] : [wait.signal])]);
        const begun = this.#clock.now();
        let pending: Pending | undefined;
        const seen = new Promise<Sight>((resolve, reject) => {
            const due = begun + nextLook(wait.pace, 0);
            pending = { wait, begun, due, servedBy: wait.servedBy, lastFailure: undefined, resolve, reject };
            this.#pending.add(pending);
        });
        this.#wake();
        try {
            return await Promise.race([
                seen,
                this.#clock.sleep(Math.max(wait.deadline - begun, 0), stop).then(() => {
                    throw new WaitTimeout(pending?.lastFailure);
                }),
            ]);
        } finally {
            over.abort();
            if (pending !== undefined) {
                this.#pending.delete(pending);
            }
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
            const due = Math.max(Math.min(...[...this.#pending].map((pending) => pending.due)), earliest);
            if (await this.#slept(due - this.#clock.now())) {
                await this.#look();
                earliest = this.#clock.now() + closest;
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

    async #look(): Promise<void> {
        const waiting = [...this.#pending];
        await Promise.all(
            (["serverless", "flex"] as const).map((servedBy) =>
                this.#lookInto(
                    servedBy,
                    waiting.filter((pending) => pending.servedBy === servedBy),
                ),
            ),
        );
    }

    async #lookInto(servedBy: ServedBy, waiting: Pending[]): Promise<void> {
        const [only, ...others] = waiting;
        if (only === undefined) {
            return;
        }
        if (others.length === 0) {
            await this.#lookAtOne(only);
            return;
        }
        try {
            const instances = await this.#databases.listOf(servedBy, this.#groupId);
            const byName = new Map(instances.map((instance) => [instance.name, instance]));
            await Promise.all(
                waiting.map(async (pending) => {
                    const instance = byName.get(pending.wait.place.name);
                    if (instance === undefined) {
                        await this.#lookAtOne(pending);
                    } else {
                        this.#saw(pending, instance);
                    }
                }),
            );
        } catch (failure) {
            if (saysOperationIsGone(failure, "project")) {
                await Promise.all(waiting.map((pending) => this.#lookAtOne(pending)));
            } else {
                waiting.forEach((pending) => this.#sawNothing(pending, failure));
            }
        }
    }

    /** Also the answer to a database that is missing in a list: only a look at itself can prove it absent. */
    async #lookAtOne(pending: Pending): Promise<void> {
        try {
            this.#saw(pending, await this.#databases.find(pending.wait.place, pending.servedBy));
        } catch (failure) {
            this.#sawNothing(pending, failure);
        }
    }

    #saw(pending: Pending, sight: Sight): void {
        const waited = this.#next(pending);
        pending.lastFailure = undefined;
        pending.servedBy = sight?.servedBy ?? pending.servedBy;
        try {
            if (pending.wait.isOver(sight, waited)) {
                this.#pending.delete(pending);
                pending.resolve(sight);
            } else {
                pending.wait.onLook?.({ waited, sight });
            }
        } catch (error) {
            this.#pending.delete(pending);
            pending.reject(error);
        }
    }

    #sawNothing(pending: Pending, failure: unknown): void {
        const waited = this.#next(pending);
        pending.lastFailure = failure;
        pending.wait.onLook?.({ waited, failure });
    }

    #next(pending: Pending): number {
        const waited = this.#clock.now() - pending.begun;
        pending.due = pending.begun + nextLook(pending.wait.pace, waited);
        return waited;
    }
}
