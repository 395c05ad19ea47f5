// Time passes: another era begins while clients go on, and what is not known of the service is chosen.
import type { EmulatorState } from "../emulation";
import { ERAS, type Era } from "../eras";
import { SERVERLESS_OPERATIONS } from "../operations/routes";
import { GONE_STATUSES, type BehaviorVariants } from "../behavior-variants";
import { boolean, listOf, object, oneOf, optional, type Read } from "../wire/reader";

/** The body of `POST /_emulator/era`: what it leaves out stays as it is. */
export const ERA_CHANGE = object({
    /** The era that begins; its conversions happen at once. Going back in time converts nothing back. */
    era: optional(oneOf(ERAS)),
    /** Whether conversions and upgrades, those of this very request included, give new ids; default false. */
    newIds: optional(boolean),
    /** What operations that are gone answer; default 410. */
    goneStatus: optional(oneOf(GONE_STATUSES)),
    /** Operations that v2 refuses while v1.0 serves them; default none. */
    serverlessV2Refuses: optional(listOf(oneOf(SERVERLESS_OPERATIONS))),
});

/** The era and the choices in force. */
export function eraOf({ era, unknowns }: EmulatorState): BehaviorVariants & { readonly era: Era } {
    return { era, ...unknowns };
}

/** Makes the choices, then lets the era begin. */
export function switchEra(emulation: EmulatorState, { era, ...choices }: Read<typeof ERA_CHANGE>): void {
    emulation.unknowns = { ...emulation.unknowns, ...choices };
    if (era === undefined) {
        return;
    }
    emulation.era = era;
    const now = emulation.clock.now();
    for (const database of emulation.world.projects().flatMap((project) => project.list(now))) {
        const kind = emulation.rules.becomes(database.spec.kind, database.spec.size);
        if (kind !== database.spec.kind) {
            database.convert({ kind, newId: emulation.unknowns.newIds }, now);
        }
    }
}
