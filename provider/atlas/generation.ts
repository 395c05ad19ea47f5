import type { Instance, InstanceChange, NewInstance, ServedBy, Snapshot } from "./instance";
import type { ListResult } from "./pages";
import type { Precondition, RequestOptions } from "./retry";

/** A database's place: a name within a project. */
export interface Place {
    groupId: string;
    name: string;
}

/** How a user chooses the generation of the API: `auto` finds out by itself. */
export type ApiGeneration = "auto" | ServedBy;

/**
 * The operations that each generation of the API has for databases. They throw AtlasError, also where the
 * database does not exist: whether that proves anything is for `generations` to say.
 */
export interface Generation {
    readonly servedBy: ServedBy;
    /** The time by Atlas's clock. Milliseconds since 1970. */
    atlasNow(): number;
    list(groupId: string, options?: RequestOptions): Promise<ListResult<Instance>>;
    get(place: Place, options?: RequestOptions): Promise<Instance>;
    create(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance>;
    update(
        place: Place,
        change: InstanceChange,
        options?: RequestOptions,
        precondition?: Precondition,
    ): Promise<Instance>;
    delete(place: Place, options?: RequestOptions, precondition?: Precondition): Promise<void>;
    /** The newest first, whatever Atlas's order. */
    listSnapshots(place: Place, options?: RequestOptions): Promise<Snapshot[]>;
    getSnapshot(place: Place, snapshotId: string, options?: RequestOptions): Promise<Snapshot>;
}

/** What only the serverless generation has. */
export interface UpgradingGeneration extends Generation {
    /** Turns the shared-tier cluster of that name into a serverless database. */
    upgrade(groupId: string, instance: NewInstance, options?: RequestOptions): Promise<Instance>;
}
