import type { Clock } from "../atlas/clock";
import type { Databases } from "../atlas/generations";
import type { Place } from "../atlas/generation";
import type { Instance, NewInstance } from "../atlas/instance";
import { compact } from "../atlas/json";
import { parseDuration, sayDuration } from "./durations";
import type { CheckedInputs, HiddenInputs, Timeouts } from "./inputs";
import { paces, type Pace } from "./pace";
import { ignoredBy, plan } from "./plan";
import { progressOf } from "./progress";
import { changeable, mentioned, standing, stateOf, wanted, type Bookkeeping, type State } from "./state";
import { hasCode, LifecycleError, Lost, mayHaveActed, Unfinished } from "./unfinished";
import { Watcher, WaitTimeout, type Sight } from "./watch";

/** What an operation may tell while it runs. */
export interface Voice {
    /** How it goes, in a line that the next one replaces. */
    progress: (line: string) => void;
    /** What a person should read afterwards too. */
    warn: (line: string) => void;
}

/** Pulumi's `customTimeouts` where the program sets none. */
const defaultTimeouts = { create: "30m", update: "30m", delete: "60m" } as const satisfies Required<Timeouts>;

/** A database that Atlas accepted may be missing in its answers for so long. Milliseconds. */
const graceToAppear = 10_000;
/** Atlas has dropped a delete when so long after it nothing is being deleted. Milliseconds. */
const graceToDelete = 10_000;

/**
 * The life of a ServerlessInstance: observe what there is, ensure that it exists, sync what differs, or remove it.
 * It decides; it knows neither Pulumi nor HTTP.
 */
export class Lifecycle {
    readonly #databases: Databases;
    readonly #clock: Clock;
    readonly #watcher: Watcher;

    constructor(databases: Databases, clock: Clock) {
        this.#databases = databases;
        this.#clock = clock;
        this.#watcher = new Watcher(databases, clock);
    }

    /**
     * Creates a database and waits until it is as declared.
     *
     * @throws Unfinished where the database exists, but is not there yet; LifecycleError or AtlasError where it
     * does not exist.
     */
    async create(inputs: CheckedInputs, voice: Voice): Promise<State> {
        const deadline = this.#deadline(inputs, "create");
        const instance = await this.#make(inputs, deadline, voice);
        return this.#settle(inputs, instance, { __ignored: {} }, { verb: "creating", deadline, voice });
    }

    /**
     * Brings an existing database to what is declared now. This also resumes a create that was not finished.
     *
     * @throws Unfinished where a change has begun and did not end; LifecycleError or AtlasError where nothing began.
     */
    async update(state: State, inputs: CheckedInputs, voice: Voice): Promise<State> {
        const deadline = this.#deadline(inputs, "update");
        const instance = await this.#databases.find(placeOf(state), { deadline });
        if (instance === undefined) {
            throw new LifecycleError(
                `${title(state)} does not exist any more. Run \`pulumi refresh\` so that Pulumi knows, then ` +
                    "`pulumi up` to create it anew.",
            );
        }
        if (instance.id !== state.instanceId) {
            throw foreign(state, instance, "update");
        }
        return this.#settle(inputs, instance, state, { verb: "updating", deadline, voice });
    }

    /**
     * Looks at a database: its state now, or undefined where it is proved that it is gone.
     */
    async read(state: State, voice: Voice): Promise<State | undefined> {
        const instance = await this.#databases.find(placeOf(state));
        if (instance !== undefined && instance.id !== state.instanceId) {
            voice.warn(`${foreign(state, instance, "keep").message} The state is left as it is.`);
            return state;
        }
        return instance === undefined ? undefined : stateOf(state, instance, state);
    }

    /**
     * Looks at a database that is in no state yet.
     *
     * @throws LifecycleError where there is none.
     */
    async get(place: Place, hidden: HiddenInputs): Promise<State> {
        const instance = await this.#databases.find(place);
        if (instance === undefined) {
            throw new LifecycleError(
                `There is no database "${place.name}" in project ${place.groupId}. ` +
                    "Check the id, which is the project's id, a slash, and the database's name.",
            );
        }
        return stateOf(hidden, instance, { __ignored: {} });
    }

    /**
     * Deletes a database and waits until it is gone; one that is gone already is fine.
     *
     * @throws LifecycleError or AtlasError where it is still there.
     */
    async remove(state: State, voice: Voice): Promise<void> {
        const deadline = this.#deadline(state, "delete");
        const place = placeOf(state);
        let unanswered: unknown;
        // Each round looks before it sends a DELETE, and sends another only where Atlas has dropped the last one.
        for (;;) {
            const instance = await this.#databases.find(place, { deadline });
            if (instance === undefined) {
                return;
            }
            if (instance.id !== state.instanceId) {
                throw foreign(state, instance, "delete");
            }
            if (instance.stateName !== "DELETING") {
                try {
                    await this.#requestDelete(state, instance, deadline);
                } catch (error) {
                    // What has no answer may still have been accepted, which shows only seconds later.
                    if (!mayHaveActed(error) || unanswered !== undefined) {
                        throw error;
                    }
                    unanswered = error;
                }
            }
            const last = await this.#waitUntilGone(state, { verb: "deleting", deadline, voice });
            if (last === undefined) {
                return;
            }
        }
    }

    /** Sends the POST; where a database of that name is just being deleted, waits for its end first. */
    async #make(inputs: CheckedInputs, deadline: number, voice: Voice): Promise<Instance> {
        const place = { groupId: inputs.projectId, name: inputs.name };
        for (;;) {
            try {
                return await this.#databases.create(place.groupId, newInstance(inputs), { deadline });
            } catch (error) {
                if (!hasCode(error, "DUPLICATE_CLUSTER_NAME")) {
                    throw error;
                }
                const other = await this.#databases.find(place, { deadline });
                if (other === undefined) {
                    // Another kind of cluster has the name, one that these operations do not see.
                    throw error;
                }
                if (other.stateName !== "DELETING") {
                    throw taken(other, error.requestId);
                }
                const old = { projectId: place.groupId, name: place.name, instanceId: other.id };
                await this.#waitUntilGone(old, {
                    verb: "waiting for the end of the old database",
                    deadline,
                    voice,
                });
            }
        }
    }

    /** Waits until nothing is under way, changes what differs, and waits again. */
    async #settle(
        inputs: CheckedInputs,
        first: Instance,
        kept: Pick<Bookkeeping, "__managed" | "__ignored">,
        waiting: Waiting,
    ): Promise<State> {
        let instance = first;
        // Until a change is accepted, a failed update has changed nothing and needs no new state.
        let begun = waiting.verb === "creating" || first.stateName === "CREATING";
        const want = wanted(inputs);
        try {
            instance = await this.#waitUntilIdle(instance, paces.creating, waiting);
            const { change } = plan(want, standing(instance), kept);
            if (Object.keys(change).length > 0) {
                instance = await this.#databases.update(instance, change, waiting);
                begun = true;
                instance = await this.#waitUntilIdle(instance, paces.updating, waiting);
            }
        } catch (error) {
            if (!begun) {
                throw error;
            }
            // What the program no longer sets stays on the list until it is cleared.
            const __managed = changeable.filter(
                (p) => mentioned(want).includes(p) || kept.__managed?.includes(p),
            );
            throw new Unfinished(stateOf(inputs, instance, { ...kept, __managed }), error);
        }
        const __ignored = ignoredBy(want, standing(instance));
        return stateOf(inputs, instance, { __managed: mentioned(want), __ignored });
    }

    async #waitUntilIdle(
        instance: Instance,
        pace: Pace,
        { verb, deadline, voice }: Waiting,
    ): Promise<Instance> {
        if (instance.stateName === "IDLE") {
            return instance;
        }
        const seen = await this.#wait(instance, { verb, deadline, voice }, pace, (sight, waited) => {
            if (sight === undefined) {
                if (waited < graceToAppear) {
                    return false;
                }
                throw new Lost(
                    `${title(nameOf(instance))} disappeared while Pulumi waited for it: somebody else deleted it. ` +
                        "Run `pulumi refresh`, then `pulumi up`.",
                );
            }
            if (sight.id !== instance.id) {
                throw foreign({ ...nameOf(instance), instanceId: instance.id }, sight, "wait for");
            }
            if (sight.stateName === "DELETING") {
                throw new Lost(
                    `${title(nameOf(instance))} is being deleted by somebody else while Pulumi waits for it. Once it is ` +
                        "gone, run `pulumi refresh`, then `pulumi up` to create it anew.",
                );
            }
            return sight.stateName === "IDLE";
        });
        return seen ?? instance;
    }

    /** Waits for the end of a delete; gives a sight where the database is still there and nobody deletes it. */
    async #waitUntilGone(target: Target, waiting: Waiting): Promise<Sight> {
        return this.#wait(
            { groupId: target.projectId, name: target.name },
            waiting,
            paces.deleting,
            (sight, waited) => {
                const isOurs = sight?.id === target.instanceId;
                return !isOurs || (sight.stateName === "IDLE" && waited > graceToDelete);
            },
        ).then((sight) => (sight?.id === target.instanceId ? sight : undefined));
    }

    async #wait(
        place: Place,
        { verb, deadline, voice }: Waiting,
        pace: Pace,
        isOver: (sight: Sight, waited: number) => boolean,
    ): Promise<Sight> {
        const begun = this.#clock.now();
        let last: string | undefined;
        const tell = progressOf(verb, voice.progress);
        try {
            return await this.#watcher.until({
                place: { groupId: place.groupId, name: place.name },
                pace,
                deadline,
                isOver,
                onLook: (look) => {
                    last = "sight" in look ? look.sight?.stateName : last;
                    tell(look);
                },
            });
        } catch (error) {
            if (!(error instanceof WaitTimeout)) {
                throw error;
            }
            const why =
                error.lastFailure instanceof Error
                    ? ` The last look failed: ${error.lastFailure.message}`
                    : "";
            throw new LifecycleError(
                `The time for ${verb} database "${place.name}" in project ${place.groupId} ran out after ` +
                    `${sayDuration(this.#clock.now() - begun)}; Atlas says ${last ?? "nothing"}. ` +
                    `The resource option customTimeouts sets how long Pulumi waits.${why}`,
            );
        }
    }

    async #requestDelete(state: State, instance: Instance, deadline: number): Promise<void> {
        if (instance.terminationProtectionEnabled) {
            throw new LifecycleError(
                `${title(state)} is not deleted: its termination protection is on. Set ` +
                    "terminationProtectionEnabled to false, run `pulumi up`, and try again.",
            );
        }
        try {
            await this.#databases.delete(placeOf(state), { deadline });
        } catch (error) {
            // Both are ordinary races: the wait that follows finds out.
            if (!hasCode(error, "CLUSTER_ALREADY_REQUESTED_DELETION")) {
                const still = await this.#databases.find(placeOf(state), { deadline });
                if (still !== undefined && still.stateName !== "DELETING") {
                    throw error;
                }
            }
        }
    }

    #deadline(inputs: HiddenInputs, operation: keyof Timeouts): number {
        const duration = inputs.__timeouts?.[operation] ?? defaultTimeouts[operation];
        return (
            this.#clock.now() + (parseDuration(duration) ?? parseDuration(defaultTimeouts[operation]) ?? 0)
        );
    }
}

/** What all waits of an operation have in common. */
interface Waiting {
    /** What is being done, for messages: `creating`. */
    verb: string;
    deadline: number;
    voice: Voice;
}

/** A database as a state names it. */
type Target = Pick<State, "projectId" | "name" | "instanceId">;

function placeOf({ projectId, name }: Pick<State, "projectId" | "name">): Place {
    return { groupId: projectId, name };
}

function nameOf({ groupId, name }: Place): Pick<State, "projectId" | "name"> {
    return { projectId: groupId, name };
}

function title({ projectId, name }: Pick<State, "projectId" | "name">): string {
    return `Database "${name}" in project ${projectId}`;
}

function newInstance(inputs: CheckedInputs): NewInstance {
    return compact<NewInstance>({
        name: inputs.name,
        backingProviderName: inputs.providerSettings.backingProviderName,
        regionName: inputs.providerSettings.regionName,
        ...wanted(inputs),
    });
}

/** Only what we made is ours: another database under the same name is not touched. */
function foreign(ours: Target, other: Instance, verb: string): Lost {
    return new Lost(
        `Could not ${verb} database "${ours.name}" in project ${ours.projectId}: another database has that name now ` +
            `(id ${other.id}, created ${other.createDate ?? "at an unknown time"}; ours had id ${ours.instanceId}). ` +
            "Nobody's data was touched. If ours is gone for good, run `pulumi state delete` for this resource.",
    );
}

function taken(other: Instance, requestId: string | undefined): LifecycleError {
    const request = requestId === undefined ? "" : `, request ${requestId}`;
    return new LifecycleError(
        `Could not create database "${other.name}" in project ${other.groupId}: the name is taken since ` +
            `${other.createDate ?? "an unknown time"} by database ${other.id} (DUPLICATE_CLUSTER_NAME${request}). ` +
            "Choose another name, or leave name out to get an automatic one. If this is a forced replacement of that " +
            "very database (--replace, state taint), give the resource option deleteBeforeReplace: true.",
    );
}
