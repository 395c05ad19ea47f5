import { compact, isRecord } from "../atlas/json";
import { unknown, type CheckedInputs } from "./inputs";
import { plan } from "./plan";
import { isFlex, standingIn, wanted, type State } from "./state";

/** The outputs that a create would have, as far as they are known before it: the rest is Atlas's. */
export function plannedCreate(inputs: CheckedInputs): Record<string, unknown> {
    return compact<Record<string, unknown>>({
        projectId: inputs.projectId,
        // Known, it would let a program ask Atlas for a database that is not there yet (YAML's invokes wait for values alone).
        name: unknown,
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
        tags: inputs.tags ?? (isNew(inputs) ? {} : unknown),
        terminationProtectionEnabled: inputs.terminationProtectionEnabled ?? unknown,
        apiGeneration: inputs.apiGeneration,
        instanceId: unknown,
        stateName: unknown,
        createDate: unknown,
        mongoDBVersion: unknown,
        connectionStrings: unknown,
        servedBy: unknown,
    });
}

/** What is given of an object, if that is known, and of the rest that it is unknown. */
function completed(given: unknown, properties: readonly string[]): unknown {
    return isRecord(given)
        ? { ...Object.fromEntries(properties.map((property) => [property, unknown])), ...given }
        : unknown;
}

/** Whether a create surely makes the database, rather than take on one that is there. */
function isNew({ adopt = false, upgradeFromSharedTier = false }: CheckedInputs): boolean {
    return adopt === false && !upgradeFromSharedTier;
}

/** The outputs that an update would leave: those that stand, and what it changes. */
export function plannedUpdate(state: State, inputs: CheckedInputs): Record<string, unknown> {
    const { change } = plan(wanted(inputs), standingIn(state), state, isFlex(state));
    const { tags, terminationProtectionEnabled, continuousBackupEnabled } = {
        ...standingIn(state),
        ...change,
    };
    const isUnknown = (value: unknown): boolean => value === unknown;
    return compact<Record<string, unknown>>({
        ...state,
        tags,
        terminationProtectionEnabled,
        apiGeneration: inputs.apiGeneration,
        serverlessBackupOptions: isUnknown(inputs.serverlessBackupOptions)
            ? unknown
            : { serverlessContinuousBackupEnabled: continuousBackupEnabled },
        // A create that is not finished yet ends with it.
        ...(state.stateName !== "IDLE" && {
            stateName: unknown,
            connectionStrings: unknown,
            mongoDBVersion: unknown,
        }),
    });
}
