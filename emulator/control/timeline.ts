// When things happened in the world, in real time: for whoever measures how soon a client notices.
import type { EmulatorState } from "../emulation";
import type { Cluster } from "../world/cluster";

/** One cluster's life. Instants are real milliseconds since 1970; one that lies ahead is what is due. */
interface Life {
    readonly projectId: string;
    readonly name: string;
    /** When its creation was accepted. */
    readonly createdAt: number;
    /** When it was `IDLE` for the first time. */
    readonly readyAt: number;
    /** When nothing of it was left; null where no deletion was accepted. */
    readonly goneAt: number | null;
    /** When it was `UPDATING`. */
    readonly changes: readonly { readonly from: number; readonly until: number }[];
}

/** The answer of `GET /_emulator/timeline`: every cluster since the start or the last reset, those that are gone included. */
export function timelineOf({ world, clock }: EmulatorState): Life[] {
    const lifeOf = ({ projectId, spec, createdAt, readyAt, goneAt, stays }: Cluster): Life => ({
        projectId,
        name: spec.name,
        createdAt: clock.realAt(createdAt),
        readyAt: clock.realAt(readyAt),
        goneAt: goneAt === undefined ? null : clock.realAt(goneAt),
        changes: stays
            .filter(({ stateName }) => stateName === "UPDATING")
            .map(({ from, until }) => ({ from: clock.realAt(from), until: clock.realAt(until) })),
    });
    return world.projects().flatMap((project) => project.ever().map(lifeOf));
}
