import { readTargetOf } from "../../atlas/clusters/batched-reads";
import type { Clock } from "../../atlas/clock";
import { InvalidArgumentError, NotFoundError, OwnershipError, ResourceLostError } from "../../atlas/errors";
import type { ClusterRef } from "../../atlas/api/cluster-api";
import type { Clusters } from "../../atlas/clusters/clusters";
import type { Instance, InstanceChange } from "../../atlas/api/instance";
import { assertNotTransferred, assertSameCluster, updateIfUnchanged } from "./guarded-update";
import { Creation } from "./create";
import { HeldMarks } from "../ownership/held-marks";
import { resolveImport, stateForImport } from "./import-state";
import { parseDuration } from "../model/durations";
import type { CheckedInputs, InternalInputs, Timeouts } from "../model/inputs";
import { adoptionTag } from "../ownership/marks";
import {
    replacedByAnother,
    leftInPlace,
    noContinuousBackup,
    nothingToImport,
    notUpdated,
    otherGeneration,
    adopting,
    unmanagedTags,
    type Activity,
    untaggedAdoption,
    notFound,
    willAdopt,
} from "../messages";
import {
    formatOwnerTag,
    ownerOf,
    ownerTag,
    parseOwnerTag,
    slotOf,
    withoutOwnerTag,
    type DeclaredAt,
    type OwnerTag,
} from "../ownership/owner-tag";
import { ownershipRules, relationOf, wantsOwnerTag } from "../ownership/rules";
import type { Relation } from "../ownership/relation";
import { serverOverrides, planUpdate } from "../preview/update-plan";
import { Removal } from "./delete";
import {
    preferredApi,
    mutableProperties,
    isFlex,
    specifiedProperties,
    actualFrom,
    buildState,
    desiredFrom,
    type StateMetadata,
    type State,
} from "../state";
import type { OperationContext, Logger } from "../operation-context";
import { PartialFailureError } from "../partial-failure";
import { maxAge, Waiters } from "../polling/waiters";
import { Restoration, type RestoreRequest } from "./restore";

/**
 * How often a change is sent before Atlas counts as ignoring it: what differs after the first may be an out-of-band
 * change in the same moment.
 */
const sends = 2;

/** Pulumi's `customTimeouts` where the program sets none. */
const defaultTimeouts = { create: "30m", update: "30m", delete: "60m" } as const satisfies Required<Timeouts>;

/**
 * The life of a ServerlessInstance: observe what there is, ensure that it exists, sync what differs, or remove it.
 * It decides; it knows neither Pulumi nor HTTP.
 */
export class Lifecycle {
    readonly #clusters: Clusters;
    readonly #clock: Clock;
    readonly #waiters: Waiters;
    readonly #creation: Creation;
    readonly #removal: Removal;
    readonly #restoration: Restoration;
    readonly #heldMarks: HeldMarks;
    readonly #interruption: AbortSignal | undefined;

    constructor(
        clusters: Clusters,
        clock: Clock,
        { interruption, heldMarks = new HeldMarks(), resume = new Set() }: LifecycleOptions = {},
    ) {
        this.#interruption = interruption;
        this.#clusters = clusters;
        this.#heldMarks = heldMarks;
        this.#clock = clock;
        this.#waiters = new Waiters(clusters, clock);
        this.#creation = new Creation(clusters, clock, this.#waiters, { heldMarks, resume });
        this.#restoration = new Restoration(clusters, clock);
        this.#removal = new Removal(clusters, this.#waiters, heldMarks);
    }

    /**
     * Creates a cluster, or adopts the existing one where that is allowed, and waits until it is as declared.
     *
     * @throws PartialFailureError where the cluster exists, but is not there yet; another AtlasServerlessError where there
     * is none of ours.
     */
    async create(inputs: CheckedInputs, logger: Logger): Promise<State> {
        const context = this.#context("creating", inputs, "create", logger);
        const source = await this.#restoration.source(inputs, context);
        const { instance, tag, isTaken, awaitsData } = await this.#creation.make(
            inputs,
            context,
            async (there) => source && this.#restoration.untilNoneRuns(there, source, context),
        );
        const written = { __ignored: {}, __owner: tag?.owner, __mark: tag?.mark };
        this.#heldMarks.note(tag?.mark, inputs.__urn);
        const restore = source && { source, isNew: !isTaken, mayStart: awaitsData };
        return this.#settle(inputs, instance, written, tag, isTaken, context, restore);
    }

    /**
     * Brings an existing cluster to what is declared now. This also resumes a create that was not finished.
     *
     * @throws PartialFailureError where a change has begun and did not end; another AtlasServerlessError where nothing began.
     */
    async update(state: State, inputs: CheckedInputs, logger: Logger): Promise<State> {
        const context = this.#context("updating", inputs, "update", logger);
        const { apiGeneration } = inputs;
        const first = preferredApi({ ...state, apiGeneration });
        const instance = await this.#clusters.read(
            { ...placeOf(state), preferredApi: first },
            { maxAge: maxAge.write, ...context.options },
        );
        if (instance === undefined) {
            throw new ResourceLostError(notFound(state));
        }
        const relation = relationOf(state, instance, slotOf(inputs));
        const rule = ownershipRules[relation].update;
        if (rule === "refuse") {
            throw new OwnershipError(notUpdated(state, instance, relation));
        }
        refuseOtherGeneration(inputs, instance);
        const seen = parseOwnerTag(instance.tags);
        const restore = await this.#pendingRestore(state, inputs, relation, context);
        if (!wantsOwnerTag(inputs)) {
            if (seen !== undefined && rule === "take") {
                throw new OwnershipError(untaggedAdoption(state, instance));
            }
            return this.#settle(inputs, instance, state, undefined, false, context, restore);
        }
        if (rule === "change" && seen !== undefined) {
            // Without an identity the slot is not known, and what the tag says of it stays.
            const owner = slotOf(inputs) === undefined ? seen.owner : ownerOf(inputs);
            return this.#settle(inputs, instance, state, { ...seen, owner }, false, context, restore);
        }
        logger.warn(adopting(state, { relation, ...(seen !== undefined && { owner: seen.owner }) }));
        const tag = adoptionTag(inputs, { tag: seen, mark: state.__mark });
        return this.#settle(inputs, instance, state, tag, true, context, restore);
    }

    /** What a create has left undone. A cluster that another run has taken meanwhile may have got data since: nothing starts there. */
    async #pendingRestore(
        state: State,
        inputs: CheckedInputs,
        relation: Relation,
        context: OperationContext,
    ): Promise<RestoreRequest | undefined> {
        if (state.__restorePending !== true) {
            return undefined;
        }
        const source = await this.#restoration.source(inputs, context);
        return source && { source, isNew: false, mayStart: relation === "owned" || relation === "untagged" };
    }

    /**
     * Reads a cluster: its state now, or undefined where it is proved that it is gone. What the state recorded of its tag
     * is never changed here, since a refresh also reads what the engine still has to delete.
     *
     * @param declaredAt The resource's present place, as far as the entry point knows it.
     */
    async read(state: State, logger: Logger, declaredAt: DeclaredAt = {}): Promise<State | undefined> {
        const instance = await this.#clusters.read(
            { ...placeOf(state), preferredApi: preferredApi(state) },
            { maxAge: maxAge.read, signal: this.#interruption },
        );
        if (instance === undefined) {
            return undefined;
        }
        const relation = relationOf(state, instance, slotOf(declaredAt));
        const owner = parseOwnerTag(instance.tags)?.owner;
        const noted = { relation, ...(owner !== undefined && { owner }) };
        switch (ownershipRules[relation].read) {
            case "report":
                return buildState(state, instance, { ...state, __noted: undefined });
            case "note": {
                const isAsRecorded = relation === "untagged" && !state.__mark;
                if (!isAsRecorded) {
                    logger.warn(willAdopt(state, noted));
                }
                return buildState(state, instance, { ...state, __noted: isAsRecorded ? undefined : noted });
            }
            case "keep+note":
                logger.warn(willAdopt(state, noted));
                return { ...state, __noted: noted };
            case "keep":
                logger.warn(leftInPlace(state, instance, relation));
                return state;
            case "gone":
                logger.warn(replacedByAnother(state, instance));
                return undefined;
        }
    }

    /**
     * Reads a cluster that is in no state yet; what the program wants of it nobody knows.
     *
     * @throws NotFoundError where there is none.
     */
    async get(place: ClusterRef, hidden: InternalInputs): Promise<State> {
        return stateForImport(await this.#there(place), hidden, undefined);
    }

    /**
     * Takes a cluster that is in no state yet as it stands: all of it that can be managed counts as declared.
     *
     * @throws NotFoundError where there is none.
     */
    async import(place: ClusterRef, hidden: InternalInputs, logger: Logger): Promise<State> {
        const { state, tagProblem } = resolveImport(await this.#there(place), hidden);
        if (tagProblem !== undefined) {
            logger.warn(unmanagedTags(place, tagProblem));
        }
        return state;
    }

    async #there(place: ClusterRef): Promise<Instance> {
        const instance = await this.#clusters.read(
            { ...place, preferredApi: "serverless" },
            { maxAge: maxAge.read, signal: this.#interruption },
        );
        if (instance === undefined) {
            throw NotFoundError.proved(nothingToImport(place));
        }
        return instance;
    }

    /**
     * Deletes a cluster and waits until it is gone; one that is gone already, or belongs to another by now, is fine.
     *
     * @throws AtlasServerlessError where it is still there.
     */
    remove(state: State, logger: Logger, declaredAt: DeclaredAt = {}): Promise<void> {
        return this.#removal.remove(
            state,
            this.#context("deleting", state, "delete", logger),
            slotOf(declaredAt),
        );
    }

    #context(
        activity: Activity,
        inputs: InternalInputs,
        operation: keyof Timeouts,
        logger: Logger,
    ): OperationContext {
        const fallback = defaultTimeouts[operation];
        const duration = parseDuration(inputs.__timeouts?.[operation] ?? fallback) ?? parseDuration(fallback);
        const deadline = this.#clock.now() + (duration ?? 0);
        return { activity, logger, options: { deadline, signal: this.#interruption } };
    }

    /**
     * Reads once more a cluster that was adopted: of two who adopt, one has it.
     *
     * @throws ResourceLostError where somebody else has it, or another cluster has its name.
     */
    async #again(
        instance: Instance,
        mark: string | undefined,
        { activity, options }: OperationContext,
    ): Promise<Instance> {
        const now = await this.#clusters.read(readTargetOf(instance), options);
        if (now === undefined) {
            return instance;
        }
        assertSameCluster(instance, now, activity === "updating" ? "update" : "create");
        assertNotTransferred(now, undefined, mark);
        return now;
    }

    /**
     * Waits until nothing is under way, changes what differs, and waits again.
     *
     * @param kept What the state has, or what was written already.
     * @param tag The ownership tag that the cluster is to have; none where the program wants none.
     * @param isTaken Whether it is adopted, which is checked once more in the end: of two who adopt, one has it.
     * @param restore What the create is to put into it.
     */
    async #settle(
        inputs: CheckedInputs,
        first: Instance,
        kept: Pick<State, "__managed" | "__ignored" | "restoredFrom"> & {
            __owner?: string | undefined;
            __mark?: string | undefined;
        },
        tag: OwnerTag | undefined,
        isTaken: boolean,
        context: OperationContext,
        restore?: RestoreRequest,
    ): Promise<State> {
        let instance = first;
        // Until a change is accepted, a failed update has changed nothing and needs no new state.
        let begun =
            context.activity === "creating" || first.stateName === "CREATING" || restore !== undefined;
        let { restoredFrom } = kept;
        let __restorePending = restore !== undefined;
        let written = { __owner: kept.__owner, __mark: kept.__mark };
        const want = desiredFrom(inputs);
        try {
            instance = await this.#waiters.untilIdle(instance, "create", context);
            let claim = first.tags[ownerTag];
            if (restore !== undefined) {
                const owner = { claim, mark: tag?.mark ?? kept.__mark };
                restoredFrom = await this.#restoration.ensure(instance, owner, restore, context);
                __restorePending = false;
            }
            let isSure = !isTaken;
            for (let sent = 0; sent < sends || !isSure;) {
                const { change } = planUpdate(want, actualFrom(instance), kept, isFlex(instance));
                const isRight = Object.keys(change).length === 0 && isTagRight(instance, tag);
                if (isSure && isRight) {
                    break;
                }
                if (isRight || sent === sends) {
                    instance = await this.#again(instance, tag?.mark, context);
                    isSure = true;
                    continue;
                }
                assertNotTransferred(instance, claim, tag?.mark ?? kept.__mark);
                const asked = tagged(change, instance, tag);
                instance = await updateIfUnchanged(this.#clusters, instance, asked, context.options);
                begun = true;
                written = { __owner: tag?.owner, __mark: tag?.mark };
                claim = instance.tags[ownerTag];
                instance = await this.#waiters.untilIdle(instance, "update", context);
                sent += 1;
            }
        } catch (error) {
            if (!begun) {
                throw error;
            }
            // What the program no longer sets stays on the list until it is cleared.
            const __managed = mutableProperties.filter(
                (property) =>
                    specifiedProperties(want).includes(property) || kept.__managed?.includes(property),
            );
            throw new PartialFailureError(
                buildState(inputs, instance, {
                    __ignored: kept.__ignored,
                    __managed,
                    __restorePending,
                    restoredFrom,
                    ...written,
                }),
                error,
            );
        }
        warnOfBackup(want, instance, kept, context.logger);
        this.#heldMarks.note(tag?.mark, inputs.__urn);
        return buildState(inputs, instance, {
            __managed: specifiedProperties(want),
            __ignored: serverOverrides(want, actualFrom(instance)),
            __owner: tag?.owner,
            __mark: tag?.mark,
            restoredFrom,
        });
    }
}

/** What a process knows beside the account. */
export interface LifecycleOptions {
    /** Aborts when nobody wants to wait longer: waits end at once, with its reason; what is being sent is still sent. */
    interruption?: AbortSignal | undefined;
    /** The marks that this process has seen resources hold. */
    heldMarks?: HeldMarks;
    /** The ids of clusters that a create may resume, whoever's they seem to be. */
    resume?: ReadonlySet<string>;
}

function placeOf({ projectId, name }: Pick<State, "projectId" | "name">): ClusterRef {
    return { groupId: projectId, name };
}

function isTagRight({ tags }: Instance, tag: OwnerTag | undefined): boolean {
    const seen = parseOwnerTag(tags);
    return tag === undefined
        ? // Somebody's own value is not ours to take off.
          seen === undefined || seen.mark === ""
        : seen?.owner === tag.owner && seen.mark === tag.mark;
}

/** A change with the ownership tag added, or removed: Atlas replaces all tags at once, and the tag may be old, or missing. */
function tagged(change: InstanceChange, instance: Instance, tag: OwnerTag | undefined): InstanceChange {
    if (isTagRight(instance, tag) && change.tags === undefined) {
        return change;
    }
    const tags = change.tags ?? withoutOwnerTag(instance.tags);
    return { ...change, tags: tag === undefined ? tags : { ...tags, [ownerTag]: formatOwnerTag(tag) } };
}

/** A user may insist on a generation; then another one is not used without a word. */
function refuseOtherGeneration({ apiGeneration = "auto" }: CheckedInputs, instance: Instance): void {
    if (apiGeneration === "auto" || apiGeneration === instance.servedBy) {
        return;
    }
    throw new InvalidArgumentError(otherGeneration(instance, apiGeneration));
}

/** Said when it is first declared or changed, not with every deployment. */
function warnOfBackup(
    want: InstanceChange,
    instance: Instance,
    kept: Pick<StateMetadata, "__managed">,
    logger: Logger,
): void {
    if (
        want.continuousBackupEnabled === true &&
        isFlex(instance) &&
        !kept.__managed?.includes("serverlessBackupOptions")
    ) {
        logger.warn(noContinuousBackup(instance));
    }
}
