import type { InstanceChange } from "../atlas/instance";
import { compact } from "../atlas/json";
import {
    canonical,
    changeable,
    digestOf,
    mentioned,
    wireNames,
    type Bookkeeping,
    type Changeable,
} from "./state";

/** What a property becomes when a program that had set it no longer does: what a new database has. */
const off = {
    tags: {},
    continuousBackupEnabled: false,
    terminationProtectionEnabled: false,
} as const satisfies Required<InstanceChange>;

/** What a database must be changed by, so that it is as the program wants it. */
export interface Plan {
    /** What to send to Atlas; empty where it stands right already. */
    change: InstanceChange;
    /** The properties that the program manages now. */
    managed: Changeable[];
}

/**
 * Compares what a program wants with what stands. Properties that the program never set are left alone; those it no
 * longer sets are cleared or turned off; where Atlas has ignored just this wish before, it is not asked again.
 */
export function plan(
    want: InstanceChange,
    stands: InstanceChange,
    kept: Pick<Bookkeeping, "__managed" | "__ignored">,
    flex: boolean,
): Plan {
    const managed = mentioned(want);
    const change = Object.fromEntries(
        changeable.flatMap((property) => {
            const wire = wireNames[property];
            const dropped = want[wire] === undefined && kept.__managed?.includes(property) === true;
            const goal = dropped ? off[wire] : want[wire];
            const settled =
                goal === undefined ||
                // Flex clusters have no continuous backup to turn on or off.
                (flex && property === "serverlessBackupOptions") ||
                canonical(goal) === canonical(stands[wire] ?? off[wire]) ||
                kept.__ignored[property] === digestOf(goal, stands[wire]);
            return settled ? [] : [[wire, goal] as const];
        }),
    );
    return { change: compact<InstanceChange>(change), managed };
}

/** The wishes that Atlas did not follow, now that all has been asked for. */
export function ignoredBy(want: InstanceChange, stands: InstanceChange): Bookkeeping["__ignored"] {
    return Object.fromEntries(
        mentioned(want).flatMap((property) => {
            const wire = wireNames[property];
            return canonical(want[wire]) === canonical(stands[wire] ?? off[wire])
                ? []
                : [[property, digestOf(want[wire], stands[wire])] as const];
        }),
    );
}
