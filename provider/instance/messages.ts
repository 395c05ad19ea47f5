import type { AtlasError } from "../atlas/errors";
import type { Place } from "../atlas/generation";
import type { Instance, InstanceChange } from "../atlas/instance";
import type { CheckedInputs } from "./inputs";
import { ownerOf, parseOwnerTag, readOwner, withoutSlot } from "./ownership";
import type { Relation, TakingRefusal } from "./ownership-rules";
import type { Noted, State } from "./state";
import { LifecycleError, Lost } from "./unfinished";
import { readUrn } from "./urn";

/** A cluster as a state names it. */
export type Target = Pick<State, "projectId" | "name" | "instanceId">;

/** A cluster that was seen, as a state would name it. */
export function targetOf({ groupId, name, id }: Instance): Target {
    return { projectId: groupId, name, instanceId: id };
}

/** How messages begin that are about a cluster. */
export function title({ projectId, name }: Pick<State, "projectId" | "name">): string {
    return `Cluster "${name}" in project ${projectId}`;
}

/** The same for a place or an instance, which have Atlas's words. */
export function titleOf({ groupId, name }: Place): string {
    return title({ projectId: groupId, name });
}

function couldNot(verb: string, { projectId, name }: Pick<State, "projectId" | "name">): string {
    return `Could not ${verb} cluster "${name}" in project ${projectId}`;
}

/** The cluster that a state names is gone. */
export function vanished(state: Target): LifecycleError {
    return new LifecycleError(
        `${title(state)} does not exist any more. Run \`pulumi refresh\` to remove it from the state, then ` +
            "`pulumi up` to create it again.",
    );
}

/** Another cluster has the name of ours. */
export function another(ours: Target, other: Instance, verb: string): Lost {
    return new Lost(
        `${couldNot(verb, ours)}: another cluster has that name now (id ${other.id}${sinceOf(other)}; ` +
            `ours had id ${ours.instanceId}). It was not changed. If ours is gone for good, run \`pulumi state delete\` ` +
            "for this resource.",
    );
}

/** Another cluster took the name between a look and the change that followed. */
export function changedAnother(ours: Instance, other: Instance, change: InstanceChange): Lost {
    return new Lost(
        `${couldNot("update", targetOf(ours))}: another cluster has that name now (id ${other.id}${sinceOf(other)}; ours ` +
            `had id ${ours.id}). It took the name just before the update was sent, so the update changed ` +
            `${Object.keys(change).join(", ")} of that cluster. Tell its owner. Its data was not changed. If ours is gone ` +
            "for good, run `pulumi state delete` for this resource.",
    );
}

/** Our cluster is gone: the name is had by one at a time, and another one has it. */
export function goneForAnother(ours: Target, other: Instance): string {
    return (
        `${title(ours)} (id ${ours.instanceId}) is gone. Another cluster has that name now ` +
        `(id ${other.id}${sinceOf(other)}, which belongs to ${whoseIs(other)}); it was not changed.`
    );
}

/** Somebody else has taken the cluster over, or always had it. */
export function othersCluster(ours: Target, other: Instance): string {
    return `${title(ours)} belongs to ${whoseIs(other)} now. It was not changed or deleted.`;
}

/** A cluster that is not plainly ours was to be updated. */
export function notUpdated(state: Target, other: Instance, relation: Relation): LifecycleError {
    switch (relation) {
        case "transferred":
            return new LifecycleError(
                `${couldNot("update", state)}: it belongs to ${whoseIs(other)} now. ${giveUpOrTakeBack(other)}`,
            );
        case "gone":
            return new LifecycleError(
                `${goneForAnother(state, other)} Run \`pulumi refresh\`, then \`pulumi up\`.`,
            );
        default:
            return another(state, other, "update");
    }
}

/** What an update does with a tag that is not as the state recorded it. */
export function takesOver(target: Target, relation: Relation, owner: string | undefined): string {
    switch (relation) {
        case "untagged":
            return `${title(target)} has no tag pulumi-owner: this update writes it.`;
        case "remarked":
            return (
                `${title(target)} was marked by another deployment of this very resource since this state was ` +
                "written: this update takes it back."
            );
        default:
            return `${title(target)} belongs to ${ownerText(owner)}: this update takes it over.`;
    }
}

/** The same, of what a refresh or an import has noted. */
export function notedDifference(state: Target, { relation, owner }: Noted): string {
    return takesOver(state, relation, owner);
}

/** Why an update follows that changes no property. */
export function moved(target: Target, movedFrom: string): string {
    const { project, stack, path } = readUrn(movedFrom);
    return (
        `${title(target)} was declared as ${path} of stack ${project}/${stack} before: this update writes its new place ` +
        "into the tag pulumi-owner, and changes nothing else."
    );
}

/** The time that a refresh keeps a state as it is. */
export function keptAsItIs(state: Target, other: Instance, relation: Relation): string {
    const why =
        relation === "doubtful"
            ? `another cluster may have that name now (id ${other.id}${sinceOf(other)}; the state has id ${state.instanceId})`
            : `it belongs to ${whoseIs(other)}`;
    return `${title(state)} is left in the state as it is: ${why}.`;
}

/** With `ownershipTag: false` an update cannot take anything over. */
export function untaggedTaking(state: Target, other: Instance): LifecycleError {
    return new LifecycleError(
        `${couldNot("update", state)}: it belongs to ${whoseIs(other)}, and with ownershipTag: false nothing is taken ` +
            "over. Take ownershipTag: false out, or remove the tag pulumi-owner in Atlas.",
    );
}

/** Another resource has taken a cluster over while it was waited for. */
export function takenMeanwhile(instance: Instance): string {
    return (
        `${titleOf(instance)} was taken over by ${whoseIs(instance)} meanwhile, so nothing more is changed. ` +
        giveUpOrTakeBack(instance)
    );
}

/** Only a create adopts, so what is in the state must leave it first. */
function giveUpOrTakeBack({ id }: Instance): string {
    return (
        "If it is theirs, take it out of this program (`pulumi state delete` keeps the cluster). To take it back, run " +
        `\`pulumi state delete\` for this resource where the state has it, and set adopt: "${id}".`
    );
}

/** The same resource has taken its own cluster over: a create that was to replace it found it under its name. */
export function takenOverByItself(ours: Target): string {
    return (
        `${title(ours)} was not deleted: the create step of this same resource took it over. To rebuild it with ` +
        "`--replace` or `pulumi state taint`, set the resource option deleteBeforeReplace: true."
    );
}

/** A delete that cannot know whether the cluster is ours. */
export function notDeleted(state: Target, other: Instance, relation: Relation): LifecycleError {
    return relation === "remarked"
        ? new LifecycleError(
              `${couldNot("delete", state)}: another deployment of this very resource has marked it since this state was ` +
                  "written, so the state may be an old copy. Run `pulumi refresh`, then `pulumi up`, and try again.",
          )
        : another(state, other, "delete");
}

/** A create has taken a cluster that was there. */
export function tookOver({ groupId, name, id, tags }: Instance, isResumed: boolean): string {
    return isResumed
        ? `Cluster "${name}" in project ${groupId} (id ${id}) carries this resource's own tag, as an interrupted create leaves it: ` +
              "it is resumed."
        : `Cluster "${name}" in project ${groupId} (id ${id}) is taken over from ${whoseIs({ tags })}.`;
}

/**
 * The name is taken, and the rules do not allow taking that cluster.
 *
 * @param cause Atlas's answer, where it was a create that found out.
 */
export function nameTaken(
    other: Instance,
    refusal: TakingRefusal,
    inputs: CheckedInputs,
    holder: string | undefined,
    cause?: AtlasError,
): LifecycleError {
    const request = cause?.requestId === undefined ? "" : `, request ${cause.requestId}`;
    const code = cause === undefined ? "" : ` (DUPLICATE_CLUSTER_NAME${request})`;
    return new LifecycleError(
        `${couldNot("create", inputs)}: the name is taken by cluster ` +
            `${other.id}${sinceOf(other)}, which belongs to ${whoseIs(other)}${code}. ${adviceFor(refusal, other, inputs, holder)}`,
    );
}

function adviceFor(
    refusal: TakingRefusal,
    other: Instance,
    inputs: CheckedInputs,
    holder: string | undefined,
): string {
    const isUpgrade = inputs.upgradeFromSharedTier === true;
    const otherName = isUpgrade
        ? "If another shared-tier cluster is meant, correct the name."
        : inputs.__automaticName === true
          ? "Set name to another one."
          : "Choose another name.";
    const { backingProviderName, regionName } = other.providerSettings;
    const where = `${backingProviderName} ${regionName}`;
    const declared = `${inputs.providerSettings.backingProviderName} ${inputs.providerSettings.regionName}`;
    // What was upgraded must not be deleted first: nothing would be left to upgrade.
    const forced = isUpgrade
        ? ""
        : " If this is a forced replacement (`--replace`, `pulumi state taint`), set the resource option " +
          "deleteBeforeReplace: true.";
    switch (refusal) {
        case "tag unwanted":
            return `${otherName} (With ownershipTag: false no cluster can be adopted.)`;
        case "own, unequal":
            return (
                `An interrupted create of this resource left it in ${where}, and ${declared} is declared now. Declare ` +
                `${where} again, run \`pulumi up\`, and then make the change.`
            );
        case "unequal":
            return `It runs in ${where}, not in ${declared} as declared, so it cannot be adopted. ${otherName}`;
        case "other id":
            return `adopt names another id, "${String(inputs.adopt)}". Correct it, or take it out. ${otherName}`;
        case "replacement":
            return (
                "This resource itself holds it, and the new cluster needs its name. Set the resource option " +
                `deleteBeforeReplace: true${isUpgrade ? "" : `, or another name`}.`
            );
        case "held":
            return (
                `${readUrn(holder ?? "").path} of this stack holds it. Take it out of that resource first ` +
                `(\`pulumi state delete\` keeps the cluster). ${otherName}`
            );
        case "own, old":
            return (
                "It carries this resource's own tag, but is not in this state, and it is older than an hour. If an " +
                `interrupted create left it, run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${other.id} to resume ` +
                `it.${forced} Otherwise: ${otherName}`
            );
        case "untagged":
            return `${otherName} To take that cluster over, set adopt: true.${forced}`;
        case "foreign": {
            const isNamesake =
                withoutSlot(parseOwnerTag(other.tags)?.owner ?? "") === withoutSlot(ownerOf(inputs));
            const namesake = isNamesake
                ? " A stack of the same names in another backend has it, or a renamed stack, or an older state. If an interrupted " +
                  `create of this resource left it, run \`pulumi up\` once with MONGODB_ATLAS_RESUME=${other.id}.`
                : "";
            const advice = isNamesake ? forced : "";
            return `${otherName}${namesake} To take it over from whoever has it, set adopt: "${other.id}".${advice}`;
        }
    }
}

/** The owner of a cluster, for people. */
export function whoseIs({ tags }: Pick<Instance, "tags">): string {
    return ownerText(parseOwnerTag(tags)?.owner);
}

function ownerText(owner: string | undefined): string {
    if (owner === undefined) {
        return "nobody that this provider knows (it has no tag pulumi-owner)";
    }
    const name = readOwner(owner);
    return name === undefined
        ? `"${owner}"`
        : `resource "${name.logicalName}" of stack ${name.project}/${name.stack}`;
}

function sinceOf({ createDate }: Instance): string {
    return createDate === undefined ? "" : `, created ${createDate}`;
}
