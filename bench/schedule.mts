// The provider's own schedule, as the simulation asks it: nothing here decides when to look.
import { nextLook, paces } from "../provider/instance/pace.ts";
import type { ChangeKind } from "./emulator-client.mts";

const paceOf = { create: paces.creating, update: paces.updating, destroy: paces.deleting } as const;

/** Milliseconds from now to the next look of a wait that has lasted so long. */
export function nextDelay(waitedMs: number, kind: ChangeKind): number {
    const situation = { isShared: false, leads: true, isLimited: false, hurries: false };
    return nextLook({ ...situation, waited: waitedMs, pace: paceOf[kind] }) - waitedMs;
}

/** Milliseconds that lie at least between two looks that several waits share. */
export function leastGap(kind: ChangeKind): number {
    return paceOf[kind].many.every;
}
