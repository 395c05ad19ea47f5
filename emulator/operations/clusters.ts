// What the endpoints for clusters of any kind have in common.
import { AtlasError } from "../wire/errors";
import type { Database } from "../world/database";
import type { Call } from "./call";

/** The database of a name, whatever its kind; throws 404. */
export function clusterOf(call: Call, name: string): Database {
    const database = call.project.find(name, call.now);
    if (database === undefined) {
        const detail = `No cluster named ${name} exists in group ${call.project.id}.`;
        throw new AtlasError(404, "CLUSTER_NOT_FOUND", detail, { parameters: [name, call.project.id] });
    }
    return database;
}
