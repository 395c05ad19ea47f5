import { AgeClock, systemClock, within, type Clock } from "./clock";
import { AtlasError } from "./errors";
import {
    isNotFound,
    isOperationRetired,
    isWrongClusterType,
    outOfTime,
    reasonOf,
    unsent,
} from "./errors/mapping";
import type { ApiGeneration, Generation, Place, UpgradingGeneration } from "./generation";
import type { Instance, InstanceChange, NewInstance, ServedBy, Snapshot } from "./instance";
import type { Notices } from "./notices";
import type { Precondition, RequestOptions } from "./retry";
import { SharedLooks } from "./shared-looks";
import { SharedWork, type Wait } from "./shared-work";
import { Sightings } from "./sightings";

/** A look at a database that is taken together with others. */
export interface Target extends Place {
    /** The generation that is asked first: the one that served the database when it was last seen. */
    first: ServedBy;
    /** Whether Atlas has accepted our delete of it, and has shown it `DELETING` since. */
    isDying?: boolean;
}

/** What a look at a place found: a database, or proof that there is none. */
export type Sight = Instance | undefined;

/** What became of one look among others. */
export type Outcome = { sight: Sight } | { failure: unknown };

/** What a generation's list shows. */
interface List {
    byName: ReadonlyMap<string, Instance>;
    /** Whether it would show every database that this generation has. */
    isWhole: boolean;
}

/** The serverless generation's list is young for so long. Milliseconds. */
const youngList = 5000;

/** The least that Atlas was seen to take for an answer to a write. Milliseconds. */
const usualAnswer = { create: 581, change: 150 } as const;

const other = { serverless: "flex", flex: "serverless" } as const satisfies Record<ServedBy, ServedBy>;

/**
 * All databases of an account, whichever generation of the API serves them. Everything above this file sees
 * databases through it, and it alone may declare one absent.
 */
export class Databases {
    readonly #generations: Readonly<{ serverless: UpgradingGeneration; flex: Generation }>;
    readonly #notices: Notices;
    /** The first create of a process finds out whether the serverless generation still writes; others wait for it. */
    #probe: Promise<void> | undefined;
    #serverlessWrites = true;
    readonly #clock: Clock;
    readonly #ages: AgeClock;
    #hurries = false;
    readonly #sightings = new Sightings();
    readonly #serverlessLists = new Map<string, { at: number; list: SharedWork<List> }>();
    readonly #sharedLooks: SharedLooks;

    constructor(
        serverless: UpgradingGeneration,
        flex: Generation,
        notices: Notices,
        clock: Clock = systemClock,
    ) {
        this.#generations = { serverless, flex };
        this.#notices = notices;
        this.#clock = clock;
        this.#ages = new AgeClock(clock);
        this.#sharedLooks = new SharedLooks(clock, this.#ages, this.#sightings, (targets, options) =>
            this.survey(targets, options),
        );
    }

    /** Whether this Atlas answers much faster than it was ever seen to, as an emulator does that runs fast: it may also do faster what it does. */
    get hurries(): boolean {
        return this.#hurries;
    }

    /** Whether Atlas has told of a limit on the requests for a project's databases in a generation. */
    isLimited(servedBy: ServedBy, groupId: string): boolean {
        return this.#generations[servedBy].isLimited(groupId);
    }

    /**
     * The time by Atlas's clock, as its latest answer told it; by the local one before any. For ages of what Atlas has
     * dated: a local clock may be wrong by any amount. Milliseconds since 1970, true to a second or two.
     */
    now(): number {
        return this.#generations.flex.atlasNow();
    }

    /**
     * Law: absence must be proved. Gives undefined only where every generation in which the database could live has
     * answered, now, with its own code for that, or is retired and so holds none. A missing project, a refused credential,
     * a list without it, the 404 of a path of Flex, a web page: none of these is proof, and all of them throw.
     *
     * @param first The generation that is asked first: the one that served the database when it was last seen.
     */
    async find(
        place: Place,
        first: ServedBy = "serverless",
        options?: RequestOptions,
    ): Promise<Instance | undefined> {
        let wrongType: AtlasError | undefined;
        for (const servedBy of [first, other[first]]) {
            try {
                const instance = await this.#findIn(servedBy, place, options);
                if (instance !== undefined) {
                    return instance;
                }
            } catch (error) {
                if (!isWrongClusterType(error)) {
                    throw error;
                }
                // Flex tells of a Free or Dedicated cluster in so many words, whoever is asked first.
                wrongType = servedBy === "flex" ? error : (wrongType ?? error);
            }
        }
        // It is there, but neither generation serves its type: that is no absence.
        if (wrongType !== undefined) {
            throw wrongType;
        }
        return undefined;
    }

    /**
     * The same, answered by a list that this process asked for in the last `maxAge` milliseconds where no write of ours
     * to that database has followed; looks that begin together share one list. Absence is proved afresh all the same.
     *
     * @throws AtlasError at the deadline; the signal's reason when that aborts. For others the look goes on.
     */
    look(place: Place, first: ServedBy, maxAge: number, options?: RequestOptions): Promise<Sight> {
        return this.#sharedLooks.look({ ...place, first }, maxAge, options);
    }

    /**
     * Looks, now, at several databases of one project: at a single one by itself, at more with one list for each
     * generation that is needed. What a database's own generation does not show is looked for in the other one, which
     * is asked afterwards, since databases move one way only; what neither shows is looked at by itself.
     */
    async survey(targets: readonly Target[], options?: RequestOptions): Promise<Outcome[]> {
        const [only, ...others] = targets;
        if (only === undefined) {
            return [];
        }
        if (others.length === 0) {
            return [await outcomeOf(this.find(only, only.first, options))];
        }
        const { groupId } = only;
        const fresh: Partial<Record<ServedBy, Promise<List>>> = {};
        const listed = (servedBy: ServedBy): Promise<List> =>
            (fresh[servedBy] ??= this.#listOf(servedBy, groupId, options));
        if (targets.some(({ first }) => first === "serverless")) {
            await listed("serverless").catch(() => undefined);
        }
        // No database goes back to the serverless generation, so one that it did not show a moment ago it does not show now.
        const withoutOrFresh = async (name: string): Promise<List> => {
            const young = await this.#youngServerlessList(groupId, options);
            return young.byName.has(name) ? listed("serverless") : young;
        };
        const look = async ({ name, first, isDying = false, ...place }: Target): Promise<Sight> => {
            const own = await listed(first);
            const shown = own.byName.get(name);
            if (shown !== undefined) {
                return shown;
            }
            const another = await (first === "serverless" ? listed("flex") : withoutOrFresh(name));
            const moved = another.byName.get(name);
            if (moved !== undefined) {
                return moved;
            }
            // Nothing else happens to a database that Atlas deletes: here two whole lists are proof.
            const isProved = isDying && own.isWhole && another.isWhole;
            return isProved ? undefined : this.find({ name, ...place }, first, options);
        };
        return Promise.all(targets.map((target) => outcomeOf(look(target))));
    }

    /** All databases of a project, of both generations, each once. */
    async list(groupId: string, options?: RequestOptions): Promise<Instance[]> {
        // One after the other, since databases move one way: what leaves the first list is in the second one.
        const serverless = await this.#listOf("serverless", groupId, options);
        const flex = await this.#listOf("flex", groupId, options);
        const onlyFlex = [...flex.byName.values()].filter(({ name }) => !serverless.byName.has(name));
        return [...serverless.byName.values(), ...onlyFlex];
    }

    /** Creates a database where the choice says; `auto` begins with serverless and moves on to Flex where that is gone. */
    create(
        groupId: string,
        instance: NewInstance,
        choice: ApiGeneration,
        options?: RequestOptions,
    ): Promise<Instance> {
        return this.#writing({ groupId, name: instance.name }, usualAnswer.create, () =>
            this.#create(groupId, instance, choice, options),
        );
    }

    async #create(
        groupId: string,
        instance: NewInstance,
        choice: ApiGeneration,
        options?: RequestOptions,
    ): Promise<Instance> {
        const { serverless, flex } = this.#generations;
        if (choice === "auto" && this.#probe !== undefined) {
            await this.#untilProbed(
                this.#probe,
                `create database "${instance.name}" in project ${groupId}`,
                options,
            );
        }
        if (choice === "flex" || (choice === "auto" && !this.#serverlessWrites)) {
            return flex.create(groupId, instance, options);
        }
        let decided = (): void => undefined;
        this.#probe ??= new Promise((resolve) => (decided = resolve));
        try {
            return await serverless.create(groupId, instance, options);
        } catch (error) {
            if (!isOperationRetired(error)) {
                throw error;
            }
            if (choice === "serverless") {
                throw generationIsGone(`create database "${instance.name}" in project ${groupId}`, error);
            }
            this.#serverlessWrites = false;
            this.#tellOfMove();
            decided();
            return await flex.create(groupId, instance, options);
        } finally {
            decided();
        }
    }

    async #untilProbed(probe: Promise<void>, doing: string, options: RequestOptions = {}): Promise<void> {
        const tooLate = (): AtlasError => unsent(doing, outOfTime);
        await within(this.#clock, options, probe, tooLate).catch((reason: unknown) => {
            throw reason instanceof AtlasError ? reason : unsent(doing, reasonOf(reason));
        });
    }

    /**
     * Turns the shared-tier cluster of that name into a serverless database; undefined where Atlas no longer has
     * the operation.
     */
    async upgrade(
        groupId: string,
        instance: NewInstance,
        options?: RequestOptions,
    ): Promise<Instance | undefined> {
        try {
            return await this.#writing({ groupId, name: instance.name }, usualAnswer.create, () =>
                this.#generations.serverless.upgrade(groupId, instance, options),
            );
        } catch (error) {
            if (isOperationRetired(error)) {
                return undefined;
            }
            throw error;
        }
    }

    /** @param precondition Asked where the change has to wait: what it relies on may have changed meanwhile. */
    update(
        instance: Instance,
        change: InstanceChange,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<Instance> {
        return this.#writing(instance, usualAnswer.change, () =>
            this.#onInstance(
                instance,
                (generation) => generation.update(instance, change, options, precondition),
                options,
            ),
        );
    }

    /** @param precondition Asked where the delete has to wait: what it relies on may have changed meanwhile. */
    delete(instance: Instance, options?: RequestOptions, precondition?: Precondition): Promise<void> {
        return this.#writing(instance, usualAnswer.change, () =>
            this.#onInstance(
                instance,
                (generation) => generation.delete(instance, options, precondition),
                options,
            ),
        );
    }

    listSnapshots(instance: Instance, options?: RequestOptions): Promise<Snapshot[]> {
        return this.#onInstance(
            instance,
            (generation) => generation.listSnapshots(instance, options),
            options,
        );
    }

    getSnapshot(instance: Instance, snapshotId: string, options?: RequestOptions): Promise<Snapshot> {
        return this.#onInstance(
            instance,
            (generation) => generation.getSnapshot(instance, snapshotId, options),
            options,
        );
    }

    async #findIn(servedBy: ServedBy, place: Place, options?: RequestOptions): Promise<Instance | undefined> {
        try {
            return await this.#generations[servedBy].get(place, options);
        } catch (error) {
            // A generation that is retired holds no database; the other one still has to answer for itself.
            const isRetired = servedBy === "serverless" && isOperationRetired(error);
            if (isNotFound(error, servedBy) || isRetired) {
                return undefined;
            }
            throw error;
        }
    }

    async #listOf(servedBy: ServedBy, groupId: string, options?: RequestOptions): Promise<List> {
        const at = this.#ages.now();
        try {
            const { items, isWhole } = await this.#generations[servedBy].list(groupId, options);
            this.#sightings.note(items, at);
            return { byName: new Map(items.map((instance) => [instance.name, instance])), isWhole };
        } catch (error) {
            // A generation that is retired holds no database.
            if (servedBy === "serverless" && isOperationRetired(error)) {
                return { byName: new Map(), isWhole: true };
            }
            throw error;
        }
    }

    async #youngServerlessList(groupId: string, options: RequestOptions = {}): Promise<List> {
        const now = this.#ages.now();
        let known = this.#serverlessLists.get(groupId);
        if (known === undefined || known.at < now - youngList || known.list.isAbandoned) {
            const list = new SharedWork((shared) => this.#listOf("serverless", groupId, shared));
            known = { at: now, list };
            this.#serverlessLists.set(groupId, known);
        }
        const { list } = known;
        const wait: Wait = (work, why) =>
            within(this.#clock, options, work, () => why?.() ?? unsent(`list project ${groupId}`, outOfTime));
        return list.join(wait).catch((error: unknown) => {
            // What failed, or was given up, is no list for the next.
            if (this.#serverlessLists.get(groupId)?.list === list) {
                this.#serverlessLists.delete(groupId);
            }
            throw error;
        });
    }

    /** Carries out an operation where the database was seen; where it is no more, in the other generation, if it is there. */
    async #onInstance<T>(
        instance: Instance,
        operation: (generation: Generation) => Promise<T>,
        options?: RequestOptions,
    ): Promise<T> {
        const seenIn = instance.servedBy;
        try {
            return await operation(this.#generations[seenIn]);
        } catch (error) {
            // In one generation's last days its 404 may mean the operation. No database goes back to it.
            const maybeMoved =
                seenIn === "serverless" && (isOperationRetired(error) || isNotFound(error, seenIn));
            if (!maybeMoved && !isWrongClusterType(error)) {
                throw error;
            }
            const there = await this.#findIn(other[seenIn], instance, options).catch((reason: unknown) => {
                // It is of neither type, so the refusal meant what was asked for: a snapshot, say.
                throw isWrongClusterType(reason) ? error : reason;
            });
            if (there === undefined) {
                throw error;
            }
            const answer = await operation(this.#generations[other[seenIn]]);
            if (maybeMoved) {
                this.#tellOfMove();
            }
            return answer;
        }
    }

    async #writing<T>(place: Place, usual: number, write: () => Promise<T>): Promise<T> {
        const begun = this.#clock.now();
        const answer = await this.#sightings.writing(place, () => this.#ages.now(), write);
        this.#hurries ||= this.#clock.now() - begun < usual / 2;
        return answer;
    }

    #tellOfMove(): void {
        this.#notices.once(
            "move",
            "Atlas no longer takes writes for serverless databases (gone since 2026-01-22; the last reads end on " +
                "2027-01-18). MongoDB has moved them to Flex, and so does this deployment; the program stays as it is.",
        );
    }
}

function outcomeOf(look: Promise<Sight>): Promise<Outcome> {
    return look.then(
        (sight) => ({ sight }),
        (failure: unknown) => ({ failure }),
    );
}

/** A user insists on a generation that Atlas no longer has. */
function generationIsGone(doing: string, cause: AtlasError): AtlasError {
    return AtlasError.from({
        kind: "refused",
        doing,
        status: cause.status,
        errorCode: cause.errorCode,
        detail: cause.detail,
        requestId: cause.requestId,
        harmless: true,
        advice:
            'Atlas no longer serves this by the serverless generation of its API, but apiGeneration is "serverless": ' +
            'set apiGeneration to "auto" or leave it out.',
    });
}
