// Validates requests against the description: all problems of one are reported at once, with Atlas's own error codes.
import type { Static } from "@sinclair/typebox";
import type { AnyValidateFunction, ErrorObject } from "ajv/dist/types/index";
import { ApiErrorResponse } from "../wire/errors";
import { fieldOf, InvalidInput, problemsOf, validator } from "../wire/validation";
import { QUERIES, SCHEMAS, type QueryName, type SchemaName } from "./schemas";

const bodies = validator({ validateFormats: false }).addSchema({
    $id: "atlas",
    components: { schemas: SCHEMAS },
});
/**
 * Query parameters come as text, and are taken for what they must be. Where numbers are strict, Ajv holds an infinite one to no
 * limit.
 */
const queries = validator({ coerceTypes: true, strictNumbers: false });

/** A body of a shape, which may have more in it that only Atlas sets. Throws 400. */
export function readBody<N extends SchemaName>(name: N, body: unknown): Static<(typeof SCHEMAS)[N]> {
    const validate = bodies.getSchema<Static<(typeof SCHEMAS)[N]>>(`atlas#/components/schemas/${name}`);
    if (validate === undefined) {
        throw new Error(`There is no schema ${name}.`);
    }
    if (!isOf(validate, body)) {
        throw bodyError(validate.errors ?? [], body);
    }
    return body;
}

/** The parameters of a URL; throws 400. One that is given twice counts as it was given last. */
export function readQuery<N extends QueryName>({ searchParams }: URL, name: N): Static<(typeof QUERIES)[N]> {
    const validate = queries.compile<Static<(typeof QUERIES)[N]>>(QUERIES[name]);
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

function bodyError(errors: readonly ErrorObject[], body: unknown): ApiErrorResponse | InvalidInput {
    const fields = problemsOf(errors, body);
    const of = (keyword: string) => {
        const first = errors.find((error) => error.keyword === keyword);
        return first && fieldOf(first, body);
    };
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
