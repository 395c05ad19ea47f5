// A cluster as the Flex generation shows it.
import { isoDate } from "../clock";
import { MONGODB_VERSION } from "../world/backups";
import type { Snapshot } from "../world/backups";
import type { Cluster, ClusterRestore } from "../world/cluster";
import { standardOf, standardSrvOf } from "./connection-strings";
import type { RenderContext } from "./view";

const STATUSES: Readonly<Record<Snapshot["status"], string>> = {
    pending: "PENDING",
    queued: "QUEUED",
    inProgress: "RUNNING",
    completed: "COMPLETED",
    failed: "FAILED",
};

/** `FlexClusterDescription` of the API. */
export function flexOnWire(database: Cluster, view: RenderContext): Record<string, unknown> {
    const { spec, readyAt } = database;
    const reachable = view.now >= readyAt;
    return {
        backupSettings: { enabled: true },
        clusterType: "REPLICASET",
        connectionStrings: reachable
            ? { standard: standardOf(database), standardSrv: standardSrvOf(database) }
            : {},
        createDate: isoDate(database.createdAt),
        groupId: database.projectId,
        id: database.id,
        links: [{ href: flexHref(database, view), rel: "self" }],
        mongoDBVersion: MONGODB_VERSION,
        name: spec.name,
        providerSettings: {
            backingProviderName: spec.backingProviderName,
            // As the service writes it; a plain number would lose its fraction.
            diskSizeGB: JSON.rawJSON("5.0"),
            providerName: "FLEX",
            regionName: spec.regionName,
        },
        stateName: database.stateAt(view.now),
        tags: spec.tags,
        terminationProtectionEnabled: spec.terminationProtectionEnabled,
        versionReleaseSystem: "LTS",
    };
}

/** `FlexBackupSnapshot` of the API. */
export function flexSnapshotOnWire(
    snapshot: Snapshot,
    database: Cluster,
    view: RenderContext,
): Record<string, unknown> {
    const { status } = snapshot;
    const [waits, ended] = [
        status === "pending" || status === "queued",
        status === "completed" || status === "failed",
    ];
    return {
        expiration: isoDate(snapshot.expiresAt),
        ...(ended && { finishTime: isoDate(snapshot.finishesAt) }),
        id: snapshot.id,
        links: [{ href: `${flexHref(database, view)}/backup/snapshots/${snapshot.id}`, rel: "self" }],
        mongoDBVersion: snapshot.mongodVersion,
        scheduledTime: isoDate(snapshot.createdAt),
        ...(!waits && { startTime: isoDate(snapshot.startsAt) }),
        status: STATUSES[status],
    };
}

/** `FlexBackupRestoreJob` of the API. */
export function flexRestoreJobOnWire(job: ClusterRestore, view: RenderContext): Record<string, unknown> {
    const { source, target, snapshot } = job;
    const status = job.statusAt(view.now);
    const ended = view.now >= job.endsAt;
    return {
        deliveryType: "RESTORE",
        expirationDate: isoDate(snapshot.expiresAt),
        id: job.id,
        instanceName: source.spec.name,
        links: [{ href: `${flexHref(source, view)}/backup/restoreJobs/${job.id}`, rel: "self" }],
        projectId: source.projectId,
        ...(ended && { restoreFinishedDate: isoDate(job.endsAt) }),
        restoreScheduledDate: isoDate(job.requestedAt),
        snapshotFinishedDate: isoDate(snapshot.finishesAt),
        snapshotId: snapshot.id,
        // The Flex API has one status for all jobs that did not succeed.
        status: status === "expired" || status === "cancelled" ? "FAILED" : status.toUpperCase(),
        targetDeploymentItemName: target.spec.name,
        targetProjectId: target.projectId,
    };
}

function flexHref(database: Cluster, view: RenderContext): string {
    return `${view.api}/groups/${database.projectId}/flexClusters/${database.spec.name}`;
}
