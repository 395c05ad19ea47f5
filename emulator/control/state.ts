// Everything there is, as the control door shows it.
import { isoDate } from "../clock";
import type { Emulation } from "../emulation";
import { apiPath } from "../operations/route";
import { flexRestoreJobOnWire } from "../wire/flex";
import { instanceOnWire, snapshotOnWire } from "../wire/serverless";
import type { View } from "../wire/view";
import type { Database } from "../world/database";
import type { RestoreJob } from "../world/restores";

/** The answer of `GET /_emulator/state`. */
export function stateOf(emulation: Emulation, origin: string): Record<string, unknown> {
    const view = viewOf(emulation, origin);
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

/** A database as the control door shows it: its kind, and, whatever that is, the serverless generation's view of it. */
export function databaseIn(view: View, database: Database): Record<string, unknown> {
    const snapshots = database.backups.at(view.now, database.readyAt);
    return {
        kind: database.spec.kind,
        ...instanceOnWire(database, view),
        restoredFrom: restoredFrom(database.restoredBy(view.now)),
        restoreJobs: database.restores.map((job) => flexRestoreJobOnWire(job, view)),
        snapshots: snapshots.map((snapshot) => snapshotOnWire(snapshot, database, view)),
    };
}

/** Whose data a cluster has by now; null where they are its own. */
function restoredFrom(job: RestoreJob | undefined): unknown {
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
export function viewOf({ clock }: Emulation, origin: string): View {
    return { now: clock.now(), api: origin + apiPath("v2") };
}
