// A cluster as the serverless generation shows it.
import { isoDate } from "../clock";
import type { Cluster, ClusterRestore, ClusterSnapshot } from "../world/cluster";
import { sharedOnWire } from "./cluster";
import { standardSrvOf } from "./connection-strings";
import type { RenderContext } from "./view";

/** `ServerlessInstanceDescription` of the API. */
export function instanceOnWire(database: Cluster, view: RenderContext): Record<string, unknown> {
    const { spec, readyAt, effective } = database;
    const href = instanceHref(database, view);
    return {
        ...sharedOnWire(database, view),
        // The connection string appears when the cluster is ready, and stays while it is being deleted.
        connectionStrings: view.now < readyAt ? {} : { standardSrv: standardSrvOf(database) },
        links: [
            { href, rel: "self" },
            { href: `${href}/backup/snapshots`, rel: "https://cloud.mongodb.com/snapshots" },
        ],
        providerSettings: {
            backingProviderName: spec.backingProviderName,
            effectiveDiskSizeGBLimit: effective.diskSizeGBLimit,
            effectiveInstanceSizeName: effective.instanceSizeName,
            effectiveProviderName: effective.providerName,
            // Not in the published schema, but sent.
            nextBackupDate: isoDate(database.backups.nextAt(view.now, readyAt)),
            providerName: "SERVERLESS",
            regionName: spec.regionName,
            tenantBackupEnabled: true,
        },
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: spec.continuousBackup },
    };
}

/** `ServerlessBackupSnapshot` of the API. */
export function snapshotOnWire(
    { snapshot, database }: ClusterSnapshot,
    view: RenderContext,
): Record<string, unknown> {
    return {
        createdAt: isoDate(snapshot.createdAt),
        expiresAt: isoDate(snapshot.expiresAt),
        frequencyType: snapshot.frequencyType,
        id: snapshot.id,
        links: [{ href: `${instanceHref(database, view)}/backup/snapshots/${snapshot.id}`, rel: "self" }],
        mongodVersion: snapshot.mongodVersion,
        serverlessInstanceName: database.spec.name,
        snapshotType: snapshot.snapshotType,
        // A status that only the Flex API has.
        status: snapshot.status === "pending" ? "queued" : snapshot.status,
        storageSizeBytes: snapshot.storageSizeBytes,
    };
}

/** `ServerlessBackupRestoreJob` of the API. */
export function restoreJobOnWire(job: ClusterRestore, view: RenderContext): Record<string, unknown> {
    const { source, target, snapshot } = job;
    const status = job.statusAt(view.now);
    return {
        cancelled: status === "cancelled",
        deliveryType: "automated",
        deliveryUrl: [],
        expired: status === "expired",
        expiresAt: isoDate(snapshot.expiresAt),
        failed: status === "failed",
        ...(status === "completed" && { finishedAt: isoDate(job.endsAt) }),
        id: job.id,
        links: [{ href: `${instanceHref(source, view)}/backup/restoreJobs/${job.id}`, rel: "self" }],
        snapshotId: snapshot.id,
        targetClusterName: target.spec.name,
        targetGroupId: target.projectId,
        timestamp: isoDate(snapshot.createdAt),
    };
}

function instanceHref(database: Cluster, view: RenderContext): string {
    return `${view.api}/groups/${database.projectId}/serverless/${database.spec.name}`;
}
