import type { Clock } from "../atlas/clock";
import { ResourceLostError, WaitTimeoutError } from "../atlas/errors";
import type { Databases, Sight } from "../atlas/generations";
import type { Instance } from "../atlas/instance";
import { parseDuration, sayDuration } from "./durations";
import type { HiddenInputs, Timeouts } from "./inputs";
import {
    activities,
    anotherHasTheName,
    deletedByOthers,
    disappeared,
    noConnectionString,
    targetOf,
    timedOut,
    type Activity,
} from "./messages";
import { parseOwnerTag } from "./ownership";
import { paces, type Pace } from "./pace";
import { progressOf } from "./progress";
import { Watcher, WaitTimeout, type Wait } from "./watch";

/** What an operation may tell while it runs. */
export interface Voice {
    /** How it goes, in a line that the next one replaces. */
    progress: (line: string) => void;
    /** What a person may want to know afterwards too, and need not act on. */
    info: (line: string) => void;
    /** What a person should read afterwards too. */
    warn: (line: string) => void;
}

/** What all waits of an operation have in common. */
export interface Waiting {
    /** What is being done, for messages. */
    verb: Activity;
    /** The moment of the clock at which the operation is given up. */
    deadline: number;
    voice: Voice;
    /** Aborts when nobody wants to wait longer. */
    signal?: AbortSignal | undefined;
    /** What a person can do when the time runs out, where the operation's own message does not say it. */
    next?: string;
}

/** Pulumi's `customTimeouts` where the program sets none. */
const defaultTimeouts = { create: "30m", update: "30m", delete: "60m" } as const satisfies Required<Timeouts>;

/** A database that Atlas accepted may be missing in its answers for so long. Milliseconds. */
const graceToAppear = 10_000;
/** Atlas has dropped a delete when so long after it nothing is being deleted. Milliseconds. */
const graceToDelete = 10_000;
/** A new database that is `IDLE` may be without its connection string for so long. Milliseconds. */
const graceToConnect = 60_000;

/** How old a sighting may be that a refresh reports, and one that a write relies on. Milliseconds. */
export const longestAge = { read: 5000, write: 1000 } as const;

/** The waits of a database's life: until it is ready, and until it is gone. */
export class Waits {
    readonly #clock: Clock;
    readonly #watcher: Watcher;

    constructor(databases: Databases, clock: Clock) {
        this.#clock = clock;
        this.#watcher = new Watcher(databases, clock);
    }

    /** When an operation that begins now is given up. */
    deadline(inputs: HiddenInputs, operation: keyof Timeouts): number {
        const duration = inputs.__timeouts?.[operation] ?? defaultTimeouts[operation];
        return (
            this.#clock.now() + (parseDuration(duration) ?? parseDuration(defaultTimeouts[operation]) ?? 0)
        );
    }

    /**
     * Waits until nothing is under way in a database; of a new one also, for a minute at most, until Atlas tells how to
     * connect to it.
     *
     * @throws ResourceLostError where it is deleted or another one takes its place; WaitTimeoutError at the deadline.
     */
    async untilIdle(instance: Instance, pace: Pace, waiting: Waiting): Promise<Instance> {
        const isNew =
            pace === paces.creating && (waiting.verb === "creating" || instance.stateName === "CREATING");
        const isReady = ({ stateName, connectionStrings }: Instance): boolean =>
            stateName === "IDLE" && (!isNew || connectionStrings.standardSrv !== undefined);
        if (isReady(instance)) {
            return instance;
        }
        let idle: { since: number; instance: Instance } | undefined;
        const isOver = (sight: Sight, waited: number): boolean => {
            if (sight === undefined) {
                if (waited < graceToAppear) {
                    return false;
                }
                throw new ResourceLostError(disappeared(instance));
            }
            if (!isSame(instance, sight)) {
                throw new ResourceLostError(
                    anotherHasTheName(targetOf(instance), sight, "continue waiting for"),
                );
            }
            if (sight.stateName === "DELETING") {
                throw new ResourceLostError(deletedByOthers(instance));
            }
            idle = sight.stateName === "IDLE" ? { since: idle?.since ?? waited, instance: sight } : undefined;
            return isReady(sight) || (idle !== undefined && waited >= idle.since + graceToConnect);
        };
        const end = await this.#wait(instance, waiting, {
            pace,
            isOver,
            atDeadline: () => idle?.instance,
            outcome: () => "ready",
        });
        if (end !== undefined && !isReady(end)) {
            waiting.voice.warn(noConnectionString(instance));
        }
        return end ?? instance;
    }

    /**
     * Waits for the end of a delete; gives a sight where the database is still there and nobody deletes it.
     *
     * @param isAccepted Whether the delete is ours, and Atlas has accepted it.
     */
    async untilGone(target: Instance, isAccepted: boolean, waiting: Waiting): Promise<Sight> {
        const isTarget = (sight: Sight): sight is Instance => sight !== undefined && isSame(target, sight);
        const last = await this.#wait(target, waiting, {
            pace: paces.deleting,
            isDeleted: isAccepted,
            isOver: (sight, waited) =>
                !isTarget(sight) || (sight.stateName === "IDLE" && waited > graceToDelete),
            outcome: (sight) => (isTarget(sight) ? "not deleted by Atlas" : "gone"),
        });
        return isTarget(last) ? last : undefined;
    }

    async #wait(
        { groupId, name, servedBy }: Instance,
        { verb, deadline, voice, signal, next }: Waiting,
        {
            outcome,
            atDeadline = () => undefined,
            ...what
        }: Pick<Wait, "pace" | "isDeleted" | "isOver"> & {
            /** What will do when the time runs out; undefined where only the end will. */
            readonly atDeadline?: () => Sight;
            /** What came of it, to be told as the wait's last line. */
            readonly outcome: (sight: Sight) => string;
        },
    ): Promise<Sight> {
        const begun = this.#clock.now();
        let last: string | undefined;
        const tell = progressOf(activities[verb], voice.progress);
        try {
            const end = await this.#watcher.until({
                place: { groupId, name },
                servedBy,
                deadline,
                signal,
                ...what,
                onLook: (look) => {
                    last = "sight" in look ? look.sight?.stateName : last;
                    tell(look);
                },
            });
            // What stands on the resource's line when it is done, in place of what was last waited for.
            voice.progress(`${outcome(end)} after ${sayDuration(this.#clock.now() - begun)}`);
            return end;
        } catch (error) {
            if (!(error instanceof WaitTimeout)) {
                throw error;
            }
            const enough = atDeadline();
            if (enough !== undefined) {
                return enough;
            }
            throw new WaitTimeoutError(
                timedOut({
                    place: { groupId, name },
                    activity: verb,
                    duration: sayDuration(this.#clock.now() - begun),
                    state: last,
                    next,
                    lastFailure: error.lastFailure,
                }),
            );
        }
    }
}

/** Whether two sights are of one database: by its id, or by its mark, since a conversion may change the id. */
function isSame(one: Instance, other: Instance): boolean {
    const mark = parseOwnerTag(one.tags)?.mark;
    return one.id === other.id || (Boolean(mark) && mark === parseOwnerTag(other.tags)?.mark);
}
