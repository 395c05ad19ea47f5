import { readTargetOf, type SeenInstance } from "../../atlas/clusters/batched-reads";
import type { Clock } from "../../atlas/clock";
import { ResourceLostError, WaitTimeoutError } from "../../atlas/errors";
import type { Clusters } from "../../atlas/clusters/clusters";
import type { Instance } from "../../atlas/api/instance";
import { formatDuration } from "../model/durations";
import {
    activities,
    nameHeldByAnother,
    deletedByOthers,
    disappeared,
    noConnectionString,
    identityOf,
    timedOut,
} from "../messages";
import type { OperationContext } from "../operation-context";
import { isSameClusterOrOwnershipId } from "../ownership/same-cluster";
import type { Change } from "./schedule";
import { pollUntil } from "./poller";
import { progressOf } from "./progress";

/** A cluster that Atlas accepted may be missing in its answers for so long. Milliseconds. */
const graceToAppear = 10_000;
/** Atlas has dropped a delete when so long after it nothing is being deleted. Milliseconds. */
const graceToDelete = 10_000;
/** A new cluster that is `IDLE` may be without its connection string for so long. Milliseconds. */
const graceToConnect = 60_000;

/** How old a cached answer may be that a refresh reports, and one that a write relies on. Milliseconds. */
export const maxAge = { read: 5000, write: 1000 } as const;

/** A wait for a cluster to change. */
interface ClusterWait {
    change: Change;
    /** Whether Atlas has accepted our delete, so that the cluster can only go. */
    deletionAccepted?: boolean;
    isOver: (seen: Instance | undefined, waited: number) => boolean;
    /** What the wait has come to, for the log. */
    outcome: (duration: string, seen: Instance | undefined) => string;
    /** What will do when the time runs out. */
    atDeadline?: () => Instance | undefined;
}

/** The waits of a cluster's life: until it is ready, and until it is gone. */
export class Waiters {
    readonly #clusters: Clusters;
    readonly #clock: Clock;

    constructor(clusters: Clusters, clock: Clock) {
        this.#clusters = clusters;
        this.#clock = clock;
    }

    /**
     * Waits until nothing is under way in a cluster; of a new one also, for a minute at most, until Atlas tells how to
     * connect to it.
     *
     * @throws ResourceLostError where it is deleted or another one takes its place; WaitTimeoutError at the deadline.
     */
    async untilIdle(instance: Instance, change: Change, context: OperationContext): Promise<Instance> {
        const isNew =
            change === "create" && (context.activity === "creating" || instance.stateName === "CREATING");
        const isReady = ({ stateName, connectionStrings }: Instance): boolean =>
            stateName === "IDLE" && (!isNew || connectionStrings.standardSrv !== undefined);
        if (isReady(instance)) {
            return instance;
        }
        let idle: { since: number; instance: Instance } | undefined;
        const isOver = (seen: Instance | undefined, waited: number): boolean => {
            if (seen === undefined) {
                if (waited < graceToAppear) {
                    return false;
                }
                throw new ResourceLostError(disappeared(instance));
            }
            if (!isSameClusterOrOwnershipId(instance, seen)) {
                throw new ResourceLostError(
                    nameHeldByAnother(identityOf(instance), seen, "continue waiting for"),
                );
            }
            if (seen.stateName === "DELETING") {
                throw new ResourceLostError(deletedByOthers(instance));
            }
            idle = seen.stateName === "IDLE" ? { since: idle?.since ?? waited, instance: seen } : undefined;
            return isReady(seen) || (idle !== undefined && waited >= idle.since + graceToConnect);
        };
        const end = await this.#poll(instance, context, {
            change,
            isOver,
            outcome: (duration) => `ready after ${duration}`,
            atDeadline: () => idle?.instance,
        });
        if (end !== undefined && !isReady(end)) {
            context.logger.warn(noConnectionString(instance));
        }
        return end ?? instance;
    }

    /**
     * Waits for the end of a delete; gives the cluster where it is still there and nobody deletes it.
     *
     * @param deletionAccepted Whether the delete is ours, and Atlas has accepted it.
     */
    async untilGone(
        target: Instance,
        deletionAccepted: boolean,
        context: OperationContext,
    ): Promise<Instance | undefined> {
        const isGone = (seen: Instance | undefined): boolean =>
            seen === undefined || !isSameClusterOrOwnershipId(target, seen);
        const isOver = (seen: Instance | undefined, waited: number): boolean =>
            isGone(seen) || (seen?.stateName === "IDLE" && waited > graceToDelete);
        const end = await this.#poll(target, context, {
            change: "delete",
            deletionAccepted,
            isOver,
            outcome: (duration, seen) =>
                isGone(seen)
                    ? `deleted after ${duration}`
                    : `deletion not started by Atlas after ${duration}`,
        });
        return isGone(end) ? undefined : end;
    }

    async #poll(
        instance: Instance,
        { activity, logger, options }: OperationContext,
        { change, deletionAccepted = false, isOver, outcome, atDeadline }: ClusterWait,
    ): Promise<Instance | undefined> {
        const begun = this.#clock.now();
        const duration = (): string => formatDuration(this.#clock.now() - begun);
        let target = readTargetOf(instance);
        let state: string | undefined;
        const end = await pollUntil<SeenInstance>(this.#clock, {
            ...options,
            change,
            requestRead: (sendBy, onRetry) => this.#clusters.requestRead(target, { sendBy, onRetry }),
            isOver: ({ instance: seen }, waited) => {
                state = seen?.stateName;
                const preferredApi = seen?.servedBy ?? target.preferredApi;
                const deletionObserved = deletionAccepted && state === "DELETING";
                target = { ...target, preferredApi, deletionObserved };
                return isOver(seen, waited);
            },
            onPoll: progressOf(logger, activities[activity], () => state ?? "not found"),
            atDeadline: (lastFailure) => {
                const seen = atDeadline?.();
                if (seen === undefined) {
                    const how = { place: instance, activity, duration: duration(), state, lastFailure };
                    throw new WaitTimeoutError(timedOut(how));
                }
                return { instance: seen };
            },
        });
        logger.progress(outcome(duration(), end.instance));
        return end.instance;
    }
}
