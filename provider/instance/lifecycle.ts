import { freshMark } from "./marks";
import type { Clock } from "../atlas/clock";
import type { Place } from "../atlas/generation";
import type { Databases } from "../atlas/generations";
import type { Instance, InstanceChange } from "../atlas/instance";
import { changeSeen } from "./change";
import { Creation, isOwned } from "./creation";
import { imported } from "./imported";
import type { CheckedInputs, HiddenInputs, Timeouts } from "./inputs";
import { another, handedOver, notOurs, takenMeanwhile, unsure, vanished } from "./messages";
import {
    markOn,
    ownerTag,
    readOwnership,
    relationOf,
    withoutOwner,
    writeOwnership,
    type Ownership,
} from "./ownership";
import { paces } from "./pace";
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
import { LifecycleError, Lost, Unfinished } from "./unfinished";
import { longestAge, Waits, type Voice, type Waiting } from "./waits";

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
    readonly #waits: Waits;
    readonly #creation: Creation;
    readonly #removal: Removal;
    readonly #interruption: AbortSignal | undefined;

    /** @param interruption Aborts when nobody wants to wait longer: waits end at once, with its reason; what is being sent is still sent. */
    constructor(databases: Databases, clock: Clock, interruption?: AbortSignal) {
        const takenOver = new Set<string>();
        this.#interruption = interruption;
        this.#databases = databases;
        this.#waits = new Waits(databases, clock);
        this.#creation = new Creation(databases, clock, this.#waits, (id) => takenOver.add(id));
        this.#removal = new Removal(databases, this.#waits, (id) => takenOver.has(id));
    }

    /**
     * Creates a database, or takes on the one that is there where that is allowed, and waits until it is as declared.
     *
     * @throws Unfinished where the database exists, but is not there yet; LifecycleError or AtlasError where there is
     * none of ours.
     */
    async create(inputs: CheckedInputs, voice: Voice): Promise<State> {
        const waiting = this.#waiting("creating", inputs, "create", voice);
        const { instance, ownership } = await this.#creation.make(inputs, waiting);
        return this.#settle(inputs, instance, { __ignored: {} }, ownership, waiting);
    }

    /**
     * Brings an existing database to what is declared now. This also resumes a create that was not finished.
     *
     * @throws Unfinished where a change has begun and did not end; LifecycleError or AtlasError where nothing began.
     */
    async update(state: State, inputs: CheckedInputs, voice: Voice): Promise<State> {
        const waiting = this.#waiting("updating", inputs, "update", voice);
        const { apiGeneration } = inputs;
        const first = askedFirst({ ...state, apiGeneration });
        const instance = await this.#databases.look(placeOf(state), first, longestAge.write, waiting);
        if (instance === undefined) {
            throw vanished(state);
        }
        switch (relationOf(state, instance)) {
            case "ours":
                break;
            case "another":
                throw another(state, instance, "update");
            case "handed over":
                throw notOurs(state, instance);
            case "unsure":
                throw unsure(state, "update");
        }
        refuseOtherGeneration(inputs, instance);
        const ownership = isOwned(inputs)
            ? // A tag with somebody's own value has no mark.
              { owner: inputs.__owner ?? "", mark: state.__mark || freshMark() }
            : undefined;
        return this.#settle(inputs, instance, state, ownership, waiting);
    }

    /**
     * Looks at a database: its state now, or undefined where it is proved that it is gone.
     */
    async read(state: State, voice: Voice): Promise<State | undefined> {
        const instance = await this.#databases.look(placeOf(state), askedFirst(state), longestAge.read, {
            signal: this.#interruption,
        });
        if (instance === undefined) {
            return undefined;
        }
        switch (relationOf(state, instance)) {
            case "ours":
                return stateOf(state, instance, state);
            case "unsure": {
                // The same resource, deployed from elsewhere, has marked it again: this state takes note of that.
                const mark = readOwnership(instance.tags)?.mark;
                return stateOf(state, instance, { ...state, __mark: mark });
            }
            case "handed over":
                voice.warn(handedOver(state, instance));
                return stateOf(state, instance, state);
            case "another":
                voice.warn(`${another(state, instance, "keep").message} The state is left as it is.`);
                return state;
        }
    }

    /**
     * Looks at a database that is in no state yet; what the program wants of it nobody knows.
     *
     * @throws LifecycleError where there is none.
     */
    async get(place: Place, hidden: HiddenInputs): Promise<State> {
        const instance = await this.#there(place);
        return stateOf(hidden, instance, { __ignored: {}, __mark: readOwnership(instance.tags)?.mark });
    }

    /**
     * Takes a database that is in no state yet as it stands: all of it that can be managed counts as declared.
     *
     * @throws LifecycleError where there is none.
     */
    async import(place: Place, hidden: HiddenInputs, voice: Voice): Promise<State> {
        const { state, tagProblem } = imported(await this.#there(place), hidden);
        if (tagProblem !== undefined) {
            voice.warn(
                `A program could not declare the tags of database "${place.name}", so an import leaves them unmanaged: ${tagProblem}.`,
            );
        }
        return state;
    }

    async #there(place: Place): Promise<Instance> {
        const instance = await this.#databases.look(place, "serverless", longestAge.read, {
            signal: this.#interruption,
        });
        if (instance === undefined) {
            throw new LifecycleError(
                `There is no database "${place.name}" in project ${place.groupId}. ` +
                    "Check the id, which is the project's id, a slash, and the database's name.",
            );
        }
        return instance;
    }

    /**
     * Deletes a database and waits until it is gone; one that is gone already, or belongs to another by now, is fine.
     *
     * @throws LifecycleError or AtlasError where it is still there.
     */
    remove(state: State, voice: Voice): Promise<void> {
        return this.#removal.remove(state, this.#waiting("deleting", state, "delete", voice));
    }

    #waiting(verb: string, inputs: HiddenInputs, operation: keyof Timeouts, voice: Voice): Waiting {
        const deadline = this.#waits.deadline(inputs, operation);
        return { verb, deadline, voice, signal: this.#interruption };
    }

    /** Waits until nothing is under way, changes what differs, and waits again. */
    async #settle(
        inputs: CheckedInputs,
        first: Instance,
        kept: Pick<Bookkeeping, "__managed" | "__ignored" | "__mark">,
        ownership: Ownership | undefined,
        waiting: Waiting,
    ): Promise<State> {
        let instance = first;
        // Until a change is accepted, a failed update has changed nothing and needs no new state.
        let begun = waiting.verb === "creating" || first.stateName === "CREATING";
        const want = wanted(inputs);
        // Without a tag of ours it serves until the tag is off, and then harms nobody.
        const __mark = ownership?.mark ?? kept.__mark;
        try {
            instance = await this.#waits.untilIdle(instance, paces.creating, waiting);
            let claim = first.tags[ownerTag];
            for (let sent = 0; sent < sends; sent += 1) {
                const { change } = plan(want, standing(instance), kept, isFlex(instance));
                // What was upgraded, imported, or declared with another ownershipTag before.
                const isTagRight = (markOn(instance) !== undefined) === (ownership !== undefined);
                if (Object.keys(change).length === 0 && isTagRight) {
                    break;
                }
                refuseTaken(instance, claim, __mark);
                const asked = tagged(change, instance, ownership);
                instance = await changeSeen(this.#databases, instance, asked, waiting);
                begun = true;
                claim = instance.tags[ownerTag];
                instance = await this.#waits.untilIdle(instance, paces.updating, waiting);
            }
        } catch (error) {
            if (!begun) {
                throw error;
            }
            // What the program no longer sets stays on the list until it is cleared.
            const __managed = changeable.filter(
                (property) => mentioned(want).includes(property) || kept.__managed?.includes(property),
            );
            throw new Unfinished(stateOf(inputs, instance, { ...kept, __managed, __mark }), error);
        }
        warnOfBackup(want, instance, kept, waiting.voice);
        const __ignored = ignoredBy(want, standing(instance));
        return stateOf(inputs, instance, { __managed: mentioned(want), __ignored, __mark });
    }
}

function placeOf({ projectId, name }: Pick<State, "projectId" | "name">): Place {
    return { groupId: projectId, name };
}

/** A change with the owner's tag in it, or taken off: Atlas replaces all tags at once, and the tag may be old, or missing. */
function tagged(
    change: InstanceChange,
    instance: Instance,
    ownership: Ownership | undefined,
): InstanceChange {
    if (ownership === undefined) {
        return change.tags !== undefined || markOn(instance) === undefined
            ? change
            : { ...change, tags: withoutOwner(instance.tags) };
    }
    const seen = readOwnership(instance.tags);
    const isRight = seen?.owner === ownership.owner && seen.mark === ownership.mark;
    if (isRight && change.tags === undefined) {
        return change;
    }
    // Who took over from whom stays written as long as the mark does.
    const value = isRight ? (instance.tags[ownerTag] ?? "") : writeOwnership(ownership);
    return { ...change, tags: { ...(change.tags ?? withoutOwner(instance.tags)), [ownerTag]: value } };
}

/**
 * While one waits, another may take a database over: it is not for us to change then. A tag that is only gone is put back.
 *
 * @param claim The tag by which it was ours, as last seen; an answer need not show it.
 */
function refuseTaken(now: Instance, claim: string | undefined, mark: string | undefined): void {
    const seen = readOwnership(now.tags);
    if (seen !== undefined && seen.mark !== mark && now.tags[ownerTag] !== claim) {
        throw new Lost(takenMeanwhile(now));
    }
}

/** A user may insist on a generation; then another one is not used without a word. */
function refuseOtherGeneration({ apiGeneration = "auto" }: CheckedInputs, instance: Instance): void {
    if (apiGeneration === "auto" || apiGeneration === instance.servedBy) {
        return;
    }
    const why =
        instance.servedBy === "flex"
            ? "it is served by the Flex generation now"
            : "it is a serverless instance that MongoDB has not made a Flex cluster";
    throw new LifecycleError(
        `Could not update database "${instance.name}" in project ${instance.groupId}: ${why}, but apiGeneration is ` +
            `"${apiGeneration}". Set apiGeneration to "auto" or leave it out.`,
    );
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
        voice.warn(
            `Database "${instance.name}" is a Flex cluster, which has no continuous backup: ` +
                "serverlessContinuousBackupEnabled has no effect on it.",
        );
    }
}
