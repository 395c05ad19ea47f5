import { ChangeBlockedError, OwnershipError } from "../../atlas/errors";
import { isErrorCode, mayHaveBeenApplied, wasGivenUp } from "../../atlas/api/error-predicates";
import { readTargetOf } from "../../atlas/clusters/batched-reads";
import type { Clusters } from "../../atlas/clusters/clusters";
import type { ClusterRef } from "../../atlas/api/cluster-api";
import type { Instance } from "../../atlas/api/instance";
import {
    replacedByAnother,
    notDeleted,
    foreignCluster,
    protectedFromDelete,
    replacedByItself,
} from "../messages";
import type { HeldMarks } from "../ownership/held-marks";
import { parseOwnerTag } from "../ownership/owner-tag";
import { ownershipRules, relationOf } from "../ownership/rules";
import type { Relation } from "../ownership/relation";
import { preferredApi, type State } from "../state";
import type { OperationContext } from "../operation-context";
import { maxAge, type Waiters } from "../polling/waiters";

/** Somebody else has a cluster while our request to delete it waits for its turn. */
class HeldByAnother extends Error {}

/** Sees to it that a cluster is gone, if it is ours. */
export class Removal {
    readonly #clusters: Clusters;
    readonly #waiters: Waiters;
    readonly #heldMarks: HeldMarks;

    constructor(clusters: Clusters, waiters: Waiters, heldMarks: HeldMarks) {
        this.#clusters = clusters;
        this.#waiters = waiters;
        this.#heldMarks = heldMarks;
    }

    /**
     * Deletes a cluster and waits until it is gone; one that is gone already, or belongs to another by now, is fine.
     *
     * @param presentSlot The resource's slot now, as far as the entry point knows it.
     * @throws AtlasServerlessError where it is still there.
     */
    async remove(state: State, context: OperationContext, presentSlot: string | undefined): Promise<void> {
        const place: ClusterRef = { groupId: state.projectId, name: state.name };
        let unanswered: unknown;
        // Each round looks before it sends a DELETE, and sends another only where Atlas has dropped the last one.
        for (;;) {
            const instance = await this.#clusters.read(
                { ...place, preferredApi: preferredApi(state) },
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
                    context.logger.warn(replacedByAnother(state, instance));
                    return;
                case "leave":
                    context.logger.warn(foreignCluster(state, instance));
                    return;
                case "leave if replaced here":
                    if (this.#heldMarks.holderOf(parseOwnerTag(instance.tags)?.mark) === undefined) {
                        throw new OwnershipError(notDeleted(state, instance, relation));
                    }
                    context.logger.warn(replacedByItself(state));
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
                    if (!mayHaveBeenApplied(error) || unanswered !== undefined) {
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

    /** Whether Atlas has accepted just this request; it may also be that the cluster is already on its way out. */
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
            const now = await this.#clusters.read(readTargetOf(instance), context.options);
            if (now !== undefined && !isDeletable(relationOf(state, now, presentSlot))) {
                throw new HeldByAnother();
            }
        };
        try {
            await this.#clusters.delete(instance, context.options, stillRight);
            return true;
        } catch (error) {
            if (error instanceof HeldByAnother || wasGivenUp(error)) {
                throw error;
            }
            // Both are ordinary races: the wait that follows finds out.
            if (!isErrorCode(error, "CLUSTER_ALREADY_REQUESTED_DELETION")) {
                const still = await this.#clusters.find(instance, instance.servedBy, context.options);
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
