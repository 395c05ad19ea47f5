import type { Instance } from "../../atlas/api/instance";
import type { Clock } from "../../atlas/clock";
import type { ReadTarget, SeenInstance } from "../../atlas/clusters/batched-reads";
import type { Clusters } from "../../atlas/clusters/clusters";
import { pollUntil, type PollRequest } from "./poller";

/** A wait for a cluster to change. */
export interface ClusterPollRequest extends Omit<PollRequest<SeenInstance>, "requestRead"> {
    target: ReadTarget;
    /** Whether Atlas has accepted our delete, so that the cluster can only go. */
    deletionAccepted?: boolean;
}

/** Polls a cluster: see `pollUntil`. */
export async function pollCluster(
    clusters: Clusters,
    clock: Clock,
    { target: first, deletionAccepted = false, ...request }: ClusterPollRequest,
): Promise<Instance | undefined> {
    let target = first;
    const end = await pollUntil<SeenInstance>(clock, {
        ...request,
        requestRead: (sendBy, onRetry) => clusters.requestRead(target, { sendBy, onRetry }),
        isOver: (seen, waited) => {
            const { stateName, servedBy: preferredApi = target.preferredApi } = seen.instance ?? {};
            const deletionObserved = deletionAccepted && stateName === "DELETING";
            target = { ...target, preferredApi, deletionObserved };
            return request.isOver(seen, waited);
        },
    });
    return end.instance;
}
