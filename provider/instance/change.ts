import { ResourceLostError } from "../atlas/errors";
import { readTargetOf } from "../atlas/batched-reads";
import type { Databases } from "../atlas/generations";
import type { Instance, InstanceChange } from "../atlas/instance";
import type { RequestOptions } from "../atlas/retry";
import { anotherHasTheName, changedAnother, takenMeanwhile, targetOf } from "./messages";
import { ownerTag, parseOwnerTag, withoutOwnerTag } from "./ownership";

/**
 * Changes the very database that was seen. A change that has to wait for its turn looks again before it is sent. Atlas takes
 * no condition with a change: one that took the name in the moment between gets the change, but our tag goes off it again,
 * so that nobody takes it for ours and deletes it.
 *
 * @throws ResourceLostError where somebody else has it by now, or another one has its name.
 */
export async function changeSeen(
    databases: Databases,
    seen: Instance,
    change: InstanceChange,
    options?: RequestOptions,
): Promise<Instance> {
    const stillRight = async (): Promise<void> => {
        const now = await databases.read(readTargetOf(seen), options);
        if (now === undefined) {
            return;
        }
        if (!isSameDatabase(seen, now)) {
            throw new ResourceLostError(anotherHasTheName(targetOf(seen), now, "update"));
        }
        // Ours stands there already where an earlier try got through though its answer was lost.
        refuseTaken(now, seen.tags[ownerTag], parseOwnerTag(change.tags ?? {})?.mark);
    };
    const changed = await databases.update(seen, change, options, stillRight);
    if (isSameDatabase(seen, changed)) {
        return changed;
    }
    if (change.tags !== undefined) {
        await databases.update(changed, { tags: withoutOwnerTag(changed.tags) }, options);
    }
    throw new ResourceLostError(changedAnother(seen, changed, change));
}

/** A conversion may give a database another id, but not another birthday. */
function isSameDatabase(one: Instance, other: Instance): boolean {
    return one.id === other.id || one.createDate === other.createDate;
}

/**
 * While one waits, another may take a cluster over: it is not for us to change then. A tag that is only gone is put back.
 *
 * @param claim The tag by which it was ours, as last seen; an answer need not show it.
 * @param mark Our own mark, which is on it or is to be.
 * @throws ResourceLostError where somebody else has it.
 */
export function refuseTaken(now: Instance, claim: string | undefined, mark: string | undefined): void {
    const tag = parseOwnerTag(now.tags);
    if (tag !== undefined && tag.mark !== mark && now.tags[ownerTag] !== claim) {
        throw new ResourceLostError(takenMeanwhile(now));
    }
}
