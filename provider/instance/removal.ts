import { ChangeBlockedError, OwnershipError } from "../atlas/errors";
import { hasCode, mayHaveActed, wasGivenUp } from "../atlas/errors/mapping";
import { readTargetOf } from "../atlas/batched-reads";
import type { Databases } from "../atlas/generations";
import type { Place } from "../atlas/generation";
import type { Instance } from "../atlas/instance";
import {
    goneForAnother,
    notDeleted,
    othersCluster,
    protectedFromDelete,
    takenOverByItself,
} from "./messages";
import type { HeldMarks } from "./held-marks";
import { parseOwnerTag } from "./ownership";
import { ownershipRules, relationOf } from "./ownership-rules";
import type { Relation } from "./relation";
import { askedFirst, type State } from "./state";
import type { OperationContext } from "./operation-context";
import { maxAge, type Waiters } from "./waiters";

/** Somebody else has a database while our request to delete it waits for its turn. */
class HeldByAnother extends Error {}

/** Sees to it that a database is gone, if it is ours. */
export class Removal {
    readonly #databases: Databases;
    readonly #waiters: Waiters;
    readonly #heldMarks: HeldMarks;

    constructor(databases: Databases, waiters: Waiters, heldMarks: HeldMarks) {
        this.#databases = databases;
        this.#waiters = waiters;
        this.#heldMarks = heldMarks;
    }

    /**
     * Deletes a database and waits until it is gone; one that is gone already, or belongs to another by now, is fine.
     *
     * @param presentSlot The resource's slot now, as far as the entry point knows it.
     * @throws AtlasServerlessError where it is still there.
     */
    async remove(state: State, context: OperationContext, presentSlot: string | undefined): Promise<void> {
        const place: Place = { groupId: state.projectId, name: state.name };
        let unanswered: unknown;
        // Each round looks before it sends a DELETE, and sends another only where Atlas has dropped the last one.
        for (;;) {
            const instance = await this.#databases.read(
                { ...place, preferredApi: askedFirst(state) },
                { maxAge: maxAge.write, ...context.options },
            );
            if (instance === undefined) {
                return;
            }
            const relation = relationOf(state, instance, presentSlot);
            switch (ownershipRules[relation].delete) {
                case "delete":
                    break;
                case "done":
                    context.voice.warn(goneForAnother(state, instance));
                    return;
                case "leave":
                    context.voice.warn(othersCluster(state, instance));
                    return;
                case "leave if replaced here":
                    if (this.#heldMarks.holderOf(parseOwnerTag(instance.tags)?.mark) === undefined) {
                        throw new OwnershipError(notDeleted(state, instance, relation));
                    }
                    context.voice.warn(takenOverByItself(state));
                    return;
                case "refuse":
                    throw new OwnershipError(notDeleted(state, instance, relation));
            }
            let isAccepted = false;
            if (instance.stateName !== "DELETING") {
                try {
                    isAccepted = await this.#request(state, instance, context, presentSlot);
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
            if ((await this.#waiters.untilGone(instance, isAccepted, context)) === undefined) {
                return;
            }
        }
    }

    /** Whether Atlas has accepted just this request; it may also be that the database is already on its way out. */
    async #request(
        state: State,
        instance: Instance,
        context: OperationContext,
        presentSlot: string | undefined,
    ): Promise<boolean> {
        if (instance.terminationProtectionEnabled) {
            throw new ChangeBlockedError(protectedFromDelete(state));
        }
        const stillRight = async (): Promise<void> => {
            const now = await this.#databases.read(readTargetOf(instance), context.options);
            if (now !== undefined && !isDeletable(relationOf(state, now, presentSlot))) {
                throw new HeldByAnother();
            }
        };
        try {
            await this.#databases.delete(instance, context.options, stillRight);
            return true;
        } catch (error) {
            if (error instanceof HeldByAnother || wasGivenUp(error)) {
                throw error;
            }
            // Both are ordinary races: the wait that follows finds out.
            if (!hasCode(error, "CLUSTER_ALREADY_REQUESTED_DELETION")) {
                const still = await this.#databases.find(instance, instance.servedBy, context.options);
                if (still !== undefined && still.stateName !== "DELETING") {
                    throw error;
                }
            }
            return false;
        }
    }
}

function isDeletable(relation: Relation): boolean {
    return ownershipRules[relation].delete === "delete";
}
