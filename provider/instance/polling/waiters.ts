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
import { pollCluster } from "./cluster-poller";
import { progressOf } from "./progress";

/** A cluster that Atlas accepted may be missing in its answers for so long. Milliseconds. */
const graceToAppear = 10_000;
/** Atlas has dropped a delete when so long after it nothing is being deleted. Milliseconds. */
const graceToDelete = 10_000;
/** A new cluster that is `IDLE` may be without its connection string for so long. Milliseconds. */
const graceToConnect = 60_000;

/** How old a cached answer may be that a refresh reports, and one that a write relies on. Milliseconds. */
export const maxAge = { read: 5000, write: 1000 } as const;

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
        const end = await this.#poll(instance, context, { change, isOver }, () => idle?.instance);
        context.logger.progress(`ready after ${end.waited}`);
        if (end.instance !== undefined && !isReady(end.instance)) {
            context.logger.warn(noConnectionString(instance));
        }
        return end.instance ?? instance;
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
        const end = await this.#poll(target, context, { change: "delete", deletionAccepted, isOver });
        const left = isGone(end.instance) ? undefined : end.instance;
        const outcome = left === undefined ? "deleted" : "deletion not started by Atlas";
        context.logger.progress(`${outcome} after ${end.waited}`);
        return left;
    }

    /** @param enough What will do when the time runs out; undefined where only the end will. */
    async #poll(
        instance: Instance,
        { activity, logger, options }: OperationContext,
        {
            isOver,
            ...request
        }: {
            change: Change;
            deletionAccepted?: boolean;
            isOver: (seen: Instance | undefined, waited: number) => boolean;
        },
        enough: () => Instance | undefined = () => undefined,
    ): Promise<{ instance: Instance | undefined; waited: string }> {
        const begun = this.#clock.now();
        const waited = (): string => formatDuration(this.#clock.now() - begun);
        let state: string | undefined;
        const end = await pollCluster(this.#clusters, this.#clock, {
            ...request,
            ...options,
            target: readTargetOf(instance),
            isOver: (seen, milliseconds) => isOver(seen.instance, milliseconds),
            onPoll: progressOf<SeenInstance>(logger, activities[activity], ({ instance: seen }) => {
                state = seen?.stateName;
                return state ?? "not found";
            }),
            atDeadline: (lastFailure) => {
                const seen = enough();
                if (seen === undefined) {
                    const how = { place: instance, activity, duration: waited(), state, lastFailure };
                    throw new WaitTimeoutError(timedOut(how));
                }
                return { instance: seen };
            },
        });
        return { instance: end, waited: waited() };
    }
}
