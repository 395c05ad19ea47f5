import type { InstanceChange } from "../../atlas/api/instance";
import { unknownValue, type CheckedInputs } from "../model/inputs";
import { mutableProperties, desiredFrom, apiFieldNames, type MutableProperty, type State } from "../state";

/** One property that a deployment would change. */
export interface PropertyDiff {
    /** From the outermost property inwards. */
    path: readonly string[];
    kind: "add" | "delete" | "update";
}

/** The inputs that cannot change in place. */
export type ReplaceProperty = "projectId" | "name" | "providerSettings";

/** A change that replaces the cluster. */
interface ReplacementDiff extends PropertyDiff {
    path: readonly [ReplaceProperty, ...string[]];
}

/** Where a program finds each changeable property that is no map. */
const paths = {
    serverlessBackupOptions: ["serverlessBackupOptions", "serverlessContinuousBackupEnabled"],
    terminationProtectionEnabled: ["terminationProtectionEnabled"],
} as const satisfies Record<Exclude<MutableProperty, "tags">, readonly string[]>;

/** The inputs that cannot change in place and differ from the state, as far as one can know. */
export function replacementDiffs(state: State, inputs: CheckedInputs): ReplacementDiff[] {
    const pairs = [
        [["projectId"], state.projectId, inputs.projectId],
        [["name"], state.name, inputs.name],
        ...(["backingProviderName", "regionName"] as const).map(
            (setting) =>
                [
                    ["providerSettings", setting],
                    state.providerSettings[setting],
                    inputs.providerSettings[setting],
                ] as const,
        ),
    ] as const;
    return pairs.flatMap(([path, stands, wish]) =>
        // What Atlas did not tell is no reason to replace a cluster.
        stands === wish || stands === "" ? [] : [{ path, kind: "update" }],
    );
}

/** What changes in place, property by property, and of the tags each. */
export function updateDiffs(
    change: InstanceChange,
    inputs: CheckedInputs,
    stands: InstanceChange,
): PropertyDiff[] {
    const want = desiredFrom(inputs);
    return mutableProperties.flatMap((property): PropertyDiff[] => {
        const wire = apiFieldNames[property];
        if (isUnknown(inputs[property])) {
            return [{ path: [property], kind: "update" }];
        }
        if (change[wire] === undefined) {
            return [];
        }
        if (property === "tags") {
            return tagDetails(change.tags ?? {}, stands.tags ?? {});
        }
        const kind = want[wire] === undefined ? "delete" : stands[wire] === undefined ? "add" : "update";
        return [{ path: paths[property], kind }];
    });
}

/** Whether a whole property is not known yet, which its type does not say. */
function isUnknown(value: unknown): boolean {
    return value === unknownValue;
}

function tagDetails(
    wish: Readonly<Record<string, string>>,
    stands: Readonly<Record<string, string>>,
): PropertyDiff[] {
    const keys = [...new Set([...Object.keys(stands), ...Object.keys(wish)])].sort();
    return keys.flatMap((key): PropertyDiff[] => {
        const [before, after] = [stands[key], wish[key]];
        if (before === after) {
            return [];
        }
        const kind = before === undefined ? "add" : after === undefined ? "delete" : "update";
        return [{ path: ["tags", key], kind }];
    });
}
