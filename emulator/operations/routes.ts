// The table of everything the emulator serves. A generation or a path prefix is a few lines more here.
import type { Pace } from "../server/latency";
import { COMMON_QUERY, LIST_QUERY } from "../wire/query";
import type { Answer, Call } from "./call";
import { createAccessToken, revokeAccessToken } from "./oauth";
import type { OAuthCall } from "./oauth";
import * as serverless from "./serverless";
import * as snapshots from "./snapshots";

interface RouteBase {
    /** The operation's name in Atlas's API description: what faults and statistics go by. */
    readonly operation: string;
    readonly method: "GET" | "POST" | "PATCH" | "DELETE";
    /** The path, with `:name` for a parameter. */
    readonly path: string;
    readonly pace: Pace;
}

/** An operation of the Administration API. */
export interface ApiRoute extends RouteBase {
    readonly door: "api";
    /** Versions of the resource there are, oldest first. */
    readonly versions: readonly string[];
    /** The query parameters it takes. */
    readonly query: typeof COMMON_QUERY | typeof LIST_QUERY;
    /** Whether the request has a JSON body. */
    readonly hasBody: boolean;
    readonly serve: (call: Call) => Answer;
}

/** An operation of the authorisation server. */
export interface OAuthRoute extends RouteBase {
    readonly door: "oauth";
    readonly serve: (call: OAuthCall) => Answer;
}

/** Anything that is served. */
export type Route = ApiRoute | OAuthRoute;

/** Where the versioned API lives. */
const V2 = "/api/atlas/v2/groups/:groupId";

const SERVERLESS_VERSIONS = ["2023-01-01"];

/** The parts that most routes share: a v2 read without a body. */
const READ = {
    door: "api",
    method: "GET",
    pace: "read",
    versions: SERVERLESS_VERSIONS,
    query: COMMON_QUERY,
    hasBody: false,
} as const;

/** All routes. */
export const ROUTES: readonly Route[] = [
    {
        ...READ,
        operation: "listServerlessInstances",
        path: `${V2}/serverless`,
        query: LIST_QUERY,
        serve: serverless.listServerlessInstances,
    },
    {
        ...READ,
        operation: "createServerlessInstance",
        method: "POST",
        path: `${V2}/serverless`,
        pace: "create",
        hasBody: true,
        serve: serverless.createServerlessInstance,
    },
    {
        ...READ,
        operation: "getServerlessInstance",
        path: `${V2}/serverless/:name`,
        serve: serverless.getServerlessInstance,
    },
    {
        ...READ,
        operation: "updateServerlessInstance",
        method: "PATCH",
        path: `${V2}/serverless/:name`,
        pace: "write",
        hasBody: true,
        serve: serverless.updateServerlessInstance,
    },
    {
        ...READ,
        operation: "deleteServerlessInstance",
        method: "DELETE",
        path: `${V2}/serverless/:name`,
        pace: "write",
        serve: serverless.deleteServerlessInstance,
    },
    {
        ...READ,
        operation: "listServerlessBackupSnapshots",
        path: `${V2}/serverless/:name/backup/snapshots`,
        query: LIST_QUERY,
        serve: snapshots.listServerlessBackupSnapshots,
    },
    {
        ...READ,
        operation: "getServerlessBackupSnapshot",
        path: `${V2}/serverless/:name/backup/snapshots/:snapshotId`,
        serve: snapshots.getServerlessBackupSnapshot,
    },
    {
        door: "oauth",
        operation: "createAccessToken",
        method: "POST",
        path: "/api/oauth/token",
        pace: "read",
        serve: createAccessToken,
    },
    {
        door: "oauth",
        operation: "revokeAccessToken",
        method: "POST",
        path: "/api/oauth/revoke",
        pace: "read",
        serve: revokeAccessToken,
    },
];
