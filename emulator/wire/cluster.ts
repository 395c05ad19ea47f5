// A cluster as the clusters endpoint shows it: what all its versions have in common.
import { isoDate } from "../clock";
import { MONGODB_VERSION } from "../world/backups";
import type { Cluster } from "../world/cluster";
import { standardOf, standardSrvOf } from "./connection-strings";
import type { RenderContext } from "./view";

/** `ClusterDescription` of the API, without its hardware. */
export function clusterOnWire(database: Cluster, view: RenderContext): Record<string, unknown> {
    const { spec } = database;
    const href = `${view.api}/groups/${database.projectId}/clusters/${spec.name}`;
    return {
        backupEnabled: spec.kind === "dedicated",
        clusterType: "REPLICASET",
        connectionStrings:
            view.now < database.readyAt
                ? {}
                : { standard: standardOf(database), standardSrv: standardSrvOf(database) },
        createDate: isoDate(database.createdAt),
        groupId: database.projectId,
        id: database.id,
        links: [{ href, rel: "self" }],
        mongoDBVersion: MONGODB_VERSION,
        name: spec.name,
        paused: false,
        stateName: database.stateAt(view.now),
        tags: spec.tags,
        terminationProtectionEnabled: spec.terminationProtectionEnabled,
        versionReleaseSystem: "LTS",
    };
}
