import type { Instance } from "../../atlas/api/instance";
import type { Clock } from "../../atlas/clock";
import type { ReadResult, ReadTarget, SeenInstance } from "../../atlas/clusters/batched-reads";
import type { Clusters } from "../../atlas/clusters/clusters";
import { pollUntil, type PollRequest } from "./poller";

/** A wait for a cluster to change. */
export interface ClusterPollRequest extends Pick<
    PollRequest<SeenInstance>,
    "change" | "deadline" | "signal"
> {
    target: ReadTarget;
    /** Whether Atlas has accepted our delete, so that the cluster can only go. */
    deletionAccepted?: boolean;
    /** Whether the wait ends with the cluster as it was read; throwing ends it too. */
    isOver: (instance: Instance | undefined, waited: number) => boolean;
    onPoll?: (result: ReadResult, waited: number) => void;
    /** What the wait ends with at its deadline, or an error, which may tell why the last poll failed if it did. */
    atDeadline: (lastFailure: unknown) => Instance | undefined;
}

/** Polls a cluster: see `pollUntil`. */
export async function pollCluster(
    clusters: Clusters,
    clock: Clock,
    { target: first, deletionAccepted, isOver, atDeadline, ...request }: ClusterPollRequest,
): Promise<Instance | undefined> {
    let target = first;
    const end = await pollUntil<SeenInstance>(clock, {
        ...request,
        requestRead: (sendBy, onRetry) => clusters.requestRead(target, { sendBy, onRetry }),
        isOver: ({ instance }, waited) => {
            const deletionObserved = deletionAccepted === true && instance?.stateName === "DELETING";
            const preferredApi = instance?.servedBy ?? target.preferredApi;
            target = { ...target, preferredApi, deletionObserved };
            return isOver(instance, waited);
        },
        atDeadline: (lastFailure) => ({ instance: atDeadline(lastFailure) }),
    });
    return end.instance;
}
