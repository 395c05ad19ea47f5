// A database as the serverless generation shows it.
import { isoDate } from "../clock";
import type { EraRules } from "../eras";
import { MONGODB_VERSION } from "../world/backups";
import type { Snapshot } from "../world/backups";
import type { Database } from "../world/database";

/** What a rendering needs beside the thing itself. */
export interface View {
    /** The emulated instant. */
    readonly now: number;
    /** The origin the client called, for links. */
    readonly origin: string;
    readonly rules: EraRules;
}

/** `ServerlessInstanceDescription` of the API. */
export function instanceOnWire(database: Database, view: View): Record<string, unknown> {
    const { spec, readyAt } = database;
    const { effective } = view.rules;
    const href = instanceHref(database, view);
    // The connection string comes with the database, and stays while it is on its way out.
    const standardSrv = `mongodb+srv://${spec.name.toLowerCase()}.${database.hostSuffix}.mongodb.net`;
    return {
        connectionStrings: view.now < readyAt ? {} : { standardSrv },
        createDate: isoDate(database.createdAt),
        groupId: database.projectId,
        id: database.id,
        links: [
            { href, rel: "self" },
            { href: `${href}/backup/snapshots`, rel: "https://cloud.mongodb.com/snapshots" },
        ],
        mongoDBVersion: MONGODB_VERSION,
        name: spec.name,
        providerSettings: {
            backingProviderName: spec.backingProviderName,
            effectiveDiskSizeGBLimit: effective.diskSizeGBLimit,
            effectiveInstanceSizeName: effective.instanceSizeName,
            effectiveProviderName: effective.providerName,
            // Outside the published schema, and sent all the same.
            nextBackupDate: isoDate(database.backups.nextAt(view.now, readyAt)),
            providerName: "SERVERLESS",
            regionName: spec.regionName,
            tenantBackupEnabled: true,
        },
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: spec.continuousBackup },
        stateName: database.stateAt(view.now),
        tags: spec.tags,
        terminationProtectionEnabled: spec.terminationProtectionEnabled,
    };
}

/** `ServerlessBackupSnapshot` of the API. */
export function snapshotOnWire(snapshot: Snapshot, database: Database, view: View): Record<string, unknown> {
    return {
        createdAt: isoDate(snapshot.createdAt),
        expiresAt: isoDate(snapshot.expiresAt),
        frequencyType: snapshot.frequencyType,
        id: snapshot.id,
        links: [{ href: `${instanceHref(database, view)}/backup/snapshots/${snapshot.id}`, rel: "self" }],
        mongodVersion: snapshot.mongodVersion,
        serverlessInstanceName: database.spec.name,
        snapshotType: snapshot.snapshotType,
        status: snapshot.status,
        storageSizeBytes: snapshot.storageSizeBytes,
    };
}

function instanceHref(database: Database, view: View): string {
    return `${view.origin}/api/atlas/v2/groups/${database.projectId}/serverless/${database.spec.name}`;
}
