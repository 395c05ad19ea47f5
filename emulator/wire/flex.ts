// A cluster as the Flex generation shows it.
import { isoDate } from "../clock";
import type { Snapshot } from "../world/backups";
import type { Cluster, ClusterRestore, ClusterSnapshot } from "../world/cluster";
import { replicaSetOnWire } from "./cluster";
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
    const { backingProviderName, regionName } = database.spec;
    return {
        ...replicaSetOnWire(database, view),
        backupSettings: { enabled: true },
        links: [{ href: flexHref(database, view), rel: "self" }],
        providerSettings: {
            backingProviderName,
            // As the service writes it; a plain number would lose its fraction.
            diskSizeGB: JSON.rawJSON("5.0"),
            providerName: "FLEX",
            regionName,
        },
    };
}

/** `FlexBackupSnapshot` of the API. */
export function flexSnapshotOnWire(
    { snapshot, database }: ClusterSnapshot,
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
