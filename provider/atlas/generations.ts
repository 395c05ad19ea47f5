import { AtlasError } from "./errors";
import type { ApiGeneration, Generation, Place, UpgradingGeneration } from "./generation";
import { saysNoSuchDatabase, saysOperationIsGone, saysOtherKind } from "./gone";
import type { Instance, InstanceChange, NewInstance, ServedBy, Snapshot } from "./instance";
import type { Notices } from "./notices";
import type { Patience } from "./retry";

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

    constructor(serverless: UpgradingGeneration, flex: Generation, notices: Notices) {
        this.#generations = { serverless, flex };
        this.#notices = notices;
    }

    /**
     * Law: absence must be proved. Gives undefined only where every generation in which the database could live
     * has answered, now, that it does not exist. A missing project, a refused credential, a list without it, a
     * web page, a vanished operation alone: none of these is proof, and all but the last throw.
     *
     * @param first The generation that is asked first: the one that served the database when it was last seen.
     */
    async find(
        place: Place,
        first: ServedBy = "serverless",
        patience?: Patience,
    ): Promise<Instance | undefined> {
        const order: ServedBy[] = first === "serverless" ? ["serverless", "flex"] : ["flex", "serverless"];
        let otherKind: AtlasError | undefined;
        for (const servedBy of order) {
            try {
                const instance = await this.#findIn(servedBy, place, patience);
                if (instance !== undefined) {
                    return instance;
                }
            } catch (error) {
                if (!saysOtherKind(error)) {
                    throw error;
                }
                otherKind = error;
            }
        }
        // It is there, but neither generation serves its kind: that is no absence.
        if (otherKind !== undefined) {
            throw otherKind;
        }
        return undefined;
    }

    /** All databases of a project, of both generations, each once. */
    async list(groupId: string, patience?: Patience): Promise<Instance[]> {
        const [flex, serverless] = await Promise.all([
            this.listOf("flex", groupId, patience),
            this.#listServerless(groupId, patience),
        ]);
        const names = new Set(serverless.map(({ name }) => name));
        return [...serverless, ...flex.filter(({ name }) => !names.has(name))];
    }

    /** What one generation's list shows; that a database is missing in it proves nothing. */
    listOf(servedBy: ServedBy, groupId: string, patience?: Patience): Promise<Instance[]> {
        return this.#generations[servedBy].list(groupId, patience);
    }

    /** Creates a database where the choice says; `auto` begins with serverless and moves on to Flex where that is gone. */
    async create(
        groupId: string,
        instance: NewInstance,
        choice: ApiGeneration,
        patience?: Patience,
    ): Promise<Instance> {
        const { serverless, flex } = this.#generations;
        if (choice === "auto" && this.#probe !== undefined) {
            await this.#probe;
        }
        if (choice === "flex" || (choice === "auto" && !this.#serverlessWrites)) {
            return flex.create(groupId, instance, patience);
        }
        let decided = (): void => undefined;
        this.#probe ??= new Promise((resolve) => (decided = resolve));
        try {
            return await serverless.create(groupId, instance, patience);
        } catch (error) {
            if (!saysOperationIsGone(error, "project")) {
                throw error;
            }
            if (choice === "serverless") {
                throw generationIsGone(`create database "${instance.name}" in project ${groupId}`, error);
            }
            this.#serverlessWrites = false;
            this.#tellOfMove();
            decided();
            return await flex.create(groupId, instance, patience);
        } finally {
            decided();
        }
    }

    /**
     * Turns the shared-tier cluster of that name into a serverless database; undefined where Atlas no longer has
     * the operation.
     */
    async upgrade(
        groupId: string,
        instance: NewInstance,
        patience?: Patience,
    ): Promise<Instance | undefined> {
        try {
            return await this.#generations.serverless.upgrade(groupId, instance, patience);
        } catch (error) {
            if (saysOperationIsGone(error, "database")) {
                return undefined;
            }
            throw error;
        }
    }

    update(instance: Instance, change: InstanceChange, patience?: Patience): Promise<Instance> {
        return this.#onInstance(instance, (generation) => generation.update(instance, change, patience));
    }

    delete(instance: Instance, patience?: Patience): Promise<void> {
        return this.#onInstance(instance, (generation) => generation.delete(instance, patience));
    }

    listSnapshots(instance: Instance, patience?: Patience): Promise<Snapshot[]> {
        return this.#onInstance(instance, (generation) => generation.listSnapshots(instance, patience));
    }

    getSnapshot(instance: Instance, snapshotId: string, patience?: Patience): Promise<Snapshot> {
        return this.#onInstance(instance, (generation) =>
            generation.getSnapshot(instance, snapshotId, patience),
        );
    }

    async #findIn(servedBy: ServedBy, place: Place, patience?: Patience): Promise<Instance | undefined> {
        try {
            return await this.#generations[servedBy].get(place, patience);
        } catch (error) {
            // A generation that is gone holds no database; the other one still has to answer for itself.
            const isGone = servedBy === "serverless" && saysOperationIsGone(error, "database");
            if (saysNoSuchDatabase(error) || isGone) {
                return undefined;
            }
            throw error;
        }
    }

    async #listServerless(groupId: string, patience?: Patience): Promise<Instance[]> {
        try {
            return await this.listOf("serverless", groupId, patience);
        } catch (error) {
            if (saysOperationIsGone(error, "project")) {
                return [];
            }
            throw error;
        }
    }

    /** Carries out an operation where the database was seen; where that generation lost the operation, in Flex. */
    async #onInstance<T>(instance: Instance, operation: (generation: Generation) => Promise<T>): Promise<T> {
        const { [instance.servedBy]: seenIn, flex } = this.#generations;
        try {
            return await operation(seenIn);
        } catch (error) {
            // In one generation's last days its 404 may mean the operation, so Flex is asked whether it has the database.
            const maybeMoved = saysOperationIsGone(error, "database") || saysNoSuchDatabase(error);
            if (instance.servedBy === "flex" || !maybeMoved) {
                throw error;
            }
            const moved = await this.#findIn("flex", instance).catch((reason: unknown) => {
                // It never became a Flex cluster, so the 404 meant what was asked for: a snapshot, say.
                throw saysOtherKind(reason) ? error : reason;
            });
            if (moved === undefined) {
                throw error;
            }
            const answer = await operation(flex);
            this.#tellOfMove();
            return answer;
        }
    }

    #tellOfMove(): void {
        this.#notices.once(
            "move",
            "Atlas no longer takes writes for serverless databases (gone since 2026-01-22; the last reads end on " +
                "2027-01-18). MongoDB has moved them to Flex, and so does this deployment; the program stays as it is.",
        );
    }
}

/** A user insists on a generation that Atlas no longer has. */
export function generationIsGone(doing: string, cause: AtlasError): AtlasError {
    return new AtlasError({
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
