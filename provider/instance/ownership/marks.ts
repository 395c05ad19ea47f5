import { randomBytes } from "node:crypto";
import { ownerOf, type DeclaredAt, type OwnerTag } from "./owner-tag";

/** So many earlier marks does a tag keep. */
const mostEarlier = 4;

/** A mark that nobody has used. */
export function newMark(): string {
    return randomBytes(6).toString("hex");
}

/** The tag of a cluster that is created. */
export function newOwnerTag(declaredAt: DeclaredAt): OwnerTag {
    return { owner: ownerOf(declaredAt), mark: newMark(), earlier: [] };
}

/**
 * The tag of a cluster that is adopted: a new ownership ID, and those before it, by which older states know what happened.
 *
 * @param before The tag that it has, and the ownership ID that our state has for it.
 */
export function adoptionTag(
    declaredAt: DeclaredAt,
    before: { tag: OwnerTag | undefined; mark?: string | undefined },
): OwnerTag {
    const marks = [before.tag?.mark, ...(before.tag?.earlier ?? []), before.mark].filter(
        (mark): mark is string => Boolean(mark),
    );
    return { ...newOwnerTag(declaredAt), earlier: [...new Set(marks)].slice(0, mostEarlier) };
}
