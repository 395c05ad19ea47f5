import { ChangeBlockedError } from "../../atlas/errors";
import { updateDiffs, replacementDiffs, type PropertyDiff, type ReplaceProperty } from "./detailed-diff";
import { canonicalJson } from "../model/canonical-json";
import { mutableProperties, isFlex, actualFromState, desiredFrom, type State } from "../state";
import { restoreSourceOf, unknownValue, type CheckedInputs } from "../model/inputs";
import { moved, adopting, noContinuousBackup, restoreIgnored, restorePending } from "../messages";
import { planUpdate } from "./update-plan";

/** What a deployment would do to a cluster. */
export interface Difference {
    changes: boolean;
    /** The inputs whose change replaces the cluster; none where it is changed in place. */
    replaces: ReplaceProperty[];
    /** Each property that changes, down to the single tag. May be empty although something changes: what a create left undone, say. */
    details: PropertyDiff[];
    /**
     * Whether, in a replacement, the old cluster must go before the new one comes, because both have one name. Also said of a
     * change in place, since the option `replaceOnChanges` may make a replacement of it.
     */
    deleteBeforeReplace: boolean;
    /** What a person should know before saying yes. */
    warnings: string[];
    /** Why there is a change that names no property, and what is no change. */
    notes: string[];
}

/** While Atlas is at it, a cluster is not what the program wants yet. New states that Atlas may invent are final. */
const transitionalStates = ["CREATING", "UPDATING", "DELETING", "REPAIRING"];

/**
 * Compares a cluster's state with the inputs that a program now declares. Pure: no network, no clock.
 *
 * @throws ChangeBlockedError where the change would replace a cluster that termination protection keeps.
 */
export function diff(state: State, inputs: CheckedInputs): Difference {
    const stands = actualFromState(state);
    const { change, managed } = planUpdate(desiredFrom(inputs), stands, state, isFlex(state));
    const details = updateDiffs(change, inputs, stands);
    const replacements = replacementDiffs(state, inputs);
    const replaces = [...new Set(replacements.map(({ path }) => path[0]))];
    if (replaces.length > 0) {
        refuseAdoptedReplacement(state, inputs, replaces);
        if (inputs.upgradeFromSharedTier === true) {
            throw new ChangeBlockedError(
                `Cluster "${state.name}" in project ${state.projectId} was created by upgrading a ` +
                    `shared-tier cluster, which no longer exists. Changing ${replaces.join(" and ")} would ` +
                    "replace it with an empty cluster. Revert the change, or remove upgradeFromSharedTier to " +
                    "allow the replacement.",
            );
        }
        const known = replaces.filter((property) => !containsUnknown(inputs[property]));
        if (state.terminationProtectionEnabled && known.length > 0 && inputs.__retainOnDelete !== true) {
            // An automatic name only follows the others, where there are any.
            const others = known.filter((property) => !(property === "name" && inputs.__automaticName));
            const changed = others.length > 0 ? others : known;
            throw new ChangeBlockedError(
                `Changing ${changed.join(" and ")} replaces cluster "${state.name}" in project ${state.projectId}, ` +
                    "but its termination protection is enabled. Revert the change, or set " +
                    "terminationProtectionEnabled: false, run `pulumi up`, and then make the change.",
            );
        }
        const deleteBeforeReplace = inputs.name === state.name;
        if (deleteBeforeReplace && isItself(state, inputs)) {
            throw new ChangeBlockedError(
                `Changing ${replaces.join(" and ")} replaces cluster "${state.name}" in project ${state.projectId}, and ` +
                    "restoreFrom names a snapshot of it, which is deleted together with the old cluster. Change name too, so " +
                    "that the new cluster is created first, or remove restoreFrom.",
            );
        }
        if (deleteBeforeReplace && inputs.__retainOnDelete === true) {
            throw new ChangeBlockedError(
                `Changing ${replaces.join(" and ")} replaces cluster "${state.name}" in project ` +
                    `${state.projectId}, but retainOnDelete keeps it, and the new cluster needs its name. ` +
                    "Change name too, or revert the change.",
            );
        }
        return {
            changes: true,
            replaces,
            details: [...replacements, ...details],
            deleteBeforeReplace,
            notes: [],
            warnings: [
                ...(inputs.__autonaming === true && !deleteBeforeReplace ? [engineDeletesFirst(state)] : []),
                ...(inputs.__retainOnDelete === true
                    ? [
                          `Replacing cluster "${state.name}" in project ${state.projectId} keeps the old ` +
                              "cluster in Atlas (retainOnDelete), where no stack manages it. " +
                              startsWith(inputs),
                      ]
                    : [replacementLoss(state, replaces, known, inputs)]),
            ],
        };
    }
    const notes = [
        ...(state.__noted === undefined ? [] : [adopting(state, state.__noted)]),
        ...(inputs.__movedFrom === undefined ? [] : [moved(state, inputs.__movedFrom)]),
        ...(state.__restorePending === true ? [restorePending(state, inputs.restoreFrom !== undefined)] : []),
    ];
    const changes =
        notes.length > 0 ||
        Object.keys(change).length > 0 ||
        mutableProperties.some((property) => containsUnknown(inputs[property])) ||
        transitionalStates.includes(state.stateName) ||
        (state.__managed !== undefined && canonicalJson(state.__managed) !== canonicalJson(managed)) ||
        // The state's own copy is all that a delete gets to see.
        inputs.__timeouts?.delete !== state.__timeouts?.delete;
    return {
        changes,
        replaces: [],
        details,
        deleteBeforeReplace: inputs.name === state.name,
        warnings: [],
        notes: [
            ...notes,
            ...(isRestoreIgnored(state, inputs) ? [restoreIgnored(state)] : []),
            ...(isBackupIgnored(state, inputs) ? [noContinuousBackup(state)] : []),
        ],
    };
}

function replacementLoss(
    { name, projectId }: State,
    replaces: readonly ReplaceProperty[],
    known: readonly ReplaceProperty[],
    inputs: CheckedInputs,
): string {
    return known.length > 0
        ? `Replacing cluster "${name}" in project ${projectId} permanently deletes its data and snapshots. ` +
              startsWith(inputs)
        : `Cluster "${name}" in project ${projectId} might be replaced: whether ${replaces.join(" and ")} ` +
              "changes is not known until the update runs. A replacement permanently deletes its data and " +
              `snapshots. ${startsWith(inputs)}`;
}

/** What data a new cluster has. */
function startsWith({ restoreFrom }: CheckedInputs): string {
    return restoreFrom === undefined
        ? "The new cluster starts empty."
        : "The new cluster starts with the data of the snapshot that restoreFrom names.";
}

/** Whether the snapshot to start with is one of the cluster that would be replaced. */
function isItself(state: State, inputs: CheckedInputs): boolean {
    const source = restoreSourceOf(inputs);
    return source?.name === state.name && source.projectId === state.projectId;
}

function engineDeletesFirst({ name, projectId }: State): string {
    return (
        `The setting pulumi:autonaming applies to cluster "${name}" in project ${projectId}: unless its pattern has a random ` +
        "part, Pulumi deletes the old cluster before it creates the new one, and a create that then fails leaves neither."
    );
}

/** Whether the program names another snapshot than the one that the cluster started with. */
function isRestoreIgnored(
    { __restorePending: isPending, restoredFrom }: State,
    inputs: CheckedInputs,
): boolean {
    const source = restoreSourceOf(inputs);
    return (
        source !== undefined &&
        isPending !== true &&
        !containsUnknown(inputs.restoreFrom) &&
        (["snapshotId", "name", "projectId"] as const).some((key) => source[key] !== restoredFrom?.[key])
    );
}

/** Whether continuous backup is declared for the first time, of a cluster that cannot have it. */
function isBackupIgnored(state: State, { serverlessBackupOptions }: CheckedInputs): boolean {
    return (
        isFlex(state) &&
        serverlessBackupOptions?.serverlessContinuousBackupEnabled === true &&
        state.__managed?.includes("serverlessBackupOptions") !== true
    );
}

/** The new cluster cannot be the one that is deleted for it. */
function refuseAdoptedReplacement(
    state: State,
    { adopt }: CheckedInputs,
    replaces: readonly ReplaceProperty[],
): void {
    if (adopt === state.instanceId) {
        throw new ChangeBlockedError(
            `Changing ${replaces.join(" and ")} replaces cluster "${state.name}" in project ${state.projectId}, but ` +
                `adopt: "${adopt}" names the cluster that would be deleted. Undo the change, or take adopt out to ` +
                "replace it by an empty one.",
        );
    }
}

/** Whether a value, or a part of it, is not known before the deployment. */
function containsUnknown(value: unknown): boolean {
    return typeof value === "object" && value !== null
        ? Object.values(value).some(containsUnknown)
        : value === unknownValue;
}
