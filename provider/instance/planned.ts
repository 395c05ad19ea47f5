import { record } from "../atlas/json";
import { unknown, type CheckedInputs } from "./inputs";
import { plan } from "./plan";
import { isFlex, standingIn, wanted, type State } from "./state";

/** The outputs that a create would have, as far as they are known before it: the rest is Atlas's. */
export function plannedCreate(inputs: CheckedInputs): Record<string, unknown> {
    return {
        projectId: inputs.projectId,
        // Known, it would let a program ask Atlas for a database that is not there yet (YAML's invokes wait for values alone).
        name: unknown,
        providerSettings: {
            providerName: unknown,
            effectiveProviderName: unknown,
            effectiveInstanceSizeName: unknown,
            effectiveDiskSizeGBLimit: unknown,
            ...record(inputs.providerSettings),
        },
        serverlessBackupOptions: inputs.serverlessBackupOptions ?? unknown,
        // An upgraded cluster keeps the tags that it has.
        tags: inputs.tags ?? (inputs.upgradeFromSharedTier === true ? unknown : {}),
        terminationProtectionEnabled: inputs.terminationProtectionEnabled ?? unknown,
        instanceId: unknown,
        stateName: unknown,
        createDate: unknown,
        mongoDBVersion: unknown,
        connectionStrings: unknown,
        servedBy: unknown,
    };
}

/** The outputs that an update would leave: those that stand, and what it changes. */
export function plannedUpdate(state: State, inputs: CheckedInputs): Record<string, unknown> {
    const { change } = plan(wanted(inputs), standingIn(state), state, isFlex(state));
    const { tags, terminationProtectionEnabled, continuousBackupEnabled } = {
        ...standingIn(state),
        ...change,
    };
    const isUnknown = (value: unknown): boolean => value === unknown;
    return {
        ...state,
        tags,
        terminationProtectionEnabled,
        serverlessBackupOptions: isUnknown(inputs.serverlessBackupOptions)
            ? unknown
            : { serverlessContinuousBackupEnabled: continuousBackupEnabled },
        // A create that is not finished yet ends with it.
        ...(state.stateName !== "IDLE" && {
            stateName: unknown,
            connectionStrings: unknown,
            mongoDBVersion: unknown,
        }),
    };
}
