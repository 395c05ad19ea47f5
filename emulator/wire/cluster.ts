// A cluster as the clusters endpoint shows it, and what all endpoints show alike.
import { isoDate } from "../clock";
import { MONGODB_VERSION } from "../world/backups";
import type { Cluster } from "../world/cluster";
import { standardOf, standardSrvOf } from "./connection-strings";
import type { RenderContext } from "./view";

/** What each description of a cluster has. */
export function sharedOnWire(database: Cluster, view: RenderContext): Record<string, unknown> {
    const { name, tags, terminationProtectionEnabled } = database.spec;
    return {
        createDate: isoDate(database.createdAt),
        groupId: database.projectId,
        id: database.id,
        mongoDBVersion: MONGODB_VERSION,
        name,
        stateName: database.stateAt(view.now),
        tags,
        terminationProtectionEnabled,
    };
}

/** What each description of a cluster has that is not serverless. */
export function replicaSetOnWire(database: Cluster, view: RenderContext): Record<string, unknown> {
    const isReachable = view.now >= database.readyAt;
    return {
        ...sharedOnWire(database, view),
        clusterType: "REPLICASET",
        connectionStrings: isReachable
            ? { standard: standardOf(database), standardSrv: standardSrvOf(database) }
            : {},
        versionReleaseSystem: "LTS",
    };
}

/** `ClusterDescription` of the API, without its hardware. */
export function clusterOnWire(database: Cluster, view: RenderContext): Record<string, unknown> {
    const { kind, name } = database.spec;
    const href = `${view.api}/groups/${database.projectId}/clusters/${name}`;
    return {
        ...replicaSetOnWire(database, view),
        backupEnabled: kind === "dedicated",
        links: [{ href, rel: "self" }],
        paused: false,
    };
}
