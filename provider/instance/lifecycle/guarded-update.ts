import { ResourceLostError } from "../../atlas/errors";
import { readTargetOf } from "../../atlas/clusters/batched-reads";
import type { Clusters } from "../../atlas/clusters/clusters";
import type { Instance, InstanceChange } from "../../atlas/api/instance";
import type { RequestOptions } from "../../atlas/retry";
import { nameHeldByAnother, updatedAnotherCluster, transferredMeanwhile, identityOf } from "../messages";
import { ownerTag, parseOwnerTag, withoutOwnerTag } from "../ownership/owner-tag";
import { isSameCluster } from "../ownership/same-cluster";

/**
 * Changes the cluster that was seen, and no other. A change that has to wait for its turn reads it once more before it is sent.
 * Atlas takes no condition with a change: a cluster that took the name in between gets the change, but our tag is removed from it
 * again, so that nobody takes it for ours and deletes it.
 *
 * @throws ResourceLostError where somebody else has it by now, or another one has its name.
 */
export async function updateIfUnchanged(
    clusters: Clusters,
    seen: Instance,
    change: InstanceChange,
    options?: RequestOptions,
): Promise<Instance> {
    const stillRight = async (): Promise<void> => {
        const now = await clusters.read(readTargetOf(seen), options);
        if (now === undefined) {
            return;
        }
        assertSameCluster(seen, now, "update");
        // Ours stands there already where an earlier try got through though its answer was lost.
        assertNotTransferred(now, seen.tags[ownerTag], parseOwnerTag(change.tags ?? {})?.mark);
    };
    const changed = await clusters.update(seen, change, options, stillRight);
    if (isSameCluster(seen, changed)) {
        return changed;
    }
    if (change.tags !== undefined) {
        await clusters.update(changed, { tags: withoutOwnerTag(changed.tags) }, options);
    }
    throw new ResourceLostError(updatedAnotherCluster(seen, changed, change));
}

/** @throws ResourceLostError where another cluster has the name by now. */
export function assertSameCluster(seen: Instance, now: Instance, verb: string): void {
    if (!isSameCluster(seen, now)) {
        throw new ResourceLostError(nameHeldByAnother(identityOf(seen), now, verb));
    }
}

/**
 * While one waits, another may adopt the cluster: it is not for us to change then. A tag that is only missing is restored.
 *
 * @param claim The tag by which it was ours, as last seen; an answer need not show it.
 * @param mark Our own ownership ID, which is on it or is to be.
 * @throws ResourceLostError where somebody else has it.
 */
export function assertNotTransferred(
    now: Instance,
    claim: string | undefined,
    mark: string | undefined,
): void {
    const tag = parseOwnerTag(now.tags);
    if (tag !== undefined && tag.mark !== mark && now.tags[ownerTag] !== claim) {
        throw new ResourceLostError(transferredMeanwhile(now));
    }
}
