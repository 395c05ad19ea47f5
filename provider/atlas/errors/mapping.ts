import type { AxiosError } from "axios";
import type { Answer } from "../authorization";
import { isLoopback, type Settings } from "../credentials";
import type { ServedBy } from "../instance";
import { list, record, text, type JsonRecord } from "../json";
import { hintForCode, AtlasError } from "./atlas-error";

/** An answer that is Atlas's own "no". */
export function readRefusal(doing: string, answer: Answer, body: JsonRecord, settings: Settings): AtlasError {
    const oauth = text(body["error_description"]) ?? text(body["error"]);
    const { status } = answer;
    const errorCode = text(body["errorCode"]);
    const detail = text(body["detail"]) ?? oauth;
    return AtlasError.from({
        kind: "refused",
        doing,
        status,
        errorCode,
        detail,
        reason: text(body["reason"]),
        parameters: list(body["parameters"]),
        fields: list(record(body["badRequestDetail"])["fields"]).map((field) => ({
            field: text(record(field)["field"]) ?? "",
            description: text(record(field)["description"]) ?? "",
        })),
        requestId: answer.headers["x-request-id"],
        retryAfter: readRetryAfter(answer),
        passing: passingStatuses.includes(status) || isTurnedAway(status, errorCode),
        harmless: isTurnedAway(status, errorCode),
        advice:
            tooManyTokens(body) ??
            hintForCode(errorCode, detail) ??
            (status === 401 ? refusedCredential(settings) : undefined),
    });
}

/** Answers that another moment may not give. */
const passingStatuses: readonly number[] = [429, 500, 502, 503, 504];

/** Whether Atlas did not even look at a request: there are too many, or something else goes on that will be over. */
function isTurnedAway(status: number, errorCode: string | undefined): boolean {
    return (
        status === 429 ||
        errorCode === "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES" ||
        (status === 409 && !lasting.includes(errorCode ?? ""))
    );
}

/** Conflicts that will not pass in a moment. */
const lasting = ["OUT_OF_CAPACITY", "REGION_UNAVAILABLE"];

/** Why a request was given up whose deadline has come. */
export const outOfTime = "its time ran out before it could be sent";

/** A request that nobody has seen: it was given up before it was sent. */
export function unsent(doing: string, why: string): AtlasError {
    return AtlasError.from({ kind: "unsent", doing, detail: why, advice: "Run it again." });
}

/** A read that is still being tried, but whose caller does not wait longer. */
export function noAnswer(doing: string): AtlasError {
    return AtlasError.from({
        kind: "unreachable",
        doing,
        detail: "its time ran out before there was an answer",
        harmless: true,
        advice: "Run it again.",
    });
}

/** Why a signal has aborted, as a part of a sentence. */
export function reasonOf(reason: unknown): string {
    return reason instanceof Error ? reason.message : String(reason);
}

/** Half a document, under the head of a whole one. */
export function brokenOff(doing: string, { headers }: Answer, baseUrl: string): AtlasError {
    return AtlasError.from({
        kind: "unreachable",
        doing,
        detail: networkFaults.ERR_BAD_RESPONSE.replace("{}", baseUrl),
        requestId: headers["x-request-id"],
        passing: true,
        advice: "Run it again.",
    });
}

/**
 * An answer that Atlas's API would not give: a web page, a redirect.
 *
 * @param wasAtlas Whether Atlas has answered there before: then something came in between for a moment, and the address
 * is right.
 */
export function unreadable(doing: string, answer: Answer, baseUrl: string, wasAtlas: boolean): AtlasError {
    const type = answer.headers["content-type"] ?? "no content type";
    const passing = passingStatuses.includes(answer.status) || (wasAtlas && answer.status < 300);
    return AtlasError.from({
        kind: "unreadable",
        doing,
        status: answer.status,
        detail: `${baseUrl} answered, but not as Atlas's API does (${type})`,
        requestId: answer.headers["x-request-id"],
        retryAfter: readRetryAfter(answer),
        passing,
        harmless: answer.status === 429,
        advice: passing
            ? "Run it again; if it stays, check the base URL (MONGODB_ATLAS_BASE_URL or atlas:baseUrl)."
            : "Check the base URL (MONGODB_ATLAS_BASE_URL or atlas:baseUrl) and whether a proxy stands in between.",
    });
}

/** No answer at all. */
export function unreachable(doing: string, error: AxiosError, baseUrl: string): AtlasError {
    const code = error.code ?? "";
    const what =
        networkFaults[code] ?? `the connection to ${baseUrl} failed (${code === "" ? error.message : code})`;
    return AtlasError.from({
        kind: "unreachable",
        doing,
        detail: what.replace("{}", baseUrl),
        passing: true,
        harmless: neverArrived.includes(code),
        advice: comesAndGoes.includes(code) ? "Run it again." : unreachableAdvice(code, baseUrl),
    });
}

function unreachableAdvice(code: string, baseUrl: string): string {
    return code === "ECONNREFUSED" && isLoopback(new URL(baseUrl).hostname)
        ? "If that is the local Atlas, it has ended: start it again (npx atlas-emulator), set the base URL that it prints " +
              "(MONGODB_ATLAS_BASE_URL or atlas:baseUrl), and run `pulumi up --refresh`: it begins empty."
        : "Check the network and the base URL (MONGODB_ATLAS_BASE_URL or atlas:baseUrl).";
}

/** Faults in which no byte of the request can have reached Atlas. */
const neverArrived = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** Faults that come and go. */
const comesAndGoes = ["ECONNRESET", "EPIPE", "ECONNABORTED", "ETIMEDOUT"];

const networkFaults: Readonly<Record<string, string>> & { readonly ERR_BAD_RESPONSE: string } = {
    ECONNREFUSED: "nobody listens at {}",
    ENOTFOUND: "the host of {} is not known",
    EAI_AGAIN: "the host of {} could not be looked up",
    ECONNRESET: "{} broke the connection off before it answered",
    EPIPE: "{} broke the connection off before it answered",
    ECONNABORTED: "{} did not answer in time",
    ETIMEDOUT: "{} did not answer in time",
    ERR_BAD_RESPONSE: "the answer of {} broke off, or had no end",
};

/** OAuth's way to say that the account has as many live tokens as it may have. */
function tooManyTokens(body: JsonRecord): string | undefined {
    return body["error"] === "access_denied"
        ? "The access tokens that others hold end within an hour: run it again then, or use another service account."
        : undefined;
}

function refusedCredential({ credential, source }: Settings): string {
    if (credential.kind === "accessToken") {
        return (
            `The access token is wrong or has expired: get a new one (this one came from ${source}), ` +
            "and check that its access list allows this address."
        );
    }
    const what = {
        serviceAccount: "the service account's client id and client secret",
        apiKey: "the API key's public and private key",
    }[credential.kind];
    return `Check ${what} (they come from ${source}), and that its access list allows this address.`;
}

/** Milliseconds that an answer asks us to stay away; undefined where it asks nothing that can be understood. */
export function readRetryAfter(answer: Answer): number | undefined {
    const value = answer.headers["retry-after"];
    if (value === undefined) {
        return undefined;
    }
    const seconds = Number(value);
    const milliseconds = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
    return Number.isNaN(milliseconds) ? undefined : Math.max(milliseconds, 0);
}

/**
 * The code by which each generation says that it has no cluster of that name. `RESOURCE_NOT_FOUND` is none of them: it is
 * the 404 of a path, or of a part of a cluster.
 */
const notFoundCodes: Readonly<Record<ServedBy, readonly string[]>> = {
    serverless: ["SERVERLESS_INSTANCE_NOT_FOUND", "CLUSTER_NOT_FOUND"],
    flex: ["CLUSTER_NOT_FOUND"],
};

const wrongTypeCodes = [
    "CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API",
    "NOT_SERVERLESS_TENANT_CLUSTER",
    "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API",
    "CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API",
    "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API",
];

/** Whether a generation says that it has no cluster of the name that it was asked for. Proves nothing about the other one. */
export function isNotFound(error: unknown, servedBy: ServedBy): error is AtlasError {
    return isRefusal(error) && error.status === 404 && hasCodeOf(notFoundCodes[servedBy], error);
}

/**
 * Whether Atlas says that it no longer has an operation, as opposed to the cluster, the project, or the moment: 410 as
 * documented, and the 404 of a path, 405 and 406 that may come in its place. Only serverless operations are retired: of
 * Flex, the same answers say nothing. A web page says nothing at all.
 */
export function isOperationRetired(error: unknown): error is AtlasError {
    if (!isRefusal(error)) {
        return false;
    }
    const { status, errorCode } = error;
    if (status === 404) {
        return errorCode === undefined || errorCode === "RESOURCE_NOT_FOUND";
    }
    const isPassing = errorCode === "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES";
    return status === 410 || status === 406 || (status === 405 && !isPassing);
}

/** Whether Atlas says that a cluster is there, but is of a type that the operations of another generation serve. */
export function isWrongClusterType(error: unknown): error is AtlasError {
    return isRefusal(error) && hasCodeOf(wrongTypeCodes, error);
}

function hasCodeOf(codes: readonly string[], { errorCode }: AtlasError): boolean {
    return errorCode !== undefined && codes.includes(errorCode);
}

/** Whether it is an answer of Atlas's own to the operation itself, and not to the request for a token that it needed. */
function isRefusal(error: unknown): error is AtlasError {
    return error instanceof AtlasError && error.kind === "refused" && !error.unsent;
}

/** Whether Atlas refused something with just this code. */
export function hasCode(error: unknown, errorCode: string): error is AtlasError {
    return error instanceof AtlasError && error.errorCode === errorCode;
}

/** Whether a request was not sent, or not sent again: for a cancel, its deadline, or what it needed first. */
export function wasGivenUp(error: unknown): boolean {
    return error instanceof AtlasError && (error.unsent || error.isGivenUp);
}

/** Whether Atlas may have done what it gave no answer to, or none that can be relied on. */
export function mayHaveActed(error: unknown): boolean {
    if (!(error instanceof AtlasError) || error.harmless || error.unsent) {
        return false;
    }
    const { status } = error;
    return status === undefined || status < 300 || status >= 500;
}
