import type { Clock } from "../../atlas/clock";
import { ChangeBlockedError, NotFoundError, OwnershipError, type AtlasError } from "../../atlas/errors";
import {
    isErrorCode,
    isNotFound,
    isWrongClusterType,
    mayHaveBeenApplied,
} from "../../atlas/api/error-predicates";
import type { Clusters } from "../../atlas/clusters/clusters";
import type { Instance, NewInstance } from "../../atlas/api/instance";
import { compact } from "../../atlas/json-readers";
import { updateIfUnchanged } from "./guarded-update";
import { restoreSourceOf, type CheckedInputs } from "../model/inputs";
import type { HeldMarks } from "../ownership/held-marks";
import { newOwnerTag, adoptionTag, isMarkFor } from "../ownership/marks";
import { nameTaken, nothingToAdopt, noUpgrade, adopted } from "../messages";
import {
    formatOwnerTag,
    isOwnSlot,
    ownerTag,
    parseOwnerTag,
    withoutOwnerTag,
    type OwnerTag,
} from "../ownership/owner-tag";
import { adoptionRefusal, wantsOwnerTag } from "../ownership/rules";
import { isFlex, desiredFrom } from "../state";
import type { OperationContext } from "../operation-context";
import type { Waiters } from "../polling/waiters";

/** A cluster that is there now, and by what right it is ours. */
export interface CreateOutcome {
    instance: Instance;
    /** Absent where the program wants no owner tag. */
    tag: OwnerTag | undefined;
    /** Whether it was there already. */
    isTaken: boolean;
    /** Whether it was made for the data that the program wants it to start with: by this create, or by one that was interrupted. */
    awaitsData: boolean;
}

/** How often a create is sent whose answer is lost; its ownership ID tells what an earlier one has made. */
const sends = 3;
/** Between two of them. Milliseconds. */
const pause = 2000;

/** Sees to it that a cluster exists and is ours: by creating it, or by taking the one that is there, where that is allowed. */
export class Creation {
    readonly #clusters: Clusters;
    readonly #clock: Clock;
    readonly #waiters: Waiters;
    readonly #heldMarks: HeldMarks;
    readonly #resume: ReadonlySet<string>;

    constructor(
        clusters: Clusters,
        clock: Clock,
        waiters: Waiters,
        { heldMarks, resume }: { heldMarks: HeldMarks; resume: ReadonlySet<string> },
    ) {
        this.#clusters = clusters;
        this.#clock = clock;
        this.#waiters = waiters;
        this.#heldMarks = heldMarks;
        this.#resume = resume;
    }

    /**
     * Creates, upgrades or takes a cluster.
     *
     * @param beforeResume Waits for what must have ended before a cluster can be changed that an interrupted create has left.
     * @throws AtlasServerlessError; there is then no cluster of ours.
     */
    async make(
        inputs: CheckedInputs,
        context: OperationContext,
        beforeResume: (there: Instance) => Promise<void> = () => Promise.resolve(),
    ): Promise<CreateOutcome> {
        const place = { groupId: inputs.projectId, name: inputs.name };
        const first = inputs.apiGeneration === "flex" ? "flex" : "serverless";
        if (typeof inputs.adopt === "string") {
            const there = await this.#clusters.find(place, first, context.options);
            if (there === undefined || there.stateName === "DELETING") {
                throw NotFoundError.proved(
                    nothingToAdopt(place, inputs.adopt, inputs.__automaticName === true),
                );
            }
            return this.#take(inputs, there, context);
        }
        const tag = wantsOwnerTag(inputs) ? newOwnerTag(inputs, dataOf(inputs)) : undefined;
        for (let sent = 1; ; sent += 1) {
            try {
                const instance = await this.#send(inputs, tag, context);
                return instance === undefined
                    ? await this.#takeConverted(inputs, context)
                    : { instance, tag, isTaken: false, awaitsData: true };
            } catch (error) {
                const isTaken =
                    isErrorCode(error, "DUPLICATE_CLUSTER_NAME") ||
                    (isUpgrade(inputs) && saysNoSharedTier(error));
                if (!isTaken && !mayHaveBeenApplied(error)) {
                    throw error;
                }
                const there = await this.#clusters
                    .find(place, first, context.options)
                    .catch((reason: unknown) => {
                        if (isUpgrade(inputs) && !isTaken && isWrongClusterType(reason)) {
                            // Still of the shared tier: what had no answer had no effect, and is sent again.
                            return undefined;
                        }
                        // Taken by a cluster of another kind, which was never one of ours: the name is what is wrong.
                        throw isTaken && isWrongClusterType(reason) ? error : reason;
                    });
                if (
                    there !== undefined &&
                    tag !== undefined &&
                    parseOwnerTag(there.tags)?.mark === tag.mark
                ) {
                    return { instance: there, tag, isTaken: false, awaitsData: true };
                }
                if (there?.stateName === "DELETING") {
                    await this.#waiters.untilGone(there, false, {
                        ...context,
                        activity: "waitingForPredecessor",
                    });
                } else if (there !== undefined && isUpgrade(inputs) && isFlex(there)) {
                    return this.#takeConverted(inputs, context);
                } else if (there !== undefined) {
                    return this.#take(
                        inputs,
                        there,
                        context,
                        isErrorCode(error, "DUPLICATE_CLUSTER_NAME") ? error : undefined,
                        beforeResume,
                    );
                } else if (isTaken || sent >= sends) {
                    // Taken by another kind of cluster, one that these operations do not see; or lost for good.
                    throw error;
                } else {
                    await this.#clock.sleep(pause, context.options.signal);
                }
            }
        }
    }

    /** Undefined where Atlas no longer upgrades. */
    #send(
        inputs: CheckedInputs,
        tag: OwnerTag | undefined,
        context: OperationContext,
    ): Promise<Instance | undefined> {
        // Sent tags replace all: those of a shared-tier cluster stay where the program has none, and ours joins them later.
        const isTagged = !isUpgrade(inputs) || inputs.tags !== undefined;
        const instance = newInstance(inputs, isTagged ? tag : undefined);
        return isUpgrade(inputs)
            ? this.#clusters.upgrade(inputs.projectId, instance, context.options)
            : this.#clusters.create(
                  inputs.projectId,
                  instance,
                  inputs.apiGeneration ?? "auto",
                  context.options,
              );
    }

    /** MongoDB has itself made a Flex cluster of the shared-tier one. */
    async #takeConverted(inputs: CheckedInputs, context: OperationContext): Promise<CreateOutcome> {
        const there = await this.#clusters.find(
            { groupId: inputs.projectId, name: inputs.name },
            "flex",
            context.options,
        );
        if (there === undefined) {
            throw new ChangeBlockedError(noUpgrade(inputs));
        }
        return this.#take({ ...inputs, adopt: true }, there, context);
    }

    /** Adopts an existing cluster, with a new ownership ID, where the rules allow it. */
    async #take(
        inputs: CheckedInputs,
        there: Instance,
        context: OperationContext,
        cause?: AtlasError,
        beforeResume?: (there: Instance) => Promise<void>,
    ): Promise<CreateOutcome> {
        const seen = parseOwnerTag(there.tags);
        const holder = this.#heldMarks.holderOf(seen?.mark);
        const now = this.#clusters.now();
        const refusal = adoptionRefusal({ inputs, instance: there, now, resume: this.#resume, holder });
        if (refusal !== undefined) {
            throw new OwnershipError(nameTaken(there, refusal, inputs, holder, cause), cause);
        }
        const isNamed = this.#resume.has(there.id);
        const isResumed = isOwnSlot(seen, inputs) || isNamed;
        const source = dataOf(inputs);
        // One that a person names may have been in use for any time.
        const awaitsData =
            source !== undefined && !isNamed && isResumed && isMarkFor(seen?.mark ?? "", source);
        const tag = adoptionTag(inputs, { tag: seen }, awaitsData ? source : undefined);
        context.logger.info(adopted(there, isResumed));
        if (isResumed) {
            await beforeResume?.(there);
        }
        const tags = { ...withoutOwnerTag(there.tags), [ownerTag]: formatOwnerTag(tag) };
        const instance = await updateIfUnchanged(this.#clusters, there, { tags }, context.options);
        return { instance, tag, isTaken: true, awaitsData };
    }
}

/** Whether Atlas says that there is no shared-tier cluster to upgrade: none at all, or one that is upgraded already. */
function saysNoSharedTier(error: unknown): boolean {
    return (
        isNotFound(error, "serverless") ||
        isWrongClusterType(error) ||
        isErrorCode(error, "INVALID_CLUSTER_CONFIGURATION")
    );
}

/** The cluster whose data the new one is to start with. */
function dataOf(inputs: CheckedInputs): string | undefined {
    const source = restoreSourceOf(inputs);
    return source && `${source.projectId}/${source.name}`;
}

function isUpgrade(inputs: CheckedInputs): boolean {
    return inputs.upgradeFromSharedTier === true;
}

function newInstance(inputs: CheckedInputs, tag: OwnerTag | undefined): NewInstance {
    const { tags, ...rest } = desiredFrom(inputs);
    const all = tag === undefined ? tags : { ...tags, [ownerTag]: formatOwnerTag(tag) };
    return compact<NewInstance>({
        name: inputs.name,
        backingProviderName: inputs.providerSettings.backingProviderName,
        regionName: inputs.providerSettings.regionName,
        ...rest,
        tags: all,
    });
}
