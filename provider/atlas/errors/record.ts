import { number, record, text, type JsonRecord } from "../json";
import {
    AtlasError,
    AuthenticationError,
    ConflictError,
    ConnectionError,
    InvalidRequestError,
    NotFoundError,
    NotSentError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
} from "./atlas-error";
import {
    ConfigurationError,
    InterruptedError,
    InvalidArgumentError,
    type AtlasServerlessError,
} from "./base";

const ofRequests = [
    AuthenticationError,
    ConflictError,
    ConnectionError,
    InvalidRequestError,
    NotFoundError,
    NotSentError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
];

const others = [ConfigurationError, InterruptedError, InvalidArgumentError];

/** An error as JSON, to be told to another process. */
export function errorToRecord(error: AtlasServerlessError): JsonRecord {
    const { name, message, status, errorCode, requestId } = error;
    const { detail, retryAfter } = error instanceof AtlasError ? error : {};
    return { name, message, status, errorCode, requestId, detail, retryAfter };
}

/** The error that another process has told; undefined where the value is none. */
export function errorFromRecord(value: unknown): AtlasServerlessError | undefined {
    const body = record(value);
    const [name, message] = [text(body["name"]), text(body["message"])];
    if (name === undefined || message === undefined) {
        return undefined;
    }
    const facts = {
        status: number(body["status"]),
        errorCode: text(body["errorCode"]),
        requestId: text(body["requestId"]),
    };
    const Other = others.find(({ typeName }) => typeName === name);
    if (Other !== undefined) {
        return new Other(message, facts);
    }
    const Type = ofRequests.find(({ typeName }) => typeName === name) ?? AtlasError;
    return new Type({
        ...facts,
        kind: "refused",
        doing: "",
        message,
        detail: text(body["detail"]),
        retryAfter: number(body["retryAfter"]),
    });
}
