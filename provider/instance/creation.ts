import { freshMark } from "./marks";
import type { Clock } from "../atlas/clock";
import type { AtlasError } from "../atlas/errors";
import type { Databases } from "../atlas/generations";
import type { Instance, NewInstance } from "../atlas/instance";
import { compact } from "../atlas/json";
import { saysNoSuchDatabase, saysOtherKind } from "../atlas/gone";
import { changeSeen } from "./change";
import type { CheckedInputs } from "./inputs";
import { taken } from "./messages";
import { ownerTag, readOwnership, withoutOwner, writeOwnership, type Ownership } from "./ownership";
import { isFlex, wanted } from "./state";
import { hasCode, LifecycleError, mayHaveActed } from "./unfinished";
import type { Waiting, Waits } from "./waits";

/** A database that is there now, and by what right it is ours. */
export interface Made {
    instance: Instance;
    /** Absent where the program wants no owner tag. */
    ownership: Ownership | undefined;
}

/** A crashed create of ours is taken over for so long; later, a person must say so. Milliseconds. */
const youth = 24 * 60 * 60 * 1000;
/** How often a create is sent whose answer is lost; its mark tells what an earlier one has made. */
const sends = 3;
/** Between two of them. Milliseconds. */
const pause = 2000;

/** Sees to it that a database exists and is ours: by creating it, or by taking the one that is there, where that is allowed. */
export class Creation {
    readonly #databases: Databases;
    readonly #clock: Clock;
    readonly #waits: Waits;
    readonly #takenOver: (id: string) => void;

    /** @param takenOver Told of each database that was there already. */
    constructor(databases: Databases, clock: Clock, waits: Waits, takenOver: (id: string) => void) {
        this.#databases = databases;
        this.#clock = clock;
        this.#waits = waits;
        this.#takenOver = takenOver;
    }

    /**
     * Creates, upgrades or takes a database.
     *
     * @throws LifecycleError or AtlasError; there is then no database of ours.
     */
    async make(inputs: CheckedInputs, waiting: Waiting): Promise<Made> {
        const place = { groupId: inputs.projectId, name: inputs.name };
        const first = inputs.apiGeneration === "flex" ? "flex" : "serverless";
        if (typeof inputs.adopt === "string") {
            const there = await this.#databases.find(place, first, waiting);
            if (there === undefined || there.stateName === "DELETING") {
                const orName = inputs.__automaticName
                    ? ", or give the name of the database that has this id"
                    : "";
                throw new LifecycleError(
                    `There is no database "${place.name}" in project ${place.groupId} to adopt (adopt: "${inputs.adopt}"). ` +
                        `Take adopt out to create it${orName}.`,
                );
            }
            return this.#take(inputs, there, waiting);
        }
        const ownership = isOwned(inputs) ? { owner: inputs.__owner ?? "", mark: freshMark() } : undefined;
        for (let sent = 1; ; sent += 1) {
            try {
                const instance = await this.#send(inputs, ownership, waiting);
                return instance === undefined
                    ? await this.#takeConverted(inputs, waiting)
                    : { instance, ownership };
            } catch (error) {
                const isTaken =
                    hasCode(error, "DUPLICATE_CLUSTER_NAME") ||
                    (isUpgrade(inputs) && saysNoSharedTier(error));
                if (!isTaken && !mayHaveActed(error)) {
                    throw error;
                }
                const there = await this.#databases.find(place, first, waiting).catch((reason: unknown) => {
                    if (isUpgrade(inputs) && !isTaken && saysOtherKind(reason)) {
                        // Still of the shared tier: what had no answer had no effect, and is sent again.
                        return undefined;
                    }
                    // Taken by a cluster of another kind, which was never one of ours: the name is what is wrong.
                    throw isTaken && saysOtherKind(reason) ? error : reason;
                });
                if (there !== undefined && ownership !== undefined && isMarked(there, ownership)) {
                    return { instance: there, ownership };
                }
                if (there?.stateName === "DELETING") {
                    await this.#waits.untilGone(there, false, {
                        ...waiting,
                        verb: "waiting for the end of the old database",
                    });
                } else if (there !== undefined && isUpgrade(inputs) && isFlex(there)) {
                    return this.#takeConverted(inputs, waiting);
                } else if (there !== undefined) {
                    return this.#take(
                        inputs,
                        there,
                        waiting,
                        hasCode(error, "DUPLICATE_CLUSTER_NAME") ? error : undefined,
                    );
                } else if (isTaken || sent >= sends) {
                    // Taken by another kind of cluster, one that these operations do not see; or lost for good.
                    throw error;
                } else {
                    await this.#clock.sleep(pause, waiting.signal);
                }
            }
        }
    }

    /** Undefined where Atlas no longer upgrades. */
    #send(
        inputs: CheckedInputs,
        ownership: Ownership | undefined,
        waiting: Waiting,
    ): Promise<Instance | undefined> {
        // Sent tags replace all: those of a shared-tier cluster stay where the program has none, and ours joins them later.
        const isTagged = !isUpgrade(inputs) || inputs.tags !== undefined;
        const instance = newInstance(inputs, isTagged ? ownership : undefined);
        return isUpgrade(inputs)
            ? this.#databases.upgrade(inputs.projectId, instance, waiting)
            : this.#databases.create(inputs.projectId, instance, inputs.apiGeneration ?? "auto", waiting);
    }

    /** MongoDB has itself made a Flex cluster of the shared-tier one. */
    async #takeConverted(inputs: CheckedInputs, waiting: Waiting): Promise<Made> {
        const there = await this.#databases.find(
            { groupId: inputs.projectId, name: inputs.name },
            "flex",
            waiting,
        );
        if (there === undefined) {
            throw new LifecycleError(
                `Could not upgrade shared-tier cluster "${inputs.name}" in project ${inputs.projectId}: Atlas no longer upgrades ` +
                    "shared-tier clusters, and there is no Flex cluster of that name that it has made of one. Take " +
                    "upgradeFromSharedTier out to create an empty database.",
            );
        }
        return this.#take({ ...inputs, adopt: true }, there, waiting);
    }

    /** Takes a database that is there over, with a fresh mark, where the rules allow it. */
    async #take(inputs: CheckedInputs, there: Instance, waiting: Waiting, cause?: AtlasError): Promise<Made> {
        const refusal = whyNotToTake(inputs, there, Date.now());
        if (refusal !== undefined) {
            throw taken(there, refusal, cause);
        }
        const predecessor = readOwnership(there.tags)?.mark;
        const ownership = {
            owner: inputs.__owner ?? "",
            mark: freshMark(),
            ...(predecessor !== undefined && predecessor !== "" && { predecessor }),
        };
        this.#takenOver(there.id);
        const tags = { ...withoutOwner(there.tags), [ownerTag]: writeOwnership(ownership) };
        return { instance: await changeSeen(this.#databases, there, { tags }, waiting), ownership };
    }
}

/** Whether Atlas says that there is no shared-tier cluster to upgrade: none at all, or one that is upgraded already. */
function saysNoSharedTier(error: unknown): boolean {
    return (
        saysNoSuchDatabase(error) || saysOtherKind(error) || hasCode(error, "INVALID_CLUSTER_CONFIGURATION")
    );
}

/** Whether the program wants its databases to carry the owner tag. */
export function isOwned(inputs: CheckedInputs): boolean {
    return inputs.ownershipTag !== false && inputs.__owner !== undefined;
}

function isUpgrade(inputs: CheckedInputs): boolean {
    return inputs.upgradeFromSharedTier === true;
}

function isMarked(instance: Instance, { owner, mark }: Ownership): boolean {
    const seen = readOwnership(instance.tags);
    return seen?.owner === owner && seen.mark === mark;
}

/** Why a database that is there must not be taken, with what to do; undefined where it may be. */
function whyNotToTake(inputs: CheckedInputs, there: Instance, now: number): string | undefined {
    const { backingProviderName, regionName } = inputs.providerSettings;
    const other = isUpgrade(inputs)
        ? "If another shared-tier cluster is meant, correct the name."
        : "Choose another name, or leave name out to get an automatic one.";
    if (!isOwned(inputs)) {
        return `${other} (With ownershipTag: false nothing can be taken over.)`;
    }
    if (
        there.providerSettings.backingProviderName !== backingProviderName ||
        there.providerSettings.regionName !== regionName
    ) {
        const runs = `${there.providerSettings.backingProviderName} ${there.providerSettings.regionName}`;
        return `It runs in ${runs}, not in ${backingProviderName} ${regionName} as declared, so it cannot be adopted. ${other}`;
    }
    const seen = readOwnership(there.tags);
    const isOurs = seen?.owner === inputs.__owner;
    // With adopt: true our own tag may come from a taking over that crashed before Pulumi could note it.
    if (inputs.adopt === there.id || (inputs.adopt === true && (seen === undefined || isOurs))) {
        return undefined;
    }
    const age = there.createDate === undefined ? Infinity : now - Date.parse(there.createDate);
    const isYoung = there.stateName === "CREATING" || age < youth;
    if (isOurs && (isYoung || isUpgrade(inputs))) {
        // An earlier create of ours crashed before Pulumi could note it. What was upgraded is older than its upgrade.
        return undefined;
    }
    const adopt = seen === undefined ? "true" : `"${there.id}"`;
    const taking = `${other} To take that very database on, give adopt: ${adopt}.`;
    // What was upgraded must not be deleted first: nothing would be left to upgrade.
    return isUpgrade(inputs)
        ? taking
        : `${taking} If this is a forced replacement of it (--replace, state taint), give the resource option ` +
              "deleteBeforeReplace: true.";
}

function newInstance(inputs: CheckedInputs, ownership: Ownership | undefined): NewInstance {
    const { tags, ...rest } = wanted(inputs);
    const all = ownership === undefined ? tags : { ...tags, [ownerTag]: writeOwnership(ownership) };
    return compact<NewInstance>({
        name: inputs.name,
        backingProviderName: inputs.providerSettings.backingProviderName,
        regionName: inputs.providerSettings.regionName,
        ...rest,
        tags: all,
    });
}
