import type { AtlasError } from "../atlas/errors";
import { quoteIfPlausible } from "../atlas/redaction";
import type { ClusterRef } from "../atlas/api/cluster-api";
import type { Instance, InstanceChange, RestoreJob, Snapshot } from "../atlas/api/instance";
import { flexRegionsRead, type UnlistedRegion } from "./model/flex-regions";
import type { CheckedInputs } from "./model/inputs";
import { ownerOf, parseOwnerTag, parseOwner, withoutSlot } from "./ownership/owner-tag";
import type { AdoptionRefusal } from "./ownership/rules";
import type { Relation } from "./ownership/relation";
import type { Noted, State } from "./state";
import { parseUrn } from "./model/urn";

/** A cluster as a state names it. */
export type ClusterIdentity = Pick<State, "projectId" | "name" | "instanceId">;

/** A cluster that was seen, as a state would name it. */
export function identityOf({ groupId, name, id }: Instance): ClusterIdentity {
    return { projectId: groupId, name, instanceId: id };
}

/** How messages begin that are about a cluster. */
export function describeTarget({ projectId, name }: Pick<State, "projectId" | "name">): string {
    return `Cluster "${name}" in project ${projectId}`;
}

/** The same for a place or an instance, which have Atlas's words. */
export function describeRef({ groupId, name }: ClusterRef): string {
    return describeTarget({ projectId: groupId, name });
}

function couldNot(verb: string, { projectId, name }: Pick<State, "projectId" | "name">): string {
    return `Could not ${verb} cluster "${name}" in project ${projectId}`;
}

/** The cluster that a state names is gone. */
export function notFound(state: ClusterIdentity): string {
    return (
        `${describeTarget(state)} no longer exists. Run \`pulumi refresh\` to remove it from the state, then ` +
        "`pulumi up` to recreate it."
    );
}

/** Another cluster has the name of ours. */
export function nameHeldByAnother(ours: ClusterIdentity, other: Instance, verb: string): string {
    return (
        `${couldNot(verb, ours)}: another cluster has that name now (ID ${other.id}${createdAt(other)}; this resource's ` +
        `cluster had ID ${ours.instanceId}). It was not changed. If the original cluster was deleted, run ` +
        "`pulumi state delete` for this resource."
    );
}

/** Another cluster took the name between a read and the update that followed. */
export function updatedAnotherCluster(ours: Instance, other: Instance, change: InstanceChange): string {
    return (
        `${couldNot("update", identityOf(ours))}: another cluster has that name now (ID ${other.id}${createdAt(other)}; this ` +
        `resource's cluster had ID ${ours.id}). It took the name just before the update was sent, so the update changed ` +
        `${Object.keys(change).join(", ")} on that cluster. Notify its owner. Its data was not changed. If the original ` +
        "cluster was deleted, run `pulumi state delete` for this resource."
    );
}

/** Our cluster is gone: the name is had by one at a time, and another one has it. */
export function replacedByAnother(ours: ClusterIdentity, other: Instance): string {
    return (
        `${describeTarget(ours)} (ID ${ours.instanceId}) is gone. Another cluster has that name now ` +
        `(ID ${other.id}${createdAt(other)}). It belongs to ${describeOwner(other)} and was not changed.`
    );
}

/** Another resource has adopted the cluster, or always managed it. */
export function foreignCluster(ours: ClusterIdentity, other: Instance): string {
    return `${describeTarget(ours)} now belongs to ${describeOwner(other)}. It was not changed or deleted.`;
}

/** A cluster that is not plainly ours was to be updated. */
export function notUpdated(state: ClusterIdentity, other: Instance, relation: Relation): string {
    if (relation === "transferred") {
        return `${couldNot("update", state)}: it now belongs to ${describeOwner(other)}. ${transferHint(other)}`;
    }
    return relation === "gone"
        ? `${replacedByAnother(state, other)} Run \`pulumi refresh\`, then \`pulumi up\`.`
        : doubtful(state, other, "update");
}

/** Nothing proves that a cluster is the one in the state, or that it is another one. */
function doubtful(state: ClusterIdentity, other: Instance, verb: string): string {
    return (
        `${couldNot(verb, state)}: the cluster of that name has ID ${other.id}${createdAt(other)}, but the state has ID ` +
        `${state.instanceId}, so it might be another one. It was not changed. Run \`pulumi state delete\` for this ` +
        `resource. If it is the same cluster, also set adopt: "${other.id}" and run \`pulumi up\`.`
    );
}

/**
 * What comes of a tag that is not as the state recorded it.
 *
 * @param who The update that does something about it.
 */
export function adopting(target: ClusterIdentity, { relation, owner }: Noted, who = "This update"): string {
    if (relation === "untagged") {
        return `${describeTarget(target)} has no pulumi-owner tag. ${who} writes it.`;
    }
    return relation === "remarked"
        ? `${describeTarget(target)} had its pulumi-owner tag changed by another run of this same resource since this state was ` +
              `saved. ${who} takes the cluster back.`
        : `${describeTarget(target)} belongs to ${ownerText(owner)}. ${who} adopts it.`;
}

/** The same, for a refresh. */
export function willAdopt(state: ClusterIdentity, noted: Noted): string {
    return adopting(state, noted, "The next `pulumi up`");
}

/** Why an update follows that changes no property. */
export function moved(target: ClusterIdentity, movedFrom: string): string {
    const { project, stack, path } = parseUrn(movedFrom);
    return (
        `${describeTarget(target)} has moved from ${path} in stack ${project}/${stack}. This update writes its new place into the ` +
        "pulumi-owner tag."
    );
}

/** The time that a refresh keeps a state as it is. */
export function leftInPlace(state: ClusterIdentity, other: Instance, relation: Relation): string {
    const why =
        relation === "doubtful"
            ? `another cluster might have that name now (ID ${other.id}${createdAt(other)}; the state has ID ${state.instanceId})`
            : `it now belongs to ${describeOwner(other)}`;
    return `${describeTarget(state)} is kept in the state unchanged: ${why}.`;
}

/** With `ownershipTag: false` an update cannot adopt anything. */
export function untaggedAdoption(state: ClusterIdentity, other: Instance): string {
    return (
        `${couldNot("update", state)}: it belongs to ${describeOwner(other)}, and with ownershipTag: false no cluster can ` +
        "be adopted. Remove ownershipTag: false, or remove the pulumi-owner tag in Atlas."
    );
}

/** Another resource has adopted a cluster during the wait for it. */
export function transferredMeanwhile(instance: Instance): string {
    return (
        `${describeRef(instance)} was adopted by ${describeOwner(instance)} in the meantime. No further changes were made. ` +
        transferHint(instance)
    );
}

/** Only a create adopts, so what is in the state must leave it first. */
function transferHint({ id }: Instance): string {
    return (
        "To leave it to its new owner, remove the resource from this program and run `pulumi state delete`, which does not " +
        `delete the cluster. To take it back, set adopt: "${id}"; if the state has this resource, first run ` +
        "`pulumi state delete` for it."
    );
}

/** The same resource has adopted its own cluster: a create that was to replace it found it under its name. */
export function replacedByItself(ours: ClusterIdentity): string {
    return (
        `${describeTarget(ours)} was not deleted, because the create step of this same resource adopted it. To rebuild it with ` +
        "`--replace` or `pulumi state taint`, set the resource option deleteBeforeReplace: true."
    );
}

/** A delete that cannot know whether the cluster is ours. */
export function notDeleted(state: ClusterIdentity, other: Instance, relation: Relation): string {
    return relation === "remarked"
        ? `${couldNot("delete", state)}: its pulumi-owner tag was changed by another run of this same resource since this ` +
              "state was saved, so the state might be an old copy. Run `pulumi refresh`, then `pulumi up`, and retry."
        : doubtful(state, other, "delete");
}

/** A create has taken a cluster that was there. */
export function adopted({ groupId, name, id, tags }: Instance, isResumed: boolean): string {
    return isResumed
        ? `Resuming cluster "${name}" in project ${groupId} (ID ${id}): it carries this resource's own tag, as an interrupted ` +
              "create leaves it."
        : `Adopting cluster "${name}" in project ${groupId} (ID ${id}), which belongs to ${describeOwner({ tags })}.`;
}

/**
 * The name is taken, and the rules do not allow taking that cluster.
 *
 * @param cause Atlas's answer, where it was a create that found out.
 */
export function nameTaken(
    other: Instance,
    refusal: AdoptionRefusal,
    inputs: CheckedInputs,
    holder: string | undefined,
    cause?: AtlasError,
): string {
    const request = cause?.requestId === undefined ? "" : `, request ${cause.requestId}`;
    const code = cause === undefined ? "" : ` (DUPLICATE_CLUSTER_NAME${request})`;
    return (
        `${couldNot("create", inputs)}: the name is taken by cluster ` +
        `${other.id}${createdAt(other)}, which belongs to ${describeOwner(other)}${code}. ${adviceFor(refusal, other, inputs, holder)}`
    );
}

function adviceFor(
    refusal: AdoptionRefusal,
    other: Instance,
    inputs: CheckedInputs,
    holder: string | undefined,
): string {
    const isUpgrade = inputs.upgradeFromSharedTier === true;
    const otherName = isUpgrade
        ? "If you meant another shared-tier cluster, correct the name."
        : inputs.__automaticName === true
          ? "Set name to another one."
          : "Choose another name.";
    const { backingProviderName, regionName } = other.providerSettings;
    const where = `${backingProviderName} ${regionName}`;
    const declared = `${inputs.providerSettings.backingProviderName} ${inputs.providerSettings.regionName}`;
    // What was upgraded must not be deleted first: nothing would be left to upgrade.
    const forced = isUpgrade
        ? ""
        : " If you are forcing a replacement (`--replace` or `pulumi state taint`), set the resource option " +
          "deleteBeforeReplace: true.";
    switch (refusal) {
        case "tag unwanted":
            return `${otherName} (With ownershipTag: false no cluster can be adopted.)`;
        case "own, unequal":
            return (
                `An interrupted create of this resource left it in ${where}, but the program now declares ${declared}. ` +
                `Declare ${where} again, run \`pulumi up\`, and then make the change.`
            );
        case "unequal":
            return `It runs in ${where}, but the program declares ${declared}, so it cannot be adopted. ${otherName}`;
        case "other id":
            return `adopt names another ID${typeof inputs.adopt === "string" ? `, "${inputs.adopt}"` : ""}. Correct or remove it. ${otherName}`;
        case "replacement":
            return (
                "This resource itself holds it, and the new cluster needs its name. Set the resource option " +
                `deleteBeforeReplace: true${isUpgrade ? "" : `, or another name`}.`
            );
        case "held":
            return (
                `${holder === undefined ? "Another resource" : parseUrn(holder).path} in this stack manages it. To manage it here, first run \`pulumi state delete\` ` +
                `for that resource, which does not delete the cluster. Otherwise: ${otherName}`
            );
        case "own, old":
            return (
                "It carries this resource's own tag, but is not in this state, and it is more than an hour old. If an " +
                `interrupted create left it, run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${other.id} to resume ` +
                `it.${forced} Otherwise: ${otherName}`
            );
        case "untagged": {
            // What an auto-generated name is has to be told by the ID.
            const adopt = inputs.__automaticName === true ? `"${other.id}"` : "true";
            return `${otherName} To manage that cluster with this resource, set adopt: ${adopt}.${forced}`;
        }
        case "foreign": {
            const isNamesake =
                withoutSlot(parseOwnerTag(other.tags)?.owner ?? "") === withoutSlot(ownerOf(inputs));
            const namesake = isNamesake
                ? " It was made by a stack with the same names in another backend, or by an earlier state of this one. If an " +
                  "interrupted create of this resource left it, run `pulumi up` once with " +
                  `MONGODB_ATLAS_RESUME=${other.id} to resume it.${forced}`
                : "";
            return `${otherName}${namesake} To take it away from its owner, set adopt: "${other.id}".`;
        }
    }
}

/** The owner of a cluster, for people. */
export function describeOwner({ tags }: Pick<Instance, "tags">): string {
    return ownerText(parseOwnerTag(tags)?.owner);
}

function ownerText(owner: string | undefined): string {
    if (owner === undefined) {
        return "no known Pulumi resource (it has no pulumi-owner tag)";
    }
    if (owner === "") {
        return "no known Pulumi resource (its pulumi-owner tag is empty)";
    }
    const name = parseOwner(owner);
    return name === undefined
        ? `"${owner}"`
        : `resource "${name.logicalName}" in stack ${name.project}/${name.stack}`;
}

function createdAt({ createDate }: Instance): string {
    return createDate === undefined ? "" : `, created ${createDate}`;
}

/** What an operation is at, as its progress line calls it. */
export const activities = {
    creating: "creating",
    updating: "updating",
    deleting: "deleting",
    waitingForPredecessor: "waiting for the previous cluster to be deleted",
} as const;

/** What an operation is at. */
export type Activity = keyof typeof activities;

/** A wait that came to its deadline. */
export interface TimedOut {
    readonly place: ClusterRef;
    readonly activity: Activity;
    /** How long it has waited, for people. */
    readonly duration: string;
    /** The state that Atlas reported last; undefined where it reported none. */
    readonly state: string | undefined;
    /** Why the last attempt to learn the state failed, if it did. */
    readonly lastFailure: unknown;
}

/** The time for a wait has run out. */
export function timedOut({ place, activity, duration, state, lastFailure }: TimedOut): string {
    const cluster = `cluster "${place.name}" in project ${place.groupId}`;
    const action =
        activity === "waitingForPredecessor"
            ? `waiting for the previous ${cluster} to be deleted`
            : `${activities[activity]} ${cluster}`;
    const reported =
        state === undefined ? "Atlas has not reported a state" : `its last reported state is ${state}`;
    const advice = activity === "deleting" ? ["Run the command again to continue waiting."] : [];
    return waitEnded(`Timed out after ${duration} while ${action}; ${reported}.`, advice, lastFailure);
}

/** A wait's end, what can be done about it, and why the last poll failed, if it did. */
function waitEnded(what: string, advice: readonly string[], lastFailure: unknown): string {
    return [
        what,
        "To wait longer, set the resource option customTimeouts.",
        ...advice,
        ...(lastFailure instanceof Error
            ? [`The last status check returned an error: ${lastFailure.message}`]
            : []),
    ].join(" ");
}

/** A cluster that was waited for is gone. */
export function disappeared(instance: Instance): string {
    return (
        `${describeRef(instance)} was deleted outside of Pulumi while Pulumi waited for it. Run \`pulumi refresh\`, then ` +
        "`pulumi up` to recreate it."
    );
}

/** A cluster that was waited for is being deleted, and not by us. */
export function deletedByOthers(instance: Instance): string {
    return (
        `${describeRef(instance)} is being deleted outside of Pulumi. When it is gone, run \`pulumi refresh\`, then ` +
        "`pulumi up` to recreate it."
    );
}

/** A snapshot that a new cluster is to start with cannot be restored. */
export function snapshotNotRestorable(source: Instance, { id, status, expiresAt }: Snapshot): string {
    const why =
        status === undefined || status === "completed"
            ? `it expired at ${expiresAt ?? "a time that Atlas does not tell"}`
            : `its status is ${status}`;
    return (
        `Snapshot ${id} of cluster "${source.name}" in project ${source.groupId} cannot be restored: ${why}. Nothing was created. ` +
        "Set restoreFrom.snapshotId to a completed snapshot; getServerlessInstanceSnapshots lists them."
    );
}

/** The restore of a new cluster's data ended otherwise than completed. */
export function restoreFailed(
    source: Instance,
    target: Instance,
    snapshotId: string,
    status: string,
): string {
    const how = status === "gone" ? "is no longer listed by Atlas" : `ended with the status ${status}`;
    return (
        `Could not restore snapshot ${snapshotId} of cluster "${source.name}" in project ${source.groupId} to the new cluster ` +
        `"${target.name}" in project ${target.groupId}: the restore job ${how}. The new cluster is empty. The next \`pulumi up\` ` +
        "starts another restore job. To keep the cluster empty, remove restoreFrom."
    );
}

/** The time for the restore of a new cluster's data has run out. */
export function restoreTimedOut(
    target: Instance,
    { duration, job, lastFailure }: { duration: string; job: RestoreJob; lastFailure: unknown },
): string {
    return waitEnded(
        `Timed out after ${duration} while restoring a snapshot to cluster "${target.name}" in project ${target.groupId}; the last ` +
            `reported status of restore job ${job.id} is ${job.status}.`,
        [],
        lastFailure,
    );
}

/** A cluster that was resumed may have got data since its create was interrupted. */
export function noRestoreStarted(target: Instance, snapshotId: string): string {
    return (
        `${describeRef(target)} was not restored from snapshot ${snapshotId}: it might have data already, which a restore would ` +
        "replace. To start over with the snapshot's data, destroy the resource and create it again."
    );
}

/** The program names a snapshot that the cluster did not start with. */
export function restoreIgnored({ projectId, name }: Pick<State, "projectId" | "name">): string {
    return (
        `Cluster "${name}" in project ${projectId} exists already, so restoreFrom has no effect on it: data are only restored ` +
        "when a cluster is created."
    );
}

/** The create has made the cluster, but its data are missing. */
export function restorePending(state: Pick<State, "projectId" | "name">, isStillWanted: boolean): string {
    return isStillWanted
        ? `${describeTarget(state)} was created, but its data are not restored yet. This update restores them.`
        : `${describeTarget(state)} was created, but its data were not restored. Without restoreFrom it stays as it is.`;
}

/** A new cluster that cannot be connected to yet. */
export function noConnectionString(instance: Instance): string {
    return (
        `${describeRef(instance)} is ready, but Atlas has not told how to connect to it yet, so connectionStrings has ` +
        "no standardSrv. Run `pulumi refresh` in a few minutes, then `pulumi up`."
    );
}

/** Termination protection forbids the delete. */
export function protectedFromDelete(state: ClusterIdentity): string {
    return (
        `${describeTarget(state)} was not deleted, because its termination protection is enabled. Set ` +
        "terminationProtectionEnabled to false, run `pulumi up`, and then retry. If the same destroy has deleted other " +
        "clusters, run `pulumi up --target URN` instead, which does not recreate them."
    );
}

/** There is no cluster of the name that was to be adopted. */
export function nothingToAdopt({ groupId, name }: ClusterRef, id: string, isAutomaticName: boolean): string {
    const orName = isAutomaticName ? ", or set name to the name of the cluster with that ID" : "";
    return (
        `There is no cluster "${name}" in project ${groupId} to adopt (adopt: "${id}"). ` +
        `Remove adopt to create one${orName}.`
    );
}

/** A shared-tier cluster can no longer be upgraded, and was not converted either. */
export function noUpgrade({ projectId, name }: Pick<State, "projectId" | "name">): string {
    return (
        `Could not upgrade shared-tier cluster "${name}" in project ${projectId}: Atlas no longer supports ` +
        "this upgrade, and no Flex cluster has that name. Remove upgradeFromSharedTier to create an " +
        "empty cluster."
    );
}

/** There is no cluster of the id that was to be imported or read. */
export function nothingToImport({ groupId, name }: ClusterRef): string {
    return (
        `There is no cluster "${name}" in project ${groupId}. ` +
        "Check the ID: its format is PROJECT_ID/CLUSTER_NAME."
    );
}

/** A function was asked for a cluster that is not there. */
export function doesNotExist(place: Pick<State, "projectId" | "name">): string {
    return `${describeTarget(place)} does not exist. Check the cluster name and the project ID.`;
}

/** The program insists on one generation, and the other one serves the cluster. */
export function otherGeneration({ groupId, name, servedBy }: Instance, apiGeneration: string): string {
    const why =
        servedBy === "flex"
            ? "it is now managed through the Flex API"
            : "it is a serverless instance that has not been migrated to Flex";
    return (
        `Could not update cluster "${name}" in project ${groupId}: ${why}, but apiGeneration is ` +
        `"${apiGeneration}". Set apiGeneration to "auto", or omit it.`
    );
}

/** The tags of an imported cluster could not be inputs. */
export function unmanagedTags({ name }: ClusterRef, problem: string): string {
    return (
        `The tags of cluster "${name}" cannot be declared as inputs, so the import leaves them unmanaged: ` +
        `${problem}.`
    );
}

/** The program asks for continuous backup, which Flex clusters do not have. */
export function noContinuousBackup({ name }: Pick<Instance, "name">): string {
    return (
        `Cluster "${name}" is a Flex cluster, which does not support continuous backup: ` +
        "serverlessContinuousBackupEnabled has no effect."
    );
}

/**
 * A create that a preview shows adopts a cluster.
 *
 * @param id The cluster's ID, where the program names it; else a cluster of the name is adopted if there is one.
 */
export function adoptsExisting(
    { projectId, name }: Pick<State, "projectId" | "name">,
    id: string | undefined,
): string {
    const cluster = `Adopts cluster "${name}" in project ${projectId}`;
    return id === undefined
        ? `${cluster} if it exists, instead of creating one (adopt: true).`
        : `${cluster}, ID ${id}, instead of creating one.`;
}

/** A new cluster is declared with continuous backup, which it will not have. */
export function continuousBackupUnavailable(): string {
    return (
        "Continuous backup: serverlessContinuousBackupEnabled has no effect on a Flex cluster, and Atlas has created only Flex clusters " +
        "since February 2025. You can remove it."
    );
}

/**
 * A region is declared that is not among those known for Flex clusters.
 *
 * @param nearest The listed region that was probably meant, if any is near.
 */
export function regionNotListed(
    region: string,
    { cloud, page, otherCloud }: UnlistedRegion,
    nearest: string | undefined,
): string {
    const other = otherCloud === undefined ? "" : ` It is on the list for ${otherCloud}.`;
    return (
        `Region ${quoteIfPlausible(region)} is not on MongoDB's list of ${cloud} regions for Flex clusters (${page}, read in ` +
        `${flexRegionsRead}). Atlas might refuse to create the cluster.` +
        (nearest === undefined ? other : ` Did you mean "${nearest}"?`)
    );
}
