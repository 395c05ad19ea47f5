// Everything there is, as the control door shows it.
import { isoDate } from "../clock";
import type { Emulation } from "../emulation";
import { apiPath } from "../operations/route";
import { instanceOnWire, snapshotOnWire } from "../wire/serverless";
import type { View } from "../wire/view";
import type { Database } from "../world/database";

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
        snapshots: snapshots.map((snapshot) => snapshotOnWire(snapshot, database, view)),
    };
}

/** The view of this instant. */
export function viewOf({ clock }: Emulation, origin: string): View {
    return { now: clock.now(), api: origin + apiPath("v2") };
}
