// What an entry of the table of routes says.
import type { BucketName } from "../limits";
import type { LatencyClass } from "../server/latency";
import type { Media } from "../wire/content-negotiation";
import type { QUERIES, SchemaName } from "../description/schemas";
import type { OperationResult, Call } from "./call";
import type { OAuthCall } from "./oauth";

/** The generations of the product's API. */
export type Generation = "serverless" | "flex" | "clusters";

/** The versions of the API, as paths name them. */
export type ApiVersion = "v1.0" | "v2";

interface RouteBase {
    /** The operation's name in Atlas's API description: what faults and statistics go by, on whichever path. */
    readonly operation: string;
    readonly method: "GET" | "POST" | "PATCH" | "DELETE";
    /** The path, with `:name` for a parameter. */
    readonly path: string;
    readonly pace: LatencyClass;
    /** The status of success. */
    readonly success: number;
    /** The shape of the answer, or of each item of a list. */
    readonly answer: SchemaName;
}

/** An operation of the Administration API. */
export interface ApiRoute extends RouteBase {
    readonly surface: "api";
    readonly generation: Generation;
    readonly version: ApiVersion;
    readonly media: Media;
    /** The endpoint set that its requests are counted with. */
    readonly bucket: BucketName;
    /** The query parameters it takes. */
    readonly query: keyof typeof QUERIES;
    /** The shape of the request's JSON body; none where it has no body. */
    readonly body?: SchemaName;
    readonly serve: (call: Call) => OperationResult;
}

/** An operation of the authorization server. */
export interface OAuthRoute extends RouteBase {
    readonly surface: "oauth";
    readonly serve: (call: OAuthCall) => OperationResult;
}

/** Anything that is served. */
export type Route = ApiRoute | OAuthRoute;

/** What the routes of one generation under one version share. */
export type RouteGroup = Pick<ApiRoute, "generation" | "version" | "media" | "bucket">;

/** What remains to be said of one operation. */
export interface RouteSpec {
    readonly operation: string;
    /** The path below the project. */
    readonly path: string;
    readonly answer: SchemaName;
    readonly body?: SchemaName;
    /** Where it is not 200. */
    readonly success?: number;
    readonly serve: (call: Call) => OperationResult;
    /** Where it is not the family's. */
    readonly bucket?: BucketName;
}

/** The path prefix of a version of the API. */
export function apiPath(version: ApiVersion): string {
    return `/api/atlas/${version}`;
}

/** Makes the routes of a family. */
export function routesOf(family: RouteGroup) {
    const route = (
        { path, success = 200, ...deed }: RouteSpec,
        method: ApiRoute["method"],
        pace: LatencyClass,
        query: ApiRoute["query"] = "common",
    ): ApiRoute => ({
        surface: "api",
        ...family,
        ...deed,
        method,
        pace,
        query,
        success,
        path: `${apiPath(family.version)}/groups/:groupId${path}`,
    });
    return {
        list: (deed: RouteSpec) => route(deed, "GET", "read", "list"),
        get: (deed: RouteSpec) => route(deed, "GET", "read"),
        create: (deed: RouteSpec) => route(deed, "POST", "create"),
        act: (deed: RouteSpec) => route(deed, "POST", "write", "indexing"),
        update: (deed: RouteSpec) => route(deed, "PATCH", "write"),
        remove: (deed: RouteSpec) => route(deed, "DELETE", "write"),
    };
}
