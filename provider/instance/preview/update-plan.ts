import { canonicalJson } from "../model/canonical-json";
import type { InstanceChange } from "../../atlas/api/instance";
import { compact } from "../../atlas/json-readers";
import {
    mutableProperties,
    digestOf,
    specifiedProperties,
    apiFieldNames,
    type StateMetadata,
    type MutableProperty,
} from "../state";

/** What a property becomes when a program that had set it no longer does: what a new cluster has. */
const off = {
    tags: {},
    continuousBackupEnabled: false,
    terminationProtectionEnabled: false,
} as const satisfies Required<InstanceChange>;

/** What a cluster must be changed by, so that it is as the program wants it. */
export interface UpdatePlan {
    /** What to send to Atlas; empty where it stands right already. */
    change: InstanceChange;
    /** The properties that the program manages now. */
    managed: MutableProperty[];
}

/**
 * Compares what a program wants with what stands. Properties that the program never set are left alone; those it no
 * longer sets are cleared or turned off; where Atlas has ignored just this wish before, it is not asked again.
 */
export function planUpdate(
    want: InstanceChange,
    stands: InstanceChange,
    kept: Pick<StateMetadata, "__managed" | "__ignored">,
    flex: boolean,
): UpdatePlan {
    const managed = specifiedProperties(want);
    const change = Object.fromEntries(
        mutableProperties.flatMap((property) => {
            const wire = apiFieldNames[property];
            const dropped = want[wire] === undefined && kept.__managed?.includes(property) === true;
            const goal = dropped ? off[wire] : want[wire];
            const settled =
                goal === undefined ||
                // Flex clusters have no continuous backup to turn on or off.
                (flex && property === "serverlessBackupOptions") ||
                canonicalJson(goal) === canonicalJson(stands[wire] ?? off[wire]) ||
                kept.__ignored[property] === digestOf(goal, stands[wire]);
            return settled ? [] : [[wire, goal] as const];
        }),
    );
    return { change: compact<InstanceChange>(change), managed };
}

/** The wishes that Atlas did not follow, now that all has been asked for. */
export function serverOverrides(want: InstanceChange, stands: InstanceChange): StateMetadata["__ignored"] {
    return Object.fromEntries(
        specifiedProperties(want).flatMap((property) => {
            const wire = apiFieldNames[property];
            return canonicalJson(want[wire]) === canonicalJson(stands[wire] ?? off[wire])
                ? []
                : [[property, digestOf(want[wire], stands[wire])] as const];
        }),
    );
}
