// All projects and clusters, as the control API shows them.
import { isoDate } from "../clock";
import type { EmulatorState } from "../emulation";
import { apiPath } from "../operations/route";
import { ApiErrorResponse } from "../wire/errors";
import { flexRestoreJobOnWire } from "../wire/flex";
import { instanceOnWire, snapshotOnWire } from "../wire/serverless";
import type { RenderContext } from "../wire/view";
import type { Cluster, ClusterRestore } from "../world/cluster";

/** The answer of `GET /_emulator/state`. */
export function stateOf(emulation: EmulatorState, origin: string): Record<string, unknown> {
    const view = renderContextOf(emulation, origin);
    return {
        era: emulation.era,
        scale: emulation.settings.scale,
        now: isoDate(view.now),
        projects: emulation.world.projects().map((project) => ({
            id: project.id,
            instances: project.list(view.now).map((database) => databaseIn(view, database)),
        })),
    };
}

/** A cluster as the control API shows it: its kind and, whatever that is, its fields as the serverless API has them. */
export function databaseIn(view: RenderContext, database: Cluster): Record<string, unknown> {
    const snapshots = database.backups.at(view.now, database.readyAt);
    return {
        kind: database.spec.kind,
        ...instanceOnWire(database, view),
        restoredFrom: restoredFrom(database.restoredBy(view.now)),
        restoreJobs: database.restores.map((job) => flexRestoreJobOnWire(job, view)),
        snapshots: snapshots.map((snapshot) => snapshotOnWire({ snapshot, database }, view)),
    };
}

/** The cluster whose data a restore has put into this one; null if the data is its own. */
function restoredFrom(job: ClusterRestore | undefined): unknown {
    return job === undefined
        ? null
        : {
              projectId: job.source.projectId,
              name: job.source.spec.name,
              snapshotId: job.snapshot.id,
              restoreJobId: job.id,
              at: isoDate(job.endsAt),
          };
}

/** The view of this instant. */
export function renderContextOf({ clock }: EmulatorState, origin: string): RenderContext {
    return { now: clock.now(), api: origin + apiPath("v2") };
}

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
