import { asNumber, asRecord, asString, type JsonRecord } from "../json-readers";
import * as ofRequests from "./atlas-error";
import {
    ConfigurationError,
    InterruptedError,
    InvalidArgumentError,
    type AtlasServerlessError,
} from "./base";

const others = [ConfigurationError, InterruptedError, InvalidArgumentError];

/** An error as JSON, to be told to another process. */
export function errorToRecord(error: AtlasServerlessError): JsonRecord {
    const { name, message, status, errorCode, requestId } = error;
    const { detail, retryAfter } = error instanceof ofRequests.AtlasError ? error : {};
    return { name, message, status, errorCode, requestId, detail, retryAfter };
}

/** The error that another process has told; undefined where the value is none. */
export function errorFromRecord(value: unknown): AtlasServerlessError | undefined {
    const body = asRecord(value);
    const [name, message] = [asString(body["name"]), asString(body["message"])];
    if (name === undefined || message === undefined) {
        return undefined;
    }
    const facts = {
        status: asNumber(body["status"]),
        errorCode: asString(body["errorCode"]),
        requestId: asString(body["requestId"]),
    };
    const Other = others.find(({ typeName }) => typeName === name);
    if (Other !== undefined) {
        return new Other(message, facts);
    }
    const Type = Object.values(ofRequests).find(({ typeName }) => typeName === name) ?? ofRequests.AtlasError;
    return new Type({
        ...facts,
        kind: "response",
        action: "",
        message,
        detail: asString(body["detail"]),
        retryAfter: asNumber(body["retryAfter"]),
    });
}
