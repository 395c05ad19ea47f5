// The table of everything the emulator serves: for each operation its name, its path, how what came of it is shown, and what it does.
import { clusterOnWire } from "../wire/cluster";
import { PLAIN, versioned, type Media } from "../wire/content-negotiation";
import { flexOnWire, flexRestoreJobOnWire, flexSnapshotOnWire } from "../wire/flex";
import { instanceOnWire, restoreJobOnWire, snapshotOnWire } from "../wire/serverless";
import type { Cluster } from "../world/cluster";
import { clusterHere, clustersHere } from "./clusters";
import { createdFlexOnWire, createFlexCluster, flexClusters, flexOf } from "./flex";
import { createAccessToken, revokeAccessToken } from "./oauth";
import { createFlexBackupRestoreJob, createServerlessBackupRestoreJob, jobIn } from "./restores";
import { routesOf, type ApiRoute, type ApiVersion, type OAuthRoute, type Route } from "./route";
import {
    createServerlessInstance,
    instanceOf,
    servedInstances,
    setServerlessAutoIndexing,
} from "./serverless";
import { snapshotIn, snapshotsIn } from "./snapshots";
import { upgradeSharedClusterToServerless } from "./upgrade";
import { deleting, updating } from "./writes";

const SERVERLESS_V2 = serverlessRoutes("v2", versioned("2023-01-01"));

/** All routes. */
export const ROUTES: readonly Route[] = [
    ...SERVERLESS_V2,
    ...serverlessRoutes("v1.0", PLAIN),
    ...flexRoutes(),
    ...clusterRoutes(),
    oauthRoute("createAccessToken", "token", "AccessToken", createAccessToken),
    oauthRoute("revokeAccessToken", "revoke", "NoBody", revokeAccessToken),
];

/** The names of all operations. */
export const OPERATIONS: readonly string[] = [...new Set(ROUTES.map(({ operation }) => operation))];

/** The names of the serverless generation's operations. */
export const SERVERLESS_OPERATIONS: readonly string[] = SERVERLESS_V2.map(({ operation }) => operation);

function serverlessRoutes(version: ApiVersion, media: Media): ApiRoute[] {
    const family = { generation: "serverless", version, media, bucket: "serverless" } as const;
    const { list, get, create, act, update, remove } = routesOf(family);
    const all = "/serverless";
    const one = `${all}/:name`;
    const saved = `${one}/backup/snapshots`;
    const jobs = `${one}/backup/restoreJobs`;
    const indexing = `${one}/performanceAdvisor/autoIndexing`;
    const upgrade = "/clusters/tenantUpgradeToServerless";
    const instance = { answer: "ServerlessInstanceDescription", show: instanceOnWire } as const;
    const snapshot = { answer: "ServerlessBackupSnapshot", show: snapshotOnWire } as const;
    const job = { answer: "ServerlessBackupRestoreJob", show: restoreJobOnWire } as const;
    const isOn = { answer: "AutoIndexing", show: ({ autoIndexing }: Cluster) => autoIndexing } as const;
    const nothing = { answer: "NoBody", show: () => ({}) } as const;
    const created = { body: "ServerlessInstanceDescriptionCreate" } as const;
    return [
        list("listServerlessInstances", all, instance, servedInstances),
        create("createServerlessInstance", all, instance, createServerlessInstance, {
            ...created,
            success: 201,
        }),
        get("getServerlessInstance", one, instance, instanceOf),
        update("updateServerlessInstance", one, instance, updating(instanceOf, "ServerlessInstance"), {
            body: "ServerlessInstanceDescriptionUpdate",
        }),
        remove("deleteServerlessInstance", one, deleting(instanceOf), 202),
        list("listServerlessBackupSnapshots", saved, snapshot, snapshotsIn(instanceOf)),
        get("getServerlessBackupSnapshot", `${saved}/:snapshotId`, snapshot, snapshotIn(instanceOf)),
        // The newest first, where the Flex generation has the oldest first, also of snapshots.
        list("listServerlessBackupRestoreJobs", jobs, job, (call) => instanceOf(call).restores.toReversed()),
        create("createServerlessBackupRestoreJob", jobs, job, createServerlessBackupRestoreJob, {
            body: "ServerlessBackupRestoreJobCreate",
        }),
        get("getServerlessBackupRestoreJob", `${jobs}/:restoreJobId`, job, jobIn(instanceOf)),
        get("getServerlessAutoIndexing", indexing, isOn, instanceOf),
        act("setServerlessAutoIndexing", indexing, nothing, setServerlessAutoIndexing),
        create("upgradeSharedClusterToServerless", upgrade, instance, upgradeSharedClusterToServerless, {
            ...created,
            bucket: "clusters",
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
    const jobs = `${one}/backup/restoreJobs`;
    const cluster = { answer: "FlexClusterDescription", show: flexOnWire } as const;
    const snapshot = { answer: "FlexBackupSnapshot", show: flexSnapshotOnWire } as const;
    const job = { answer: "FlexBackupRestoreJob", show: flexRestoreJobOnWire } as const;
    const backups = { bucket: "flexSnapshots" } as const;
    return [
        list("listFlexClusters", all, cluster, flexClusters),
        create("createFlexCluster", all, { ...cluster, show: createdFlexOnWire }, createFlexCluster, {
            body: "FlexClusterDescriptionCreate",
            success: 201,
        }),
        get("getFlexCluster", one, cluster, flexOf),
        update("updateFlexCluster", one, cluster, updating(flexOf, "FlexCluster"), {
            body: "FlexClusterDescriptionUpdate",
        }),
        remove("deleteFlexCluster", one, deleting(flexOf), 204),
        list("listFlexBackups", saved, snapshot, (call) => snapshotsIn(flexOf)(call).reverse(), backups),
        get("getFlexBackup", `${saved}/:snapshotId`, snapshot, snapshotIn(flexOf), backups),
        list("listFlexBackupRestoreJobs", jobs, job, (call) => flexOf(call).restores, backups),
        create("createFlexBackupRestoreJob", jobs, job, createFlexBackupRestoreJob, {
            ...backups,
            body: "FlexBackupRestoreJobCreate",
        }),
        get("getFlexBackupRestoreJob", `${jobs}/:restoreJobId`, job, jobIn(flexOf), backups),
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
    const cluster = { answer: "ClusterDescription", show: clusterOnWire } as const;
    return [
        list("listClusters", "/clusters", cluster, clustersHere),
        get("getCluster", one, cluster, clusterHere),
        remove("deleteCluster", one, deleting(clusterHere), 202),
    ];
}

function oauthRoute(
    operation: string,
    path: string,
    answer: OAuthRoute["answer"],
    serve: OAuthRoute["serve"],
): OAuthRoute {
    const at = { method: "POST", path: `/api/oauth/${path}`, pace: "read", success: 200 } as const;
    return { surface: "oauth", operation, ...at, answer, serve };
}
