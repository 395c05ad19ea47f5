// The table of everything the emulator serves. A path prefix of a generation is one line more here.
import { PLAIN, versioned } from "../wire/content-negotiation";
import type { Media } from "../wire/content-negotiation";
import * as clusters from "./clusters";
import * as flex from "./flex";
import * as flexSnapshots from "./flex-snapshots";
import { createAccessToken, revokeAccessToken } from "./oauth";
import * as restores from "./restores";
import { routesOf } from "./route";
import type { ApiRoute, ApiVersion, OAuthRoute, Route } from "./route";
import * as serverless from "./serverless";
import * as snapshots from "./serverless-snapshots";
import { upgradeSharedClusterToServerless } from "./upgrade";

const SERVERLESS_V2 = serverlessRoutes("v2", versioned("2023-01-01"));

/** All routes. */
export const ROUTES: readonly Route[] = [
    ...SERVERLESS_V2,
    ...serverlessRoutes("v1.0", PLAIN),
    ...flexRoutes(),
    ...clusterRoutes(),
    ...oauthRoutes(),
];

/** The names of all operations. */
export const OPERATIONS: readonly string[] = [...new Set(ROUTES.map(({ operation }) => operation))];

/** The names of the serverless generation's operations. */
export const SERVERLESS_OPERATIONS: readonly string[] = SERVERLESS_V2.map(({ operation }) => operation);

function serverlessRoutes(version: ApiVersion, media: Media): ApiRoute[] {
    const { list, get, create, act, update, remove } = routesOf({
        generation: "serverless",
        version,
        media,
        bucket: "serverless",
    });
    const all = "/serverless";
    const one = `${all}/:name`;
    const saved = `${one}/backup/snapshots`;
    return [
        list({
            operation: "listServerlessInstances",
            answer: "ServerlessInstanceDescription",
            path: all,
            serve: serverless.listServerlessInstances,
        }),
        create({
            operation: "createServerlessInstance",
            answer: "ServerlessInstanceDescription",
            body: "ServerlessInstanceDescriptionCreate",
            success: 201,
            path: all,
            serve: serverless.createServerlessInstance,
        }),
        get({
            operation: "getServerlessInstance",
            answer: "ServerlessInstanceDescription",
            path: one,
            serve: serverless.getServerlessInstance,
        }),
        update({
            operation: "updateServerlessInstance",
            answer: "ServerlessInstanceDescription",
            body: "ServerlessInstanceDescriptionUpdate",
            path: one,
            serve: serverless.updateServerlessInstance,
        }),
        remove({
            operation: "deleteServerlessInstance",
            answer: "NoBody",
            success: 202,
            path: one,
            serve: serverless.deleteServerlessInstance,
        }),
        list({
            operation: "listServerlessBackupSnapshots",
            answer: "ServerlessBackupSnapshot",
            path: saved,
            serve: snapshots.listServerlessBackupSnapshots,
        }),
        get({
            operation: "getServerlessBackupSnapshot",
            answer: "ServerlessBackupSnapshot",
            path: `${saved}/:snapshotId`,
            serve: snapshots.getServerlessBackupSnapshot,
        }),
        list({
            operation: "listServerlessBackupRestoreJobs",
            answer: "ServerlessBackupRestoreJob",
            path: `${one}/backup/restoreJobs`,
            serve: restores.listServerlessBackupRestoreJobs,
        }),
        create({
            operation: "createServerlessBackupRestoreJob",
            answer: "ServerlessBackupRestoreJob",
            body: "ServerlessBackupRestoreJobCreate",
            path: `${one}/backup/restoreJobs`,
            serve: restores.createServerlessBackupRestoreJob,
        }),
        get({
            operation: "getServerlessBackupRestoreJob",
            answer: "ServerlessBackupRestoreJob",
            path: `${one}/backup/restoreJobs/:restoreJobId`,
            serve: restores.getServerlessBackupRestoreJob,
        }),
        get({
            operation: "getServerlessAutoIndexing",
            answer: "AutoIndexing",
            path: `${one}/performanceAdvisor/autoIndexing`,
            serve: serverless.getServerlessAutoIndexing,
        }),
        act({
            operation: "setServerlessAutoIndexing",
            answer: "NoBody",
            path: `${one}/performanceAdvisor/autoIndexing`,
            serve: serverless.setServerlessAutoIndexing,
        }),
        create({
            operation: "upgradeSharedClusterToServerless",
            answer: "ServerlessInstanceDescription",
            body: "ServerlessInstanceDescriptionCreate",
            path: "/clusters/tenantUpgradeToServerless",
            bucket: "clusters",
            serve: upgradeSharedClusterToServerless,
        }),
    ];
}

function flexRoutes(): ApiRoute[] {
    const { list, get, create, update, remove } = routesOf({
        generation: "flex",
        version: "v2",
        media: versioned("2024-11-13"),
        bucket: "flexClusters",
    });
    const all = "/flexClusters";
    const one = `${all}/:name`;
    const saved = `${one}/backup/snapshots`;
    const bucket = "flexSnapshots";
    return [
        list({
            operation: "listFlexClusters",
            answer: "FlexClusterDescription",
            path: all,
            serve: flex.listFlexClusters,
        }),
        create({
            operation: "createFlexCluster",
            answer: "FlexClusterDescription",
            body: "FlexClusterDescriptionCreate",
            success: 201,
            path: all,
            serve: flex.createFlexCluster,
        }),
        get({
            operation: "getFlexCluster",
            answer: "FlexClusterDescription",
            path: one,
            serve: flex.getFlexCluster,
        }),
        update({
            operation: "updateFlexCluster",
            answer: "FlexClusterDescription",
            body: "FlexClusterDescriptionUpdate",
            path: one,
            serve: flex.updateFlexCluster,
        }),
        remove({
            operation: "deleteFlexCluster",
            answer: "NoBody",
            success: 204,
            path: one,
            serve: flex.deleteFlexCluster,
        }),
        list({
            operation: "listFlexBackups",
            answer: "FlexBackupSnapshot",
            path: saved,
            bucket,
            serve: flexSnapshots.listFlexBackups,
        }),
        get({
            operation: "getFlexBackup",
            answer: "FlexBackupSnapshot",
            path: `${saved}/:snapshotId`,
            bucket,
            serve: flexSnapshots.getFlexBackup,
        }),
        list({
            operation: "listFlexBackupRestoreJobs",
            answer: "FlexBackupRestoreJob",
            path: `${one}/backup/restoreJobs`,
            bucket,
            serve: restores.listFlexBackupRestoreJobs,
        }),
        create({
            operation: "createFlexBackupRestoreJob",
            answer: "FlexBackupRestoreJob",
            body: "FlexBackupRestoreJobCreate",
            path: `${one}/backup/restoreJobs`,
            bucket,
            serve: restores.createFlexBackupRestoreJob,
        }),
        get({
            operation: "getFlexBackupRestoreJob",
            answer: "FlexBackupRestoreJob",
            path: `${one}/backup/restoreJobs/:restoreJobId`,
            bucket,
            serve: restores.getFlexBackupRestoreJob,
        }),
    ];
}

function clusterRoutes(): ApiRoute[] {
    const { list, get, remove } = routesOf({
        generation: "clusters",
        version: "v2",
        media: versioned("2023-01-01", "2023-02-01", "2024-08-05"),
        bucket: "clusters",
    });
    const one = "/clusters/:clusterName";
    return [
        list({
            operation: "listClusters",
            answer: "ClusterDescription",
            path: "/clusters",
            serve: clusters.listClusters,
        }),
        get({ operation: "getCluster", answer: "ClusterDescription", path: one, serve: clusters.getCluster }),
        remove({
            operation: "deleteCluster",
            answer: "NoBody",
            success: 202,
            path: one,
            serve: clusters.deleteCluster,
        }),
    ];
}

function oauthRoutes(): OAuthRoute[] {
    return [
        {
            surface: "oauth",
            operation: "createAccessToken",
            success: 200,
            answer: "AccessToken",
            method: "POST",
            path: "/api/oauth/token",
            pace: "read",
            serve: createAccessToken,
        },
        {
            surface: "oauth",
            operation: "revokeAccessToken",
            success: 200,
            answer: "NoBody",
            method: "POST",
            path: "/api/oauth/revoke",
            pace: "read",
            serve: revokeAccessToken,
        },
    ];
}
