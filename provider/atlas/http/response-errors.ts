import type { AxiosError } from "axios";
import type { HttpResponse } from "../auth";
import { baseUrlKey, isLoopback, type Settings } from "../settings";
import { asArray, asRecord, asString, type JsonRecord } from "../json-readers";
import { AtlasError, hintForCode } from "../errors";

/** An answer that is Atlas's own "no". */
export function parseApiError(
    action: string,
    answer: HttpResponse,
    body: JsonRecord,
    settings: Settings,
): AtlasError {
    const oauth = asString(body["error_description"]) ?? asString(body["error"]);
    const { status } = answer;
    const errorCode = asString(body["errorCode"]);
    const detail = asString(body["detail"]) ?? oauth;
    return AtlasError.from({
        kind: "response",
        action,
        status,
        errorCode,
        detail,
        reason: asString(body["reason"]),
        parameters: asArray(body["parameters"]),
        fields: asArray(asRecord(body["badRequestDetail"])["fields"]).map((field) => ({
            field: asString(asRecord(field)["field"]) ?? "",
            description: asString(asRecord(field)["description"]) ?? "",
        })),
        requestId: answer.headers["x-request-id"],
        retryAfter: readRetryAfter(answer),
        retryable: retryableStatuses.includes(status) || isTurnedAway(status, errorCode),
        notApplied: isTurnedAway(status, errorCode),
        advice:
            tooManyTokens(body) ??
            hintForCode(errorCode, detail) ??
            (status === 401 ? unauthorizedHint(settings) : undefined),
    });
}

/** Answers that another moment may not give. */
const retryableStatuses: readonly number[] = [429, 500, 502, 503, 504];

/** Whether Atlas rejected a request unread: there are too many, or another operation is in progress that will end. */
function isTurnedAway(status: number, errorCode: string | undefined): boolean {
    return (
        status === 429 ||
        errorCode === "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES" ||
        (status === 409 && !nonRetryableConflictCodes.includes(errorCode ?? ""))
    );
}

/** Conflicts that will not pass in a moment. */
const nonRetryableConflictCodes = ["OUT_OF_CAPACITY", "REGION_UNAVAILABLE"];

/** Why a request was given up whose deadline has come. */
export const outOfTime = "its time ran out before it could be sent";

/** A request that nobody has seen: it was given up before it was sent. */
export function notSentError(action: string, why: string): AtlasError {
    return AtlasError.from({ kind: "notSent", action, detail: why, advice: "Run it again." });
}

/** A read that is still being tried, but whose caller does not wait longer. */
export function noAnswer(action: string): AtlasError {
    return AtlasError.from({
        kind: "connection",
        action,
        detail: "its time ran out before there was an answer",
        notApplied: true,
        advice: "Run it again.",
    });
}

/** Why a signal has aborted, as a part of a sentence. */
export function reasonOf(reason: unknown): string {
    return reason instanceof Error ? reason.message : String(reason);
}

/** Half a document, under the head of a whole one. */
export function truncatedResponse(action: string, { headers }: HttpResponse, baseUrl: string): AtlasError {
    return AtlasError.from({
        kind: "connection",
        action,
        detail: networkFaults.ERR_BAD_RESPONSE.replace("{}", baseUrl),
        requestId: headers["x-request-id"],
        retryable: true,
        advice: "Run it again.",
    });
}

/**
 * An answer that Atlas's API would not give: a web page, a redirect.
 *
 * @param wasAtlas Whether Atlas has answered there before: then something came in between for a moment, and the address
 * is right.
 */
export function unexpectedResponse(
    action: string,
    answer: HttpResponse,
    settings: Settings,
    wasAtlas: boolean,
): AtlasError {
    const key = baseUrlKey(settings);
    const type = answer.headers["content-type"] ?? "no content type";
    const passing = retryableStatuses.includes(answer.status) || (wasAtlas && answer.status < 300);
    return AtlasError.from({
        kind: "invalidResponse",
        action,
        status: answer.status,
        detail: `${settings.baseUrl} returned a response that is not the Atlas API's (Content-Type: ${type})`,
        requestId: answer.headers["x-request-id"],
        retryAfter: readRetryAfter(answer),
        retryable: passing,
        notApplied: answer.status === 429,
        advice: passing
            ? `Retry; if it persists, check the base URL (MONGODB_ATLAS_BASE_URL or ${key}).`
            : `Check the base URL (MONGODB_ATLAS_BASE_URL or ${key}) and whether a proxy intercepts ` +
              "the connection.",
    });
}

/** An answer that may be Atlas's, but for what is missing in it. */
export function incompleteResponse(action: string, settings: Settings): AtlasError {
    const key = baseUrlKey(settings);
    return AtlasError.from({
        kind: "invalidResponse",
        action,
        detail: "the response lacks required fields",
        advice: `Check the base URL (MONGODB_ATLAS_BASE_URL or ${key}).`,
    });
}

/** No answer at all. */
export function connectionError(action: string, error: AxiosError, settings: Settings): AtlasError {
    const { baseUrl } = settings;
    const code = error.code ?? "";
    const what =
        networkFaults[code] ?? `the connection to ${baseUrl} failed (${code === "" ? error.message : code})`;
    return AtlasError.from({
        kind: "connection",
        action,
        detail: what.replace("{}", baseUrl),
        retryable: true,
        notApplied: undeliveredCodes.includes(code),
        advice: transientCodes.includes(code) ? "Run it again." : unreachableAdvice(code, settings),
    });
}

function unreachableAdvice(code: string, settings: Settings): string {
    const key = baseUrlKey(settings);
    return code === "ECONNREFUSED" && isLoopback(new URL(settings.baseUrl).hostname)
        ? "If this is the Atlas emulator, it has stopped. Start it with `npx -p pulumi-atlas-serverless atlas-emulator`, set the base URL " +
              `(MONGODB_ATLAS_BASE_URL or ${key}) to the one that it prints, and run \`pulumi up ` +
              "--refresh`. A restarted emulator has no clusters."
        : `Check your network connection and the base URL (MONGODB_ATLAS_BASE_URL or ${key}).`;
}

/** Faults in which no byte of the request can have reached Atlas. */
const undeliveredCodes = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** Faults that come and go. */
const transientCodes = ["ECONNRESET", "EPIPE", "ECONNABORTED", "ETIMEDOUT"];

const networkFaults: Readonly<Record<string, string>> & { readonly ERR_BAD_RESPONSE: string } = {
    ECONNREFUSED: "{} refused the connection",
    ENOTFOUND: "the host name of {} cannot be resolved",
    EAI_AGAIN: "the host name of {} cannot be resolved at the moment",
    ECONNRESET: "{} closed the connection before it sent a response",
    EPIPE: "{} closed the connection before it sent a response",
    ECONNABORTED: "the request to {} timed out",
    ETIMEDOUT: "the request to {} timed out",
    ERR_BAD_RESPONSE: "the response of {} was truncated",
};

/** OAuth's way to say that the account has as many live tokens as it may have. */
function tooManyTokens(body: JsonRecord): string | undefined {
    return body["error"] === "access_denied"
        ? "The service account has reached its limit of active access tokens. Tokens expire within an hour: " +
              "retry then, or use another service account."
        : undefined;
}

function unauthorizedHint({ credential, source }: Settings): string {
    if (credential.kind === "accessToken") {
        return (
            `The access token is invalid or has expired. Get a new one (this one came from ${source}), ` +
            "and check that its API access list includes this IP address."
        );
    }
    const what = {
        serviceAccount: "the service account's client ID and client secret",
        apiKey: "the API key's public and private key",
    }[credential.kind];
    return `Check ${what} (they come from ${source}), and that its API access list includes this IP address.`;
}

/** Milliseconds that an answer asks us to stay away; undefined where it asks nothing that can be understood. */
export function readRetryAfter(answer: HttpResponse): number | undefined {
    const value = answer.headers["retry-after"];
    if (value === undefined) {
        return undefined;
    }
    const seconds = Number(value);
    const milliseconds = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
    return Number.isNaN(milliseconds) ? undefined : Math.max(milliseconds, 0);
}
