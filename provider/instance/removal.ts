import type { Databases } from "../atlas/generations";
import type { Place } from "../atlas/generation";
import type { Instance } from "../atlas/instance";
import { another, handedOver, succeeded, takenOverByItself, title, unsure } from "./messages";
import { readOwnership, relationOf } from "./ownership";
import { askedFirst, type State } from "./state";
import { hasCode, LifecycleError, mayHaveActed, wasGivenUp } from "./unfinished";
import { longestAge, type Waiting, type Waits } from "./waits";

/** Somebody else has a database while our request to delete it waits for its turn. */
class HeldByAnother extends Error {}

/** Sees to it that a database is gone, if it is ours. */
export class Removal {
    readonly #databases: Databases;
    readonly #waits: Waits;
    readonly #isTakenOver: (id: string) => boolean;

    /** @param isTakenOver Whether this very process has taken a database over: it must not delete it for the one before. */
    constructor(databases: Databases, waits: Waits, isTakenOver: (id: string) => boolean) {
        this.#databases = databases;
        this.#waits = waits;
        this.#isTakenOver = isTakenOver;
    }

    /**
     * Deletes a database and waits until it is gone; one that is gone already, or belongs to another by now, is fine.
     *
     * @throws LifecycleError or AtlasError where it is still there.
     */
    async remove(state: State, waiting: Waiting): Promise<void> {
        const place: Place = { groupId: state.projectId, name: state.name };
        let unanswered: unknown;
        // Each round looks before it sends a DELETE, and sends another only where Atlas has dropped the last one.
        for (;;) {
            const instance = await this.#databases.look(place, askedFirst(state), longestAge.write, waiting);
            if (instance === undefined) {
                return;
            }
            const relation = relationOf(state, instance);
            if (relation === "handed over" || this.#isTakenOver(instance.id)) {
                const isItself = readOwnership(instance.tags)?.owner === state.__owner;
                waiting.voice.warn(isItself ? takenOverByItself(state) : handedOver(state, instance));
                return;
            }
            if (relation === "another" && isSuccessor(instance, state)) {
                waiting.voice.warn(succeeded(state, instance));
                return;
            }
            if (relation === "another") {
                throw another(state, instance, "delete");
            }
            if (relation === "unsure") {
                throw unsure(state, "delete");
            }
            let isAccepted = false;
            if (instance.stateName !== "DELETING") {
                try {
                    isAccepted = await this.#request(state, instance, waiting);
                } catch (error) {
                    if (error instanceof HeldByAnother) {
                        continue;
                    }
                    // What has no answer may still have been accepted, which shows only seconds later.
                    if (!mayHaveActed(error) || unanswered !== undefined) {
                        throw error;
                    }
                    unanswered = error;
                }
            }
            const next = "Run it again to go on waiting.";
            if ((await this.#waits.untilGone(instance, isAccepted, { ...waiting, next })) === undefined) {
                return;
            }
        }
    }

    /** Whether Atlas has accepted just this request; it may also be that the database is already on its way out. */
    async #request(state: State, instance: Instance, waiting: Waiting): Promise<boolean> {
        if (instance.terminationProtectionEnabled) {
            throw new LifecycleError(
                `${title(state)} is not deleted: its termination protection is on. Set ` +
                    "terminationProtectionEnabled to false, run `pulumi up`, and try again.",
            );
        }
        const stillRight = async (): Promise<void> => {
            const now = await this.#databases.look(instance, instance.servedBy, 0, waiting);
            if (now !== undefined && (relationOf(state, now) !== "ours" || this.#isTakenOver(now.id))) {
                throw new HeldByAnother();
            }
        };
        try {
            await this.#databases.delete(instance, waiting, stillRight);
            return true;
        } catch (error) {
            if (error instanceof HeldByAnother || wasGivenUp(error)) {
                throw error;
            }
            // Both are ordinary races: the wait that follows finds out.
            if (!hasCode(error, "CLUSTER_ALREADY_REQUESTED_DELETION")) {
                const still = await this.#databases.find(instance, instance.servedBy, waiting);
                if (still !== undefined && still.stateName !== "DELETING") {
                    throw error;
                }
            }
            return false;
        }
    }
}

/** Whether a later create of the very resource made it, which it could only when the one before was gone: a name is had by one at a time. */
function isSuccessor(instance: Instance, state: State): boolean {
    const owner = readOwnership(instance.tags)?.owner;
    return owner !== undefined && owner === state.__owner && instance.createDate !== state.createDate;
}
