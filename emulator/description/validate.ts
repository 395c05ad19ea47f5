// Validates requests against the description: all problems of one are reported at once, with Atlas's own error codes.
import type { AnyValidateFunction, ErrorObject } from "ajv/dist/types/index";
import { Ajv2020 } from "ajv/dist/2020";
import { ApiErrorResponse } from "../wire/errors";
import { InvalidInput, type Problem } from "../wire/reader";
import { QUERIES, SCHEMAS } from "./schemas";
import type { Bodies, Queries } from "./requests";

const options = { allErrors: true, strict: false, validateFormats: false };
const bodies = new Ajv2020(options).addSchema({ $id: "atlas", components: { schemas: SCHEMAS } });
/** Query parameters come as text, and are taken for what they must be. */
const queries = new Ajv2020({ ...options, coerceTypes: true });

/** A body of a shape, which may have more in it that only Atlas sets. Throws 400. */
export function readBody<N extends keyof Bodies>(name: N, body: unknown): Bodies[N] {
    const validate = bodies.getSchema<Bodies[N]>(`atlas#/components/schemas/${name}`);
    if (validate === undefined) {
        throw new Error(`There is no schema ${name}.`);
    }
    if (!isOf(validate, body)) {
        throw bodyError(validate.errors ?? []);
    }
    return body;
}

/** The parameters of a URL; throws 400. One that is given twice counts as it was given last. */
export function readQuery<N extends keyof Queries>({ searchParams }: URL, name: N): Queries[N] {
    const validate = queries.compile<Queries[N]>(QUERIES[name]);
    const query: unknown = Object.fromEntries(searchParams);
    if (isOf(validate, query)) {
        return query;
    }
    const [error] = validate.errors ?? [];
    const missing: unknown = error?.keyword === "required" ? error.params["missingProperty"] : undefined;
    const parameter = String(missing ?? error?.params["additionalProperty"] ?? error?.instancePath.slice(1));
    const [code, detail] =
        missing === undefined
            ? ["INVALID_QUERY_PARAMETER", `Invalid query parameter ${parameter} specified.`]
            : ["MISSING_QUERY_PARAMETER", `The required query parameter ${parameter} was not specified.`];
    throw new ApiErrorResponse(400, code, detail, [parameter]);
}

function isOf<T>(validate: AnyValidateFunction<T>, value: unknown): value is T {
    return validate(value) === true;
}

function bodyError(errors: readonly ErrorObject[]): ApiErrorResponse | InvalidInput {
    const fields = errors.map(problemOf);
    const of = (keyword: string) => fields[errors.findIndex((error) => error.keyword === keyword)]?.field;
    const [unknown, missing] = [of("additionalProperties"), of("required")];
    if (unknown !== undefined) {
        const detail = `Invalid attribute ${unknown} specified.`;
        return new ApiErrorResponse(400, "INVALID_ATTRIBUTE", detail, [unknown], { fields });
    }
    if (missing !== undefined) {
        const detail = `The required attribute ${missing} was not specified.`;
        return new ApiErrorResponse(400, "MISSING_ATTRIBUTE", detail, [missing], { fields });
    }
    return new InvalidInput(fields);
}

function problemOf({ keyword, instancePath, params, message = "is not valid" }: ErrorObject): Problem {
    const path = instancePath
        .split("/")
        .slice(1)
        .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
        .join("")
        .replace(/^\./, "");
    const child: unknown = params["missingProperty"] ?? params["additionalProperty"];
    const field = typeof child !== "string" ? path : `${path}${path === "" ? "" : "."}${child}`;
    const allowed: unknown = params["allowedValues"];
    const choices =
        keyword === "enum" && Array.isArray(allowed) ? `must be one of ${allowed.join(", ")}` : undefined;
    const known: Readonly<Record<string, string>> = {
        required: "is required",
        additionalProperties: "is not a known field",
    };
    return { field, description: known[keyword] ?? choices ?? message };
}
