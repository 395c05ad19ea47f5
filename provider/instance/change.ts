import type { Databases } from "../atlas/generations";
import type { Instance, InstanceChange } from "../atlas/instance";
import type { Patience } from "../atlas/retry";
import { changedAnother } from "./messages";
import { withoutOwner } from "./ownership";

/**
 * Changes the very database that was seen. Atlas takes no condition with a change: one that took the name in the moment
 * between gets the change, but our tag goes off it again, so that nobody takes it for ours and deletes it.
 *
 * @throws Lost where that happened.
 */
export async function changeSeen(
    databases: Databases,
    seen: Instance,
    change: InstanceChange,
    patience?: Patience,
): Promise<Instance> {
    const changed = await databases.update(seen, change, patience);
    // A conversion may give a database another id, but not another birthday.
    if (changed.id === seen.id || changed.createDate === seen.createDate) {
        return changed;
    }
    if (change.tags !== undefined) {
        await databases.update(changed, { tags: withoutOwner(changed.tags) }, patience);
    }
    throw changedAnother(seen, changed, change);
}
