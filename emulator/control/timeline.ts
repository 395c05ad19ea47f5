// When what happened to each cluster, in real time: to measure how soon a client notices, and to draw it.
import type { EmulatorState } from "../emulation";
import type { Cluster } from "../world/cluster";
import { merged } from "../world/history";
import type { StateSpan } from "../world/history";

/** One cluster's life. Instants are real milliseconds since 1970; one that lies ahead is scheduled. */
interface Life {
    readonly projectId: string;
    readonly name: string;
    /** When its creation was accepted. */
    readonly createdAt: number;
    /** When it was `IDLE` for the first time. */
    readonly readyAt: number;
    /** When a restore had put another cluster's data into it, at last; null if none has. */
    readonly restoredAt: number | null;
    /** When nothing of it was left; null if no delete was accepted. */
    readonly goneAt: number | null;
    /** When it was `UPDATING`. */
    readonly changes: readonly { readonly from: number; readonly until: number }[];
    /** Its states in order, the last of them `GONE` if a delete was accepted. */
    readonly states: readonly Pick<StateSpan, "stateName" | "from">[];
}

/** The answer of `GET /_emulator/timeline`: every cluster since the start or the last reset, those that are gone included. */
export function timelineOf({ world, clock }: EmulatorState): Life[] {
    const realAt = (instant: number | undefined): number | null =>
        instant === undefined ? null : clock.realAt(instant);
    const now = clock.now();
    const lifeOf = (cluster: Cluster): Life => ({
        projectId: cluster.projectId,
        name: cluster.spec.name,
        createdAt: clock.realAt(cluster.createdAt),
        readyAt: clock.realAt(cluster.readyAt),
        restoredAt: realAt(cluster.restoredBy(now)?.endsAt),
        goneAt: realAt(cluster.goneAt),
        changes: cluster.stays
            .filter(({ stateName }) => stateName === "UPDATING")
            .map(({ from, until }) => ({ from: clock.realAt(from), until: clock.realAt(until) })),
        states: merged(cluster.stays).map(({ stateName, from }) => ({ stateName, from: clock.realAt(from) })),
    });
    return world.projects().flatMap((project) => project.ever().map(lifeOf));
}
