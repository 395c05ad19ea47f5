// Refusals, in the two shapes a client meets: the Administration API's and OAuth's.
import { STATUS_CODES } from "node:http";
import type { InvalidInput, Problem } from "./reader";

/** An answer that refuses: thrown anywhere below the server, written out by it. */
export abstract class Refusal extends Error {
    /** The HTTP status. */
    abstract readonly status: number;
    /** Headers in addition to the content type. */
    readonly headers: Readonly<Record<string, string>>;

    constructor(message: string, headers: Readonly<Record<string, string>> = {}) {
        super(message);
        this.headers = headers;
    }

    /** The JSON body. */
    abstract body(): unknown;
}

/** What an Administration API error has in addition to status, code and detail. */
export interface ErrorExtras {
    /** The values the detail was made with; Atlas sends null when there are none. */
    readonly parameters?: readonly string[];
    /** The fields that are wrong, for `badRequestDetail`. */
    readonly fields?: readonly Problem[];
    readonly headers?: Readonly<Record<string, string>>;
}

/** The Administration API's error. */
export class ApiErrorResponse extends Refusal {
    override readonly name = "AtlasError";
    readonly status: number;
    readonly errorCode: string;
    readonly #extras: ErrorExtras;

    constructor(status: number, errorCode: string, detail: string, extras: ErrorExtras = {}) {
        super(detail, extras.headers);
        this.status = status;
        this.errorCode = errorCode;
        this.#extras = extras;
    }

    body(): unknown {
        const { parameters, fields } = this.#extras;
        return {
            error: this.status,
            errorCode: this.errorCode,
            detail: this.message,
            reason: STATUS_CODES[this.status] ?? "",
            parameters: parameters ?? null,
            ...(fields && { badRequestDetail: { fields } }),
        };
    }
}

/** OAuth's error (RFC 6749, section 5.2). */
export class OAuthError extends Refusal {
    override readonly name = "OAuthError";
    readonly status: number;
    readonly #error: string;

    constructor(
        status: number,
        error: string,
        description: string,
        headers: Readonly<Record<string, string>> = {},
    ) {
        super(description, headers);
        this.status = status;
        this.#error = error;
    }

    body(): unknown {
        return { error: this.#error, error_description: this.message };
    }
}

/** 400 for an input that is not what it must be. */
export function validationError(invalid: InvalidInput): ApiErrorResponse {
    return new ApiErrorResponse(400, "VALIDATION_ERROR", `The request is not valid: ${invalid.message}.`, {
        fields: invalid.problems,
    });
}

/** 404 for an unknown path. */
export function noSuchPath(path: string): ApiErrorResponse {
    return new ApiErrorResponse(404, "RESOURCE_NOT_FOUND", `Cannot find resource ${path}.`, {
        parameters: [path],
    });
}

/** 405 for a method that a path does not have. */
export function noSuchMethod(method: string, path: string): ApiErrorResponse {
    return new ApiErrorResponse(405, "METHOD_NOT_ALLOWED", `${method} is not allowed on ${path}.`, {
        parameters: [method],
    });
}
