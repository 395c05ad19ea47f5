import type { Instance } from "../provider/atlas/instance";
import { idOf } from "../provider/process/ids";
import {
    isOfStack,
    parseOwnerTag,
    readOwner,
    withoutSlot,
    ownerOf,
    type OwnerName,
} from "../provider/instance/ownership";
import type { HeldDatabase, StackView } from "./stacks";

/** How a database stands to the stacks of the backend. */
export type Standing =
    /** It carries no owner tag, or one that names no stack of this backend. */
    | "elsewhere"
    /** A state holds it. */
    | "held"
    /** Its stack does not hold it. */
    | "forgotten"
    /** Its very resource holds a database of that place, but with another mark. */
    | "marked anew"
    /** Its create was interrupted, or is under way. */
    | "creating"
    /** Its stack's state cannot be read. */
    | "unknown";

/** A database, and how it stands. */
export interface Finding {
    instance: Instance;
    standing: Standing;
    /** The stack that its owner tag names; absent where there is none in this backend. */
    stack?: StackView;
    owner?: OwnerName;
}

/** Compares a database's owner tag with what the stacks hold. */
export function judge(instance: Instance, stacks: readonly StackView[]): Finding {
    const ownership = parseOwnerTag(instance.tags);
    if (ownership === undefined) {
        return { instance, standing: "elsewhere" };
    }
    const name = readOwner(ownership.owner);
    const owners = stacks.filter((stack) => isOfStack(ownership.owner, stack));
    const finding = (standing: Standing, stack = owners[0]): Finding => ({
        instance,
        standing,
        ...(stack !== undefined && { stack }),
        ...(name !== undefined && { owner: name }),
    });

    // Also in another stack: after an import the tag names its old owner until the next update.
    const holds = ({ mark, instanceId }: HeldDatabase) =>
        mark === undefined ? instanceId === instance.id : mark === ownership.mark;
    if (stacks.some((stack) => stack.readable && stack.held.some(holds))) {
        return finding("held");
    }
    if (owners.length === 0) {
        return finding("elsewhere");
    }
    const unreadable = owners.find(({ readable }) => !readable);
    if (unreadable !== undefined) {
        return finding("unknown", unreadable);
    }
    const place = idOf({ projectId: instance.groupId, name: instance.name });
    for (const stack of owners) {
        if (!stack.readable) {
            continue;
        }
        if (stack.creating.some((urn) => ownerOf({ __urn: urn }) === withoutSlot(ownership.owner))) {
            return finding("creating", stack);
        }
        if (stack.held.some(({ id, owner }) => id === place && owner === ownership.owner)) {
            return finding("marked anew", stack);
        }
    }
    return finding("forgotten");
}
