import type { Databases } from "../atlas/generations";
import type { Instance, InstanceChange } from "../atlas/instance";
import type { RequestOptions } from "../atlas/retry";
import { another, changedAnother, takenMeanwhile, targetOf } from "./messages";
import { ownerTag, withoutOwner } from "./ownership";
import { Lost } from "./unfinished";

/**
 * Changes the very database that was seen. A change that has to wait for its turn looks again before it is sent. Atlas takes
 * no condition with a change: one that took the name in the moment between gets the change, but our tag goes off it again,
 * so that nobody takes it for ours and deletes it.
 *
 * @throws Lost where somebody else has it by now, or another one has its name.
 */
export async function changeSeen(
    databases: Databases,
    seen: Instance,
    change: InstanceChange,
    options?: RequestOptions,
): Promise<Instance> {
    const stillRight = async (): Promise<void> => {
        const now = await databases.look(seen, seen.servedBy, 0, options);
        if (now !== undefined) {
            refuseOther(seen, now, change);
        }
    };
    const changed = await databases.update(seen, change, options, stillRight);
    if (isSameDatabase(seen, changed)) {
        return changed;
    }
    if (change.tags !== undefined) {
        await databases.update(changed, { tags: withoutOwner(changed.tags) }, options);
    }
    throw changedAnother(seen, changed, change);
}

/** A conversion may give a database another id, but not another birthday. */
function isSameDatabase(one: Instance, other: Instance): boolean {
    return one.id === other.id || one.createDate === other.createDate;
}

function refuseOther(seen: Instance, now: Instance, change: InstanceChange): void {
    if (!isSameDatabase(seen, now)) {
        throw another(targetOf(seen), now, "update");
    }
    const claim = now.tags[ownerTag];
    // Ours stands there already where an earlier try got through though its answer was lost; none is put back.
    if (claim !== undefined && claim !== seen.tags[ownerTag] && claim !== change.tags?.[ownerTag]) {
        throw new Lost(takenMeanwhile(now));
    }
}
