// How long the real service was seen to take, in emulated milliseconds.
import { SECOND } from "../clock";
import { around, between } from "../random";
import type { Random } from "../random";
import type { Kind } from "./kinds";

/** `CREATING` to `IDLE`, counted from the create's answer: 11 to 12 s. */
export function creating(random: Random): number {
    return between(random, 11, 12) * SECOND;
}

/** `UPDATING` to `IDLE`: within 4 s. */
export function updating(random: Random): number {
    return between(random, 2, 4) * SECOND;
}

/** A shared-tier cluster to a serverless instance: not seen, so taken to be as long as making one. */
export const upgrading = creating;

/** From the delete's answer to the first sight of `DELETING`: up to 2 s. */
export function deletionShows(random: Random): number {
    return between(random, 0, 2) * SECOND;
}

/** From the delete's answer until the database is gone: about 20 s; Flex clusters took 4 to 97 s at the ends. */
export function deleting(random: Random, kind: Kind): number {
    return Math.min(97, Math.max(4, around(random, 20, kind === "serverless" ? 0.2 : 0.35))) * SECOND;
}

/** The stages of a snapshot, from when it is asked for. */
export function snapshotStages(random: Random): { readonly startsAfter: number; readonly endsAfter: number } {
    const startsAfter = between(random, 1, 2) * SECOND;
    return { startsAfter, endsAfter: startsAfter + between(random, 2, 6) * SECOND };
}
