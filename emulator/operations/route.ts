// What an entry of the table of routes says.
import type { BucketName } from "../limits";
import type { Pace } from "../server/latency";
import type { Media } from "../wire/media";
import { COMMON_QUERY, INDEXING_QUERY, LIST_QUERY } from "../wire/query";
import type { Answer, Call } from "./call";
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
    readonly pace: Pace;
}

/** An operation of the Administration API. */
export interface ApiRoute extends RouteBase {
    readonly door: "api";
    readonly generation: Generation;
    readonly version: ApiVersion;
    readonly media: Media;
    /** The endpoint set that its requests are counted with. */
    readonly bucket: BucketName;
    /** The query parameters it takes. */
    readonly query: typeof COMMON_QUERY | typeof LIST_QUERY | typeof INDEXING_QUERY;
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

/** What the routes of one generation under one version share. */
export type Family = Pick<ApiRoute, "generation" | "version" | "media" | "bucket">;

/** What remains to be said of one operation. */
export interface Deed {
    readonly operation: string;
    /** The path below the project. */
    readonly path: string;
    readonly serve: (call: Call) => Answer;
    /** Where it is not the family's. */
    readonly bucket?: BucketName;
}

/** Where a version of the API begins. */
export function apiPath(version: ApiVersion): string {
    return `/api/atlas/${version}`;
}

/** Makes the routes of a family. */
export function routesOf(family: Family) {
    const route = (
        { path, ...deed }: Deed,
        rest: Pick<ApiRoute, "method" | "pace" | "query" | "hasBody">,
    ): ApiRoute => ({
        door: "api",
        ...family,
        ...deed,
        ...rest,
        path: `${apiPath(family.version)}/groups/:groupId${path}`,
    });
    const writing = { query: COMMON_QUERY, hasBody: true } as const;
    return {
        list: (deed: Deed) => route(deed, { method: "GET", pace: "read", query: LIST_QUERY, hasBody: false }),
        get: (deed: Deed) =>
            route(deed, { method: "GET", pace: "read", query: COMMON_QUERY, hasBody: false }),
        create: (deed: Deed) => route(deed, { ...writing, method: "POST", pace: "create" }),
        act: (deed: Deed) =>
            route(deed, { method: "POST", pace: "write", query: INDEXING_QUERY, hasBody: false }),
        update: (deed: Deed) => route(deed, { ...writing, method: "PATCH", pace: "write" }),
        remove: (deed: Deed) => route(deed, { ...writing, method: "DELETE", pace: "write", hasBody: false }),
    };
}
