import { createHash, randomBytes } from "node:crypto";
import { ownerOf, type DeclaredAt, type OwnerTag } from "./owner-tag";

/** So many earlier marks does a tag keep. */
const mostEarlier = 4;

/**
 * A mark that nobody has used.
 *
 * @param dataOf The cluster whose data the marked one is to start with; `isMarkFor` tells it again.
 */
export function newMark(dataOf?: string): string {
    if (dataOf === undefined) {
        return randomBytes(6).toString("hex");
    }
    const random = randomBytes(4).toString("hex");
    return random + checkDigits(random, dataOf);
}

/** Whether a mark was made for a cluster that is to start with the data of that one. */
export function isMarkFor(mark: string, dataOf: string): boolean {
    const [random, digits] = [mark.slice(0, 8), mark.slice(8)];
    return digits === checkDigits(random, dataOf);
}

function checkDigits(random: string, dataOf: string): string {
    return createHash("sha256")
        .update(JSON.stringify([random, dataOf]))
        .digest("hex")
        .slice(0, 4);
}

/** The tag of a cluster that is created. */
export function newOwnerTag(declaredAt: DeclaredAt, dataOf?: string): OwnerTag {
    return { owner: ownerOf(declaredAt), mark: newMark(dataOf), earlier: [] };
}

/**
 * The tag of a cluster that is adopted: a new ownership ID, and those before it, by which older states know what happened.
 *
 * @param before The tag that it has, and the ownership ID that our state has for it.
 */
export function adoptionTag(
    declaredAt: DeclaredAt,
    before: { tag: OwnerTag | undefined; mark?: string | undefined },
    dataOf?: string,
): OwnerTag {
    const marks = [before.tag?.mark, ...(before.tag?.earlier ?? []), before.mark].filter(
        (mark): mark is string => Boolean(mark),
    );
    return { ...newOwnerTag(declaredAt, dataOf), earlier: [...new Set(marks)].slice(0, mostEarlier) };
}
