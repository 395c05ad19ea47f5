// The description that the emulator serves at `/_emulator/openapi.json`: its routes and shapes, as OpenAPI 3.1.
import { STATUS_CODES } from "node:http";
import type { TObject } from "@sinclair/typebox";
import type { ApiRoute, Route } from "../operations/route";
import { enveloped, pageSchema, QUERIES, SCHEMAS, type Schema, type SchemaName } from "./schemas";

const ref = (name: SchemaName): Schema => ({ $ref: `#/components/schemas/${name}` });

/** The OpenAPI document of some routes. */
export function documentOf(routes: readonly Route[]): Schema {
    const paths: Record<string, Record<string, Schema>> = {};
    for (const route of routes) {
        const path = route.path.replace(/:(\w+)/g, "{$1}");
        paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, path) };
    }
    return {
        openapi: "3.1.0",
        info: {
            title: "MongoDB Atlas Administration API, as far as the emulator has it",
            version: "2024-11-13",
            description:
                "Made of the table by which the emulator routes requests and the schemas by which it reads them.",
        },
        servers: [{ url: "/" }],
        paths,
        components: {
            schemas: SCHEMAS,
            securitySchemes: {
                serviceAccount: { type: "http", scheme: "bearer" },
                apiKey: { type: "http", scheme: "digest" },
                client: { type: "http", scheme: "basic" },
            },
        },
    };
}

function operationOf(route: Route, path: string): Schema {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const inPath = names.map((name) => ({ name, in: "path", required: true, schema: { type: "string" } }));
    // The same operation is served under both versions of the API, and a name stands for one entry only.
    const isOld = route.surface === "api" && route.version === "v1.0";
    const about = { operationId: isOld ? `${route.operation}V1` : route.operation };
    return route.surface === "oauth"
        ? {
              ...about,
              security: [{ client: [] }],
              requestBody: {
                  required: true,
                  content: { "application/x-www-form-urlencoded": { schema: { type: "object" } } },
              },
              // Too many requests for a token are refused as those of the API are.
              responses: responsesOf(route, ref(route.answer), ["application/json"], {
                  anyOf: [ref("OAuthError"), ref("ApiError")],
              }),
          }
        : {
              ...about,
              security: [{ serviceAccount: [] }, { apiKey: [] }],
              parameters: [...inPath, ...queryOf(route)],
              ...(route.body && {
                  requestBody: {
                      required: true,
                      content: contentOf(route.media.types, ref(route.body)),
                  },
              }),
              responses: responsesOf(
                  route,
                  route.query === "list" ? pageSchema(route.answer) : enveloped(ref(route.answer)),
                  route.media.types,
                  enveloped(ref("ApiError")),
              ),
          };
}

function queryOf({ query }: ApiRoute): Schema[] {
    const { properties, required = [] }: TObject = QUERIES[query];
    return Object.entries(properties).map(([name, schema]) => ({
        name,
        in: "query",
        required: required.includes(name),
        schema,
    }));
}

function responsesOf({ success }: Route, schema: Schema, types: readonly string[], error: Schema): Schema {
    return {
        [success]: {
            description: STATUS_CODES[success],
            ...(success !== 204 && { content: contentOf(types, schema) }),
        },
        default: { description: "Refused", content: contentOf(["application/json"], error) },
    };
}

function contentOf(types: readonly string[], schema: Schema): Schema {
    return Object.fromEntries(types.map((type) => [type, { schema }]));
}
