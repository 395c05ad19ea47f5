import { readTargetOf } from "../atlas/batched-reads";
import type { Clock } from "../atlas/clock";
import { InvalidArgumentError, NotFoundError, OwnershipError, ResourceLostError } from "../atlas/errors";
import type { Place } from "../atlas/generation";
import type { Databases } from "../atlas/generations";
import type { Instance, InstanceChange } from "../atlas/instance";
import { changeSeen, refuseTaken } from "./change";
import { Creation } from "./creation";
import { HeldMarks } from "./held-marks";
import { imported, importedState } from "./imported";
import type { CheckedInputs, HiddenInputs, Timeouts } from "./inputs";
import { takingTag } from "./marks";
import {
    goneForAnother,
    keptAsItIs,
    noContinuousBackup,
    nothingToImport,
    notUpdated,
    otherGeneration,
    takesOver,
    unmanagedTags,
    type Activity,
    untaggedTaking,
    vanished,
    willTakeOver,
} from "./messages";
import {
    formatOwnerTag,
    ownerOf,
    ownerTag,
    parseOwnerTag,
    slotOf,
    withoutOwnerTag,
    type DeclaredAt,
    type OwnerTag,
} from "./ownership";
import { ownershipRules, relationOf, wantsOwnerTag } from "./ownership-rules";
import { ignoredBy, plan } from "./plan";
import { Removal } from "./removal";
import {
    askedFirst,
    changeable,
    isFlex,
    mentioned,
    standing,
    stateOf,
    wanted,
    type Bookkeeping,
    type State,
} from "./state";
import type { OperationContext, Voice } from "./operation-context";
import { PartialFailureError } from "./partial-failure";
import { maxAge, Waiters } from "./waiters";

/**
 * How often a change is sent before Atlas counts as ignoring it: what differs after the first may be another hand's doing
 * in the same moment.
 */
const sends = 2;

/**
 * The life of a ServerlessInstance: observe what there is, ensure that it exists, sync what differs, or remove it.
 * It decides; it knows neither Pulumi nor HTTP.
 */
export class Lifecycle {
    readonly #databases: Databases;
    readonly #waiters: Waiters;
    readonly #creation: Creation;
    readonly #removal: Removal;
    readonly #heldMarks: HeldMarks;
    readonly #interruption: AbortSignal | undefined;

    constructor(
        databases: Databases,
        clock: Clock,
        { interruption, heldMarks = new HeldMarks(), resume = new Set() }: LifecycleOptions = {},
    ) {
        this.#interruption = interruption;
        this.#databases = databases;
        this.#heldMarks = heldMarks;
        this.#waiters = new Waiters(databases, clock);
        this.#creation = new Creation(databases, clock, this.#waiters, { heldMarks, resume });
        this.#removal = new Removal(databases, this.#waiters, heldMarks);
    }

    /**
     * Creates a database, or takes on the one that is there where that is allowed, and waits until it is as declared.
     *
     * @throws PartialFailureError where the database exists, but is not there yet; another AtlasServerlessError where there
     * is none of ours.
     */
    async create(inputs: CheckedInputs, voice: Voice): Promise<State> {
        const context = this.#context("creating", inputs, "create", voice);
        const { instance, tag, isTaken } = await this.#creation.make(inputs, context);
        const written = { __ignored: {}, __owner: tag?.owner, __mark: tag?.mark };
        this.#heldMarks.note(tag?.mark, inputs.__urn);
        return this.#settle(inputs, instance, written, tag, isTaken, context);
    }

    /**
     * Brings an existing database to what is declared now. This also resumes a create that was not finished.
     *
     * @throws PartialFailureError where a change has begun and did not end; another AtlasServerlessError where nothing began.
     */
    async update(state: State, inputs: CheckedInputs, voice: Voice): Promise<State> {
        const context = this.#context("updating", inputs, "update", voice);
        const { apiGeneration } = inputs;
        const first = askedFirst({ ...state, apiGeneration });
        const instance = await this.#databases.read(
            { ...placeOf(state), preferredApi: first },
            { maxAge: maxAge.write, ...context.options },
        );
        if (instance === undefined) {
            throw new ResourceLostError(vanished(state));
        }
        const relation = relationOf(state, instance, slotOf(inputs));
        const rule = ownershipRules[relation].update;
        if (rule === "refuse") {
            throw new OwnershipError(notUpdated(state, instance, relation));
        }
        refuseOtherGeneration(inputs, instance);
        const seen = parseOwnerTag(instance.tags);
        if (!wantsOwnerTag(inputs)) {
            if (seen !== undefined && rule === "take") {
                throw new OwnershipError(untaggedTaking(state, instance));
            }
            return this.#settle(inputs, instance, state, undefined, false, context);
        }
        if (rule === "change" && seen !== undefined) {
            // Without an identity the slot is not known, and what the tag says of it stays.
            const owner = slotOf(inputs) === undefined ? seen.owner : ownerOf(inputs);
            return this.#settle(inputs, instance, state, { ...seen, owner }, false, context);
        }
        voice.warn(takesOver(state, { relation, ...(seen !== undefined && { owner: seen.owner }) }));
        const tag = takingTag(inputs, { tag: seen, mark: state.__mark });
        return this.#settle(inputs, instance, state, tag, true, context);
    }

    /**
     * Looks at a database: its state now, or undefined where it is proved that it is gone. What the state recorded of its tag
     * is never changed here, since a refresh also reads what the engine still has to delete.
     *
     * @param declaredAt The resource's present place, as far as the entry point knows it.
     */
    async read(state: State, voice: Voice, declaredAt: DeclaredAt = {}): Promise<State | undefined> {
        const instance = await this.#databases.read(
            { ...placeOf(state), preferredApi: askedFirst(state) },
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
                return stateOf(state, instance, { ...state, __noted: undefined });
            case "note": {
                const isAsRecorded = relation === "untagged" && !state.__mark;
                if (!isAsRecorded) {
                    voice.warn(willTakeOver(state, noted));
                }
                return stateOf(state, instance, { ...state, __noted: isAsRecorded ? undefined : noted });
            }
            case "keep+note":
                voice.warn(willTakeOver(state, noted));
                return { ...state, __noted: noted };
            case "keep":
                voice.warn(keptAsItIs(state, instance, relation));
                return state;
            case "gone":
                voice.warn(goneForAnother(state, instance));
                return undefined;
        }
    }

    /**
     * Looks at a database that is in no state yet; what the program wants of it nobody knows.
     *
     * @throws NotFoundError where there is none.
     */
    async get(place: Place, hidden: HiddenInputs): Promise<State> {
        return importedState(await this.#there(place), hidden, undefined);
    }

    /**
     * Takes a database that is in no state yet as it stands: all of it that can be managed counts as declared.
     *
     * @throws NotFoundError where there is none.
     */
    async import(place: Place, hidden: HiddenInputs, voice: Voice): Promise<State> {
        const { state, tagProblem } = imported(await this.#there(place), hidden);
        if (tagProblem !== undefined) {
            voice.warn(unmanagedTags(place, tagProblem));
        }
        return state;
    }

    async #there(place: Place): Promise<Instance> {
        const instance = await this.#databases.read(
            { ...place, preferredApi: "serverless" },
            { maxAge: maxAge.read, signal: this.#interruption },
        );
        if (instance === undefined) {
            throw NotFoundError.proved(nothingToImport(place));
        }
        return instance;
    }

    /**
     * Deletes a database and waits until it is gone; one that is gone already, or belongs to another by now, is fine.
     *
     * @throws AtlasServerlessError where it is still there.
     */
    remove(state: State, voice: Voice, declaredAt: DeclaredAt = {}): Promise<void> {
        return this.#removal.remove(
            state,
            this.#context("deleting", state, "delete", voice),
            slotOf(declaredAt),
        );
    }

    #context(
        activity: Activity,
        inputs: HiddenInputs,
        operation: keyof Timeouts,
        voice: Voice,
    ): OperationContext {
        const deadline = this.#waiters.deadline(inputs, operation);
        return { activity, voice, options: { deadline, signal: this.#interruption } };
    }

    /**
     * Waits until nothing is under way, changes what differs, and waits again.
     *
     * @param kept What the state has, or what was written already.
     * @param tag The owner tag that the cluster shall have; none where the program wants none.
     * @param isTaken Whether it is taken over, which is looked at once more in the end: of two who take, one has it.
     */
    async #settle(
        inputs: CheckedInputs,
        first: Instance,
        kept: Pick<Bookkeeping, "__managed" | "__ignored"> & {
            __owner?: string | undefined;
            __mark?: string | undefined;
        },
        tag: OwnerTag | undefined,
        isTaken: boolean,
        context: OperationContext,
    ): Promise<State> {
        let instance = first;
        // Until a change is accepted, a failed update has changed nothing and needs no new state.
        let begun = context.activity === "creating" || first.stateName === "CREATING";
        let written = { __owner: kept.__owner, __mark: kept.__mark };
        const want = wanted(inputs);
        try {
            instance = await this.#waiters.untilIdle(instance, "create", context);
            let claim = first.tags[ownerTag];
            for (let sent = 0; sent < sends; sent += 1) {
                const { change } = plan(want, standing(instance), kept, isFlex(instance));
                if (Object.keys(change).length === 0 && isTagRight(instance, tag)) {
                    break;
                }
                refuseTaken(instance, claim, tag?.mark ?? kept.__mark);
                const asked = tagged(change, instance, tag);
                instance = await changeSeen(this.#databases, instance, asked, context.options);
                begun = true;
                written = { __owner: tag?.owner, __mark: tag?.mark };
                claim = instance.tags[ownerTag];
                instance = await this.#waiters.untilIdle(instance, "update", context);
            }
            if (isTaken) {
                const now = await this.#databases.read(readTargetOf(instance));
                instance = now ?? instance;
                refuseTaken(instance, undefined, tag?.mark);
            }
        } catch (error) {
            if (!begun) {
                throw error;
            }
            // What the program no longer sets stays on the list until it is cleared.
            const __managed = changeable.filter(
                (property) => mentioned(want).includes(property) || kept.__managed?.includes(property),
            );
            throw new PartialFailureError(
                stateOf(inputs, instance, { __ignored: kept.__ignored, __managed, ...written }),
                error,
            );
        }
        warnOfBackup(want, instance, kept, context.voice);
        this.#heldMarks.note(tag?.mark, inputs.__urn);
        return stateOf(inputs, instance, {
            __managed: mentioned(want),
            __ignored: ignoredBy(want, standing(instance)),
            __owner: tag?.owner,
            __mark: tag?.mark,
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

function placeOf({ projectId, name }: Pick<State, "projectId" | "name">): Place {
    return { groupId: projectId, name };
}

function isTagRight({ tags }: Instance, tag: OwnerTag | undefined): boolean {
    const seen = parseOwnerTag(tags);
    return tag === undefined
        ? // Somebody's own value is not ours to take off.
          seen === undefined || seen.mark === ""
        : seen?.owner === tag.owner && seen.mark === tag.mark;
}

/** A change with the owner's tag in it, or taken off: Atlas replaces all tags at once, and the tag may be old, or missing. */
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
    kept: Pick<Bookkeeping, "__managed">,
    voice: Voice,
): void {
    if (
        want.continuousBackupEnabled === true &&
        isFlex(instance) &&
        !kept.__managed?.includes("serverlessBackupOptions")
    ) {
        voice.warn(noContinuousBackup(instance));
    }
}
