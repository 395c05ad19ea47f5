import { createHash } from "node:crypto";
import { unknownValue, type InternalInputs } from "../model/inputs";
import { parseUrn } from "../model/urn";

/** The tag that says whose a cluster is. What it means for each operation: `ownership-rules`. */
export const ownerTag = "pulumi-owner";

/** What the tag says: `project.stack.name.slot@mark.earlier.earlier`. */
export interface OwnerTag {
    /** Project, stack and resource in readable form, and the slot where there is one; or somebody's own value. */
    owner: string;
    /** Fresh for each create and each taking; "" in a value that this provider did not write. */
    mark: string;
    /** The marks before it, the latest first. */
    earlier: readonly string[];
}

/** Atlas allows 255 characters: three of these, three dots, a slot, and five marks with what separates them. */
const longestPart = 55;

/** Where a resource is declared, as far as an operation knows it. */
export type DeclaredAt = Pick<InternalInputs, "__urn" | "__identity">;

/**
 * The place of a resource that no other state has: 8 digits for the state's identity, and 12 for that with project, stack and
 * path. Undefined where the identity is unknown; such a resource resumes nothing.
 */
export function slotOf({ __identity: identity, __urn: urn }: DeclaredAt): string | undefined {
    if (identity === undefined || urn === undefined || [identity, urn].includes(unknownValue)) {
        return undefined;
    }
    const { project, stack, path } = parseUrn(urn);
    return identityDigest(identity) + digest([identity, project, stack, path], 12);
}

/** How a slot begins that belongs to this identity. */
export function identityDigest(identity: string): string {
    return digest([identity], 8);
}

function digest(parts: readonly string[], digits: number): string {
    return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, digits);
}

/** The owner that a tag names for a resource. */
export function ownerOf(declaredAt: DeclaredAt): string {
    const { project, stack, logicalName } = parseUrn(declaredAt.__urn ?? "");
    const slot = slotOf(declaredAt);
    return [...[project, stack, logicalName].map(encode), ...(slot === undefined ? [] : [slot])].join(".");
}

/**
 * Letters, digits, hyphens and underscores stand for themselves; every other byte is `+` and two hexadecimal digits. What is too
 * long is cut between two characters.
 */
function encode(part: string, index: number): string {
    // Atlas wants a letter or a digit at the beginning of a value.
    let encoded = index === 0 && !/^[A-Za-z0-9]/.test(part) ? "0" : "";
    for (const char of part) {
        const next = /[A-Za-z0-9_-]/.test(char)
            ? char
            : Buffer.from(char).toString("hex").replaceAll(/../g, "+$&");
        if (encoded.length + next.length > longestPart) {
            break;
        }
        encoded += next;
    }
    return encoded;
}

/** An owner in a person's words; parts that were too long for the tag are cut. */
export interface ParsedOwner {
    project: string;
    stack: string;
    logicalName: string;
    slot?: string;
}

/** What an owner says; undefined where this provider did not write it. */
export function parseOwner(owner: string): ParsedOwner | undefined {
    // Slots of 16 digits are of the time before a state had an identity.
    const [, project, stack, logicalName, slot] =
        /^([^.@]+)\.([^.@]+)\.([^.@]+)(?:\.([0-9a-f]{20}|[0-9a-f]{16}))?$/.exec(owner) ?? [];
    return project === undefined || stack === undefined || logicalName === undefined
        ? undefined
        : {
              project: decode(project),
              stack: decode(stack),
              logicalName: decode(logicalName),
              ...(slot !== undefined && { slot }),
          };
}

/** The slot that an owner names, if any. */
export function slotIn(owner: string | undefined): string | undefined {
    return owner === undefined ? undefined : parseOwner(owner)?.slot;
}

/** The readable part of an owner, which resources of the same names in other states have too. */
export function withoutSlot(owner: string): string {
    const slot = slotIn(owner);
    return slot === undefined ? owner : owner.slice(0, -slot.length - 1);
}

/** Whether a tag names just the slot that a resource has now. */
export function isOwnSlot(tag: OwnerTag | undefined, declaredAt: DeclaredAt): boolean {
    const slot = slotOf(declaredAt);
    return slot !== undefined && slotIn(tag?.owner) === slot;
}

/** Whether an owner names a resource of a stack of this name; without a project, the stack's name alone decides. */
export function isOwnedByStack(
    owner: string,
    { project, stack }: { project?: string | undefined; stack: string },
): boolean {
    const [ofProject, ofStack] = owner.split(".");
    return (
        parseOwner(owner) !== undefined &&
        (project === undefined || ofProject === encode(project, 0)) &&
        ofStack === encode(stack, 1)
    );
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part.replaceAll("+", "%"));
    } catch {
        // A tag that is not of this version may be cut in the middle of a character.
        return part;
    }
}

/** The tag's value. */
export function formatOwnerTag({ owner, mark, earlier }: OwnerTag): string {
    return `${owner}@${[mark, ...earlier].join(".")}`;
}

/** What a cluster's tags say about its owner; undefined where they say nothing. */
export function parseOwnerTag(tags: Readonly<Record<string, string>>): OwnerTag | undefined {
    const value = tags[ownerTag];
    if (value === undefined) {
        return undefined;
    }
    const [, owner, mark, earlier] = /^(.*)@([0-9a-f]+)((?:\.[0-9a-f]+)*)$/.exec(value) ?? [];
    return owner === undefined || mark === undefined
        ? { owner: value, mark: "", earlier: [] }
        : { owner, mark, earlier: (earlier ?? "").split(".").filter(Boolean) };
}

/** The tags that a user sees: all but ours. */
export function withoutOwnerTag(tags: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(tags).filter(([key]) => key !== ownerTag));
}

/** The mark that an import may record: the cluster's own, where its tag names the importing resource's slot. */
export function importedMark(
    tags: Readonly<Record<string, string>>,
    declaredAt: DeclaredAt,
): string | undefined {
    const tag = parseOwnerTag(tags);
    return isOwnSlot(tag, declaredAt) ? tag?.mark : undefined;
}
