import { createHash } from "node:crypto";
import type { Instance } from "../atlas/instance";
import type { Origin } from "./inputs";
import { readUrn } from "./urn";

/**
 * Law: only what we made, or were told to take, is ours. Every database that we create carries a tag that says whose
 * it is: the owner, readable for people, and a mark that is fresh for every create and every taking over.
 */
export const ownerTag = "pulumi-owner";

/** What the tag says. */
export interface Ownership {
    /** Project, stack and resource, and a hash of organization and URN. */
    owner: string;
    mark: string;
    /** The mark of whom the database was taken over from. */
    predecessor?: string;
}

/** Whose a resource's databases are, as the program knows it. */
export interface OwnerParts {
    organization: string;
    project: string;
    stack: string;
    /** The resource's name in the program. */
    logicalName: string;
    urn: string;
}

/** What Atlas allows a tag's value, less what separates the mark and its predecessor. */
const longestPart = 60;

/** An owner's name: readable, and never that of another resource. */
export function ownerOf({ organization, project, stack, logicalName, urn }: OwnerParts): string {
    const hash = createHash("sha256")
        .update(JSON.stringify([organization, urn]))
        .digest("hex")
        .slice(0, 16);
    return [project, stack, logicalName].map(encode).concat(hash).join(".");
}

/** What an operation needs to know of where a database is declared: the URN, and whose the database is. */
export function declaredAt({ organization, urn }: Origin): { __urn: string; __owner: string } {
    return { __urn: urn, __owner: ownerOf({ organization, urn, ...readUrn(urn) }) };
}

/** Letters, digits, hyphens and underscores stand for themselves; every other byte is `+` and two hexadecimal digits. */
function encode(part: string, index: number): string {
    const encoded = [...Buffer.from(part, "utf8")]
        .map((byte) => String.fromCharCode(byte))
        .map((char) =>
            /[A-Za-z0-9_-]/.test(char) ? char : `+${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
        )
        .join("")
        .slice(0, longestPart);
    // Atlas wants a letter or a digit at the beginning of a value.
    return index === 0 && !/^[A-Za-z0-9]/.test(encoded) ? `0${encoded}` : encoded;
}

/** An owner's name in a person's words; parts that were too long for the tag are cut. */
export interface OwnerName {
    project: string;
    stack: string;
    logicalName: string;
}

/** What an owner's name says; undefined where it is none of ours. */
export function readOwner(owner: string): OwnerName | undefined {
    const [, project, stack, logicalName] = /^([^.]+)\.([^.]+)\.([^.]+)\.[0-9a-f]{16}$/.exec(owner) ?? [];
    return project === undefined || stack === undefined || logicalName === undefined
        ? undefined
        : { project: decode(project), stack: decode(stack), logicalName: decode(logicalName) };
}

/** Whether an owner's name is that of a resource of this stack; without a project, the stack's name alone decides. */
export function isOfStack(
    owner: string,
    { project, stack }: { project?: string | undefined; stack: string },
): boolean {
    const [ofProject, ofStack] = owner.split(".");
    return (
        readOwner(owner) !== undefined &&
        (project === undefined || ofProject === encode(project, 0)) &&
        ofStack === encode(stack, 1)
    );
}

function decode(part: string): string {
    try {
        return decodeURIComponent(part.replaceAll("+", "%"));
    } catch {
        // It was cut in the middle of a character.
        return part;
    }
}

/** The tag's value. */
export function writeOwnership({ owner, mark, predecessor }: Ownership): string {
    return `${owner}@${mark}${predecessor === undefined ? "" : `.${predecessor}`}`;
}

/** What a database's tags say about its owner; undefined where they say nothing. */
export function readOwnership(tags: Readonly<Record<string, string>>): Ownership | undefined {
    const value = tags[ownerTag];
    if (value === undefined) {
        return undefined;
    }
    const [, owner, mark, predecessor] = /^(.*)@([0-9a-f]+)(?:\.([0-9a-f]+))?$/.exec(value) ?? [];
    // A value that is not ours still means that somebody claims the database.
    return owner === undefined || mark === undefined
        ? { owner: value, mark: "" }
        : { owner, mark, ...(predecessor !== undefined && { predecessor }) };
}

/** The mark on a database; undefined where it carries none: no tag, or one with somebody's own value. */
export function markOn({ tags }: Pick<Instance, "tags">): string | undefined {
    return readOwnership(tags)?.mark || undefined;
}

/** The tags that a user sees: all but ours. */
export function withoutOwner(tags: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(tags).filter(([key]) => key !== ownerTag));
}

/** What a state knows of its database's identity. */
export interface Claim {
    instanceId: string;
    __owner?: string;
    __mark?: string;
}

/** How a database that was found stands to a state that claims it. */
export type Relation =
    /** The very one. */
    | "ours"
    /** Another resource, or another run of the same one, has taken it over from us. */
    | "handed over"
    /** Its owner is ours, its mark is not: the state may be an old copy. */
    | "unsure"
    /** Another database that only has the same name. */
    | "another";

/** In doubt it is not ours. An id that differs means another database, unless our mark is on it: conversions may change ids. */
export function relationOf(claim: Claim, instance: Pick<Instance, "id" | "tags">): Relation {
    const seen = readOwnership(instance.tags);
    const sameId = instance.id === claim.instanceId;
    if (seen === undefined) {
        return sameId ? "ours" : "another";
    }
    // Somebody's own value has no mark, and other databases may carry it too.
    const isMarkOurs = claim.__mark !== undefined && seen.mark === claim.__mark;
    if (isMarkOurs && (sameId || seen.mark !== "")) {
        return "ours";
    }
    if (claim.__mark !== undefined && seen.predecessor === claim.__mark) {
        return "handed over";
    }
    if (!sameId) {
        return "another";
    }
    return seen.owner === claim.__owner ? "unsure" : "handed over";
}
