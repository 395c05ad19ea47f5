// Switches the era while clients are connected, and chooses among the variants of behavior that is not known of Atlas.
import * as Type from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import type { EmulatorState } from "../emulation";
import { ERAS, type Era } from "../eras";
import { SERVERLESS_OPERATIONS } from "../operations/routes";
import { GONE_STATUSES, type BehaviorVariants } from "../behavior-variants";
import { object, oneOf } from "../wire/validation";

/** The body of `POST /_emulator/era`: what it omits does not change. */
export const ERA_CHANGE = object(
    {},
    {
        /** The era that begins. A later one converts clusters at once; an earlier one does not undo that. */
        era: oneOf(ERAS),
        /** Whether conversions and upgrades, those of this request included, give new IDs; default false. */
        newIds: Type.Boolean(),
        /** The status that retired operations answer with; default 410. */
        goneStatus: oneOf(GONE_STATUSES),
        /** Operations that v2 refuses while v1.0 serves them; default none. */
        serverlessV2Refuses: Type.Array(oneOf(SERVERLESS_OPERATIONS)),
    },
);

/** The era and the variants in force. */
export function eraOf({ era, unknowns }: EmulatorState): BehaviorVariants & { readonly era: Era } {
    return { era, ...unknowns };
}

/** Sets the variants, then begins the era. */
export function switchEra(emulation: EmulatorState, { era, ...choices }: Static<typeof ERA_CHANGE>): void {
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
