import { eachPassThroughAs } from "../../atlas/api/outputs";
import { compact, isRecord } from "../../atlas/json-readers";
import { unknownValue, type CheckedInputs } from "../model/inputs";
import { planUpdate } from "./update-plan";
import { isFlex, actualFromState, desiredFrom, type State } from "../state";

/** The outputs that a create would have, as far as they are known before it: the rest is Atlas's. */
export function previewCreate(inputs: CheckedInputs): Record<string, unknown> {
    return compact<Record<string, unknown>>({
        projectId: inputs.projectId,
        // Known, it would let a program ask Atlas for a cluster that is not there yet (YAML's invokes wait for values alone).
        name: unknownValue,
        providerSettings: completed(inputs.providerSettings, [
            "providerName",
            "effectiveProviderName",
            "effectiveInstanceSizeName",
            "effectiveDiskSizeGBLimit",
        ]),
        serverlessBackupOptions: completed(inputs.serverlessBackupOptions, [
            "serverlessContinuousBackupEnabled",
        ]),
        // What is there already keeps the tags that it has.
        tags: inputs.tags ?? (isNew(inputs) ? {} : unknownValue),
        terminationProtectionEnabled: inputs.terminationProtectionEnabled ?? unknownValue,
        apiGeneration: inputs.apiGeneration,
        instanceId: unknownValue,
        stateName: unknownValue,
        ...eachPassThroughAs(unknownValue),
        connectionStrings: unknownValue,
        servedBy: unknownValue,
        restoredFrom: inputs.restoreFrom && unknownValue,
    });
}

/** What is given of an object, if that is known, and of the rest that it is unknown. */
function completed(given: unknown, properties: readonly string[]): unknown {
    return isRecord(given)
        ? { ...Object.fromEntries(properties.map((property) => [property, unknownValue])), ...given }
        : unknownValue;
}

/** Whether a create is certain to create the cluster, rather than adopt an existing one. */
function isNew({ adopt = false, upgradeFromSharedTier = false }: CheckedInputs): boolean {
    return adopt === false && !upgradeFromSharedTier;
}

/** The outputs that an update would leave: those that stand, and what it changes. */
export function previewUpdate(state: State, inputs: CheckedInputs): Record<string, unknown> {
    const { change } = planUpdate(desiredFrom(inputs), actualFromState(state), state, isFlex(state));
    const { tags, terminationProtectionEnabled, continuousBackupEnabled } = {
        ...actualFromState(state),
        ...change,
    };
    const isUnknown = (value: unknown): boolean => value === unknownValue;
    return compact<Record<string, unknown>>({
        ...state,
        tags,
        terminationProtectionEnabled,
        apiGeneration: inputs.apiGeneration,
        serverlessBackupOptions: isUnknown(inputs.serverlessBackupOptions)
            ? unknownValue
            : { serverlessContinuousBackupEnabled: continuousBackupEnabled },
        // A create that is not finished yet ends with it.
        ...(state.stateName !== "IDLE" && {
            stateName: unknownValue,
            connectionStrings: unknownValue,
            ...eachPassThroughAs(unknownValue),
        }),
        ...(state.__restorePending === true &&
            inputs.restoreFrom !== undefined && { restoredFrom: unknownValue }),
    });
}
