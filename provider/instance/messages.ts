import type { AtlasError } from "../atlas/errors";
import type { Place } from "../atlas/generation";
import type { Instance, InstanceChange } from "../atlas/instance";
import { ownerTag, readOwnership } from "./ownership";
import type { State } from "./state";
import { LifecycleError, Lost } from "./unfinished";

/** A database as a state names it. */
export type Target = Pick<State, "projectId" | "name" | "instanceId">;

/** A database that was seen, as a state would name it. */
export function targetOf({ groupId, name, id }: Instance): Target {
    return { projectId: groupId, name, instanceId: id };
}

/** How messages begin that are about a database. */
export function title({ projectId, name }: Pick<State, "projectId" | "name">): string {
    return `Database "${name}" in project ${projectId}`;
}

/** The same for a place or an instance, which have Atlas's words. */
export function titleOf({ groupId, name }: Place): string {
    return title({ projectId: groupId, name });
}

/** The database that a state names is gone. */
export function vanished(state: Target): LifecycleError {
    return new LifecycleError(
        `${title(state)} does not exist any more. Run \`pulumi refresh\` so that Pulumi knows, then ` +
            "`pulumi up` to create it anew.",
    );
}

/** Only what we made is ours: another database under the same name is not touched. */
export function another(ours: Target, other: Instance, verb: string): Lost {
    return new Lost(
        `Could not ${verb} database "${ours.name}" in project ${ours.projectId}: another database has that name now ` +
            `(id ${other.id}, created ${sinceOf(other)}; ours had id ${ours.instanceId}). ` +
            "Nobody's data was touched. If ours is gone for good, run `pulumi state delete` for this resource.",
    );
}

/** Another database took the name between a look and the change that followed. */
export function changedAnother(ours: Instance, other: Instance, change: InstanceChange): Lost {
    return new Lost(
        `Could not update database "${ours.name}" in project ${ours.groupId}: another database has that name now ` +
            `(id ${other.id}, created ${sinceOf(other)}; ours had id ${ours.id}). It took the name just before the change ` +
            `was sent, and so has what was sent: ${Object.keys(change).join(", ")}. Tell whoever it belongs to. ` +
            "No data was touched. If ours is gone for good, run `pulumi state delete` for this resource.",
    );
}

/** The same resource has made a database of the name again, so the one before it is gone. */
export function succeeded(ours: Target, other: Instance): string {
    return (
        `${title(ours)}, id ${ours.instanceId}, is gone. A later create of this very resource has made another one of that ` +
        `name (id ${other.id}, created ${sinceOf(other)}), which is left as it is. If no stack holds it, ` +
        "`pulumi-atlas-serverless orphans` lists it."
    );
}

/** Somebody else has taken the database over; it is theirs now. */
export function handedOver(ours: Target, other: Instance): string {
    return (
        `${title(ours)} now belongs to ${whoseIs(other)}, which has taken it over. ` +
        "This resource leaves it alone; nothing was changed or deleted."
    );
}

/** The same, where it was to be changed. */
export function notOurs(ours: Target, other: Instance): LifecycleError {
    return new LifecycleError(`${handedOver(ours, other)} ${giveUpOrTakeBack(other)}`);
}

/** Another resource has taken a database over while it was waited for. */
export function takenMeanwhile(instance: Instance): string {
    return (
        `${titleOf(instance)} was taken over by ${whoseIs(instance)} while Pulumi waited for it, so nothing more is changed. ` +
        giveUpOrTakeBack(instance)
    );
}

/** Only a create adopts, so what is in the state must leave it first. */
function giveUpOrTakeBack({ id }: Instance): string {
    return (
        "If it shall be theirs, take it out of this program (`pulumi state delete` keeps the database); else run " +
        `\`pulumi state delete\` for this resource, where the state has it, and take it back with adopt: "${id}".`
    );
}

/** The same resource has taken its own database over: a create that was to replace it found it under its name. */
export function takenOverByItself(ours: Target): string {
    return (
        `${title(ours)} is kept: a later create of this very resource has taken it over, so nothing was deleted. ` +
        "If it was a forced replacement (--replace, state taint) that shall rebuild it, give the resource option " +
        "deleteBeforeReplace: true."
    );
}

/** The mark is not ours, though the owner is: the state may be an old copy. */
export function unsure(ours: Target, verb: string): LifecycleError {
    return new LifecycleError(
        `Could not ${verb} database "${ours.name}" in project ${ours.projectId}: another deployment of this very resource has ` +
            "marked it since this state was written, so the state may be an old copy. Run `pulumi refresh`, look at what " +
            "it finds, and try again.",
    );
}

/**
 * The name is taken, and the rules do not allow taking that database.
 *
 * @param cause Atlas's answer, where it was a create that found out.
 */
export function taken(other: Instance, why: string, cause?: AtlasError): LifecycleError {
    const request = cause?.requestId === undefined ? "" : `, request ${cause.requestId}`;
    const code = cause === undefined ? "" : ` (DUPLICATE_CLUSTER_NAME${request})`;
    return new LifecycleError(
        `Could not create database "${other.name}" in project ${other.groupId}: the name is taken since ${sinceOf(other)} by ` +
            `database ${other.id}, which belongs to ${whoseIs(other)}${code}. ${why}`,
    );
}

/** The owner of a database, for people. */
export function whoseIs({ tags }: Pick<Instance, "tags">): string {
    const owner = readOwnership(tags)?.owner;
    return owner === undefined ? `nobody that this provider knows (it has no tag ${ownerTag})` : `"${owner}"`;
}

function sinceOf({ createDate }: Instance): string {
    return createDate ?? "an unknown time";
}
