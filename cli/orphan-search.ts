import type { Instance } from "../provider/atlas/api/instance";
import {
    isOwnedByStack,
    parseOwnerTag,
    parseOwner,
    type ParsedOwner,
} from "../provider/instance/ownership/owner-tag";
import { formatId } from "../provider/host/resource-id";
import type { StackView } from "./stacks";

/** How a cluster stands to the stacks that were read, worst first; `orphans --json` prints it. */
export const statuses = [
    /** Its tag has the identity of a stack that was read, and no state contains it. */
    "orphaned",
    /** Its tag has an identity that no stack has: another backend may manage it. */
    "unknown",
    /** Its tag names a stack whose state cannot be read. */
    "unreadable-stack",
    /** The resource that its tag names has it in its state, but with an earlier ownership ID. */
    "stale-state",
    /** A state contains its ID, but its tag says that another state adopted it. */
    "transferred",
    /** Its create is under way, or was interrupted. */
    "creating",
    /** Atlas deletes it, and no state contains it. */
    "deleting",
    /** A state contains it. */
    "managed",
    /** No state contains it, and this provider did not tag it. */
    "untagged",
] as const;
export type OwnershipStatus = (typeof statuses)[number];

/** A cluster, and how it stands. */
export interface Finding {
    instance: Instance;
    status: OwnershipStatus;
    /** What its tag says of the resource that created it, or took it. */
    createdBy?: ParsedOwner | undefined;
    /** The stack, of those that were read, that the status is about. */
    stack?: StackView | undefined;
}

/**
 * Compares a cluster with what the stacks hold.
 *
 * Invariant: names decide nothing, since a stack of another backend may have the same ones; a mark or the state's identity does.
 */
export function classify(instance: Instance, stacks: readonly StackView[]): Finding {
    const tag = parseOwnerTag(instance.tags);
    const createdBy = tag && parseOwner(tag.owner);
    const readable = stacks.filter((stack) => stack.readable);
    const holder = readable.find(({ held }) =>
        held.some(({ mark, instanceId }) =>
            mark === undefined || createdBy === undefined ? instanceId === instance.id : mark === tag?.mark,
        ),
    );
    if (holder !== undefined) {
        return { instance, status: "managed", createdBy, stack: holder };
    }
    if (tag === undefined || createdBy === undefined) {
        return { instance, status: "untagged" };
    }
    const finding = (status: OwnershipStatus, stack?: StackView): Finding => ({
        instance,
        status,
        createdBy,
        stack,
    });
    if (instance.stateName === "DELETING") {
        return finding("deleting");
    }

    const { slot } = createdBy;
    const place = formatId({ projectId: instance.groupId, name: instance.name });
    const stale = readable.find(({ held }) =>
        held.some((one) => one.slot !== undefined && one.slot === slot && one.id === place),
    );
    if (stale !== undefined) {
        return finding("stale-state", stale);
    }
    const previous = readable.find(({ held }) => held.some(({ instanceId }) => instanceId === instance.id));
    if (previous !== undefined) {
        return finding("transferred", previous);
    }
    const creator = readable.find(({ creating }) =>
        creating.some(({ owner, slots }) =>
            slot === undefined ? owner === tag.owner : slots.includes(slot),
        ),
    );
    if (creator !== undefined) {
        return finding("creating", creator);
    }

    const isNamed = (stack: StackView): boolean => isOwnedByStack(tag.owner, stack);
    const unreadable = stacks.find((stack) => !stack.readable && isNamed(stack));
    if (unreadable !== undefined) {
        return finding("unreadable-stack", unreadable);
    }
    // A slot begins with its state's identity. After `pulumi state move` two stacks may have the same one.
    const own = readable.filter(({ identities }) =>
        identities.some((identity) => slot?.startsWith(identity) === true),
    );
    const stack = own.find(isNamed) ?? own[0];
    if (instance.stateName === "CREATING") {
        return finding("creating", stack);
    }
    return stack === undefined ? finding("unknown") : finding("orphaned", stack);
}
