// Which cluster a request of the control API is about.
import type { EmulatorState } from "../emulation";
import { ApiErrorResponse } from "../wire/errors";
import type { Cluster } from "../world/cluster";

/** A cluster by its name, in the project that exists from the start or in another; throws 404. */
export function findCluster(
    emulation: EmulatorState,
    { instance, projectId = emulation.identity.projectId }: { instance: string; projectId?: string },
): Cluster {
    const cluster = emulation.world.find(projectId)?.find(instance, emulation.clock.now());
    if (cluster === undefined) {
        throw new ApiErrorResponse(
            404,
            "RESOURCE_NOT_FOUND",
            `no cluster named ${instance} in project ${projectId}`,
        );
    }
    return cluster;
}
