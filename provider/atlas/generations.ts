import { AtlasError } from "./errors";
import type { Generation, Place } from "./generation";
import type { Instance, InstanceChange, NewInstance, Snapshot } from "./instance";
import type { Patience } from "./retry";

/**
 * All databases of an account, whichever generation of the API serves them. Everything above this file sees
 * databases through it, and it alone may declare one absent.
 */
export class Databases {
    readonly #serverless: Generation;

    constructor(serverless: Generation) {
        this.#serverless = serverless;
    }

    /**
     * Law: absence must be proved. Gives undefined only where every generation in which the database could live
     * has answered, now, that it does not exist. A missing project, a refused credential, a list without it, a
     * web page: all of these throw.
     */
    async find(place: Place, patience?: Patience): Promise<Instance | undefined> {
        try {
            return await this.#serverless.get(place, patience);
        } catch (error) {
            if (saysThatNoSuchDatabaseExists(error)) {
                return undefined;
            }
            throw error;
        }
    }

    /** What the project's list shows; that a database is missing in it proves nothing. */
    list(groupId: string, patience?: Patience): Promise<Instance[]> {
        return this.#serverless.list(groupId, patience);
    }

    create(groupId: string, instance: NewInstance, patience?: Patience): Promise<Instance> {
        return this.#serverless.create(groupId, instance, patience);
    }

    update(place: Place, change: InstanceChange, patience?: Patience): Promise<Instance> {
        return this.#serverless.update(place, change, patience);
    }

    delete(place: Place, patience?: Patience): Promise<void> {
        return this.#serverless.delete(place, patience);
    }

    listSnapshots(place: Place, patience?: Patience): Promise<Snapshot[]> {
        return this.#serverless.listSnapshots(place, patience);
    }
}

const noSuchDatabase = ["CLUSTER_NOT_FOUND", "SERVERLESS_INSTANCE_NOT_FOUND", "RESOURCE_NOT_FOUND"];

function saysThatNoSuchDatabaseExists(error: unknown): boolean {
    return (
        error instanceof AtlasError &&
        error.kind === "refused" &&
        !error.unsent &&
        error.status === 404 &&
        error.errorCode !== undefined &&
        noSuchDatabase.includes(error.errorCode)
    );
}
