// Refusals, in the two shapes a client meets: the Administration API's and OAuth's.
import { STATUS_CODES } from "node:http";
import type { InvalidInput, Problem } from "./validation";

/** An answer that refuses: thrown anywhere below the server, written out by it. */
export abstract class Refusal extends Error {
    /** The HTTP status. */
    abstract readonly status: number;
    /** The error code, for programs. */
    abstract readonly errorCode: string;
    /** Headers in addition to the content type. */
    readonly headers: Readonly<Record<string, string>>;

    constructor(message: string, headers: Readonly<Record<string, string>> = {}) {
        super(message);
        this.headers = headers;
    }

    /** The JSON body. */
    abstract body(): unknown;
}

/** What only some errors of the Administration API have. */
interface ErrorExtras {
    /** The fields that are wrong, for `badRequestDetail`. */
    readonly fields?: readonly Problem[];
    readonly headers?: Readonly<Record<string, string>>;
}

/** The Administration API's error. */
export class ApiErrorResponse extends Refusal {
    override readonly name = "AtlasError";
    readonly status: number;
    readonly errorCode: string;
    readonly #parameters: readonly string[] | null;
    readonly #fields: readonly Problem[] | undefined;

    /** @param parameters The values that the detail was made with; Atlas sends null if there are none. */
    constructor(
        status: number,
        errorCode: string,
        detail: string,
        parameters: readonly string[] | null = null,
        { fields, headers }: ErrorExtras = {},
    ) {
        super(detail, headers);
        this.status = status;
        this.errorCode = errorCode;
        this.#parameters = parameters;
        this.#fields = fields;
    }

    body(): unknown {
        return {
            error: this.status,
            errorCode: this.errorCode,
            detail: this.message,
            reason: STATUS_CODES[this.status] ?? "",
            parameters: this.#parameters,
            ...(this.#fields && { badRequestDetail: { fields: this.#fields } }),
        };
    }
}

/** OAuth's error (RFC 6749, section 5.2). */
export class OAuthError extends Refusal {
    override readonly name = "OAuthError";
    readonly status: number;
    readonly errorCode: string;

    constructor(
        status: number,
        errorCode: string,
        description: string,
        headers: Readonly<Record<string, string>> = {},
    ) {
        super(description, headers);
        this.status = status;
        this.errorCode = errorCode;
    }

    body(): unknown {
        return { error: this.errorCode, error_description: this.message };
    }
}

/** 400 for an input that is not what it must be. */
export function validationError(invalid: InvalidInput): ApiErrorResponse {
    const detail = `The request is not valid: ${invalid.message}.`;
    return new ApiErrorResponse(400, "VALIDATION_ERROR", detail, null, { fields: invalid.problems });
}

/** 404 for an unknown path. */
export function noSuchPath(path: string): ApiErrorResponse {
    return new ApiErrorResponse(404, "RESOURCE_NOT_FOUND", `Cannot find resource ${path}.`, [path]);
}

/** 405 for a method that a path does not have. */
export function noSuchMethod(method: string, path: string): ApiErrorResponse {
    return new ApiErrorResponse(405, "METHOD_NOT_ALLOWED", `${method} is not allowed on ${path}.`, [method]);
}
