// What an entry of the table of routes says.
import type { BucketName } from "../limits";
import type { LatencyClass } from "../server/latency";
import type { Media } from "../wire/content-negotiation";
import type { QUERIES, SchemaName } from "../description/schemas";
import { pageOf } from "../wire/pages";
import type { Call } from "./call";
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
    /** Gives the body of the answer, undefined where it has none. */
    readonly serve: (call: Call) => unknown;
}

/** An operation of the authorization server. */
export interface OAuthRoute extends RouteBase {
    readonly surface: "oauth";
    readonly serve: (call: OAuthCall) => unknown;
}

/** Anything that is served. */
export type Route = ApiRoute | OAuthRoute;

/** What the routes of one generation under one version share. */
export type RouteGroup = Pick<ApiRoute, "generation" | "version" | "media" | "bucket">;

/** What is said of an operation where it is not usual: `success` is 200, and the bucket is the family's. */
type RouteRest = Partial<Pick<ApiRoute, "body" | "success" | "bucket">>;

/** The path prefix of a version of the API. */
export function apiPath(version: ApiVersion): string {
    return `/api/atlas/${version}`;
}

/** How what came of a call is shown, and the shape that this has. */
export interface Shown<T> {
    readonly answer: SchemaName;
    readonly show: (done: T, call: Call) => unknown;
}

/** Makes the routes of a family: each of an operation's name, its path below the project, how it is shown, and what it does. */
export function routesOf(family: RouteGroup) {
    const routes =
        (method: ApiRoute["method"], pace: LatencyClass, query: ApiRoute["query"] = "common") =>
        <T>(
            operation: string,
            below: string,
            { answer, show }: Shown<T>,
            act: (call: Call) => T,
            rest: RouteRest = {},
        ): ApiRoute => {
            const path = `${apiPath(family.version)}/groups/:groupId${below}`;
            const serve = (call: Call): unknown => show(act(call), call);
            const usual = { surface: "api", ...family, success: 200 } as const;
            return { ...usual, operation, method, path, pace, query, answer, serve, ...rest };
        };
    return {
        list: <T>(
            operation: string,
            below: string,
            { answer, show }: Shown<T>,
            all: (call: Call) => readonly T[],
            rest?: RouteRest,
        ) => {
            const page = (items: readonly T[], call: Call) =>
                pageOf(items, call.url, (item) => show(item, call));
            return routes("GET", "read", "list")(operation, below, { answer, show: page }, all, rest);
        },
        get: routes("GET", "read"),
        create: routes("POST", "create"),
        act: routes("POST", "write", "indexing"),
        update: routes("PATCH", "write"),
        remove: (operation: string, below: string, act: (call: Call) => void, success: 202 | 204) => {
            const shown: Shown<unknown> = {
                answer: "NoBody",
                show: () => (success === 204 ? undefined : {}),
            };
            return routes("DELETE", "write")(operation, below, shown, act, { success });
        },
    };
}
