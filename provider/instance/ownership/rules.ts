import type { Instance } from "../../atlas/api/instance";
import type { CheckedInputs } from "../model/inputs";
import { isOwnSlot, parseOwnerTag, slotIn } from "./owner-tag";
import type { Relation } from "./relation";

/** What each operation does. In doubt nothing is deleted or shared, and a person is told. */
// prettier-ignore
export const ownershipRules = {
    //            on refresh          on update          on delete
    owned:       { read: "report",    update: "change", delete: "delete" },
    untagged:    { read: "note",      update: "take",   delete: "delete" },
    remarked:    { read: "note",      update: "take",   delete: "leave if replaced here" },
    foreign:     { read: "keep+note", update: "take",   delete: "leave" },
    transferred: { read: "keep",      update: "refuse", delete: "leave" },
    gone:        { read: "gone",      update: "refuse", delete: "done" },
    doubtful:    { read: "keep",      update: "refuse", delete: "refuse" },
} as const satisfies Record<Relation, Record<"read" | "update" | "delete", string>>;

/** What a state recorded of its cluster. */
export interface Recorded {
    instanceId: string;
    createDate?: string;
    /** The owner as it was written, with the slot. */
    __owner?: string;
    __mark?: string;
}

/**
 * How a cluster stands to a state.
 *
 * @param presentSlot The resource's slot now, which a rename, a move or another entry point may have changed since.
 */
export function relationOf(
    recorded: Recorded,
    instance: Pick<Instance, "id" | "tags" | "createDate">,
    presentSlot?: string,
): Relation {
    const tag = parseOwnerTag(instance.tags);
    // A state of old may hold an empty one, from a tag with somebody's own value.
    const mark = recorded.__mark === "" ? undefined : recorded.__mark;
    const isSameId = instance.id === recorded.instanceId;
    if (mark !== undefined && tag?.mark === mark) {
        return "owned";
    }
    if (tag === undefined && isSameId) {
        return "untagged";
    }
    const slot = slotIn(tag?.owner);
    if (slot !== undefined && [slotIn(recorded.__owner), presentSlot].includes(slot)) {
        return "remarked";
    }
    if (isSameId || (mark !== undefined && tag?.earlier.includes(mark) === true)) {
        return mark === undefined ? "foreign" : "transferred";
    }
    const hasOtherMark = mark !== undefined && tag !== undefined && tag.mark !== "";
    const hasOtherDate =
        recorded.createDate !== undefined &&
        instance.createDate !== undefined &&
        Date.parse(recorded.createDate) !== Date.parse(instance.createDate);
    return hasOtherMark || hasOtherDate ? "gone" : "doubtful";
}

/** A create of ours that was interrupted is resumed for so long without asking. Milliseconds. */
export const resumeWindowMs = 60 * 60 * 1000;

/** What decides whether a create may take the cluster that has its name. */
export interface AdoptionRequest {
    inputs: CheckedInputs;
    instance: Instance;
    /** Atlas's clock: milliseconds since 1970. */
    now: number;
    /** The ids that MONGODB_ATLAS_RESUME names. */
    resume: ReadonlySet<string>;
    /** The URN of the resource that this process has seen to hold the cluster's mark. */
    holder: string | undefined;
}

/** Why a create must not take the cluster that has its name. */
export type AdoptionRefusal =
    /** Nothing is taken without an owner tag. */
    | "tag unwanted"
    /** Its cloud or region is another than declared; it is an interrupted create of our own slot. */
    | "own, unequal"
    /** Its cloud or region is another than declared. */
    | "unequal"
    /** `adopt` names another id. */
    | "other id"
    /** The same resource holds it: the create is a replacement. */
    | "replacement"
    /** Another resource of this program holds it. */
    | "held"
    /** Our own slot, but older than an hour, so nobody can tell a retry from a replacement. */
    | "own, old"
    /** Nobody's. */
    | "untagged"
    /** Somebody else's. */
    | "foreign";

/** Whether a create may take the cluster that has its name: undefined where it may. */
export function adoptionRefusal({
    inputs,
    instance,
    now,
    resume,
    holder,
}: AdoptionRequest): AdoptionRefusal | undefined {
    const tag = parseOwnerTag(instance.tags);
    const isOwn = isOwnSlot(tag, inputs);
    if (!wantsOwnerTag(inputs)) {
        return "tag unwanted";
    }
    const { backingProviderName, regionName } = instance.providerSettings;
    if (
        backingProviderName !== inputs.providerSettings.backingProviderName ||
        regionName !== inputs.providerSettings.regionName
    ) {
        return isOwn ? "own, unequal" : "unequal";
    }
    if (holder !== undefined) {
        return holder === inputs.__urn ? "replacement" : "held";
    }
    const isNamed = inputs.adopt === instance.id || resume.has(instance.id);
    if (isNamed) {
        return undefined;
    }
    if (typeof inputs.adopt === "string") {
        return "other id";
    }
    const isWanted = inputs.adopt === true || inputs.upgradeFromSharedTier === true;
    if (isWanted && (tag === undefined || isOwn)) {
        return undefined;
    }
    if (!isOwn) {
        return tag === undefined ? "untagged" : "foreign";
    }
    const age = instance.createDate === undefined ? Infinity : now - Date.parse(instance.createDate);
    return instance.stateName === "CREATING" || age <= resumeWindowMs ? undefined : "own, old";
}

/** Whether the program wants its clusters to carry the owner tag. */
export function wantsOwnerTag({ ownershipTag }: CheckedInputs): boolean {
    return ownershipTag !== false;
}
