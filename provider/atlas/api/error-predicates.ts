import { AtlasError } from "../errors";
import type { ServedBy } from "./instance";

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
    return error instanceof AtlasError && error.kind === "response" && !error.notSent;
}

/** Whether Atlas refused something with just this code. */
export function isErrorCode(error: unknown, errorCode: string): error is AtlasError {
    return error instanceof AtlasError && error.errorCode === errorCode;
}

/** Whether a request was not sent, or not sent again: for a cancel, its deadline, or what it needed first. */
export function wasGivenUp(error: unknown): boolean {
    return error instanceof AtlasError && (error.notSent || error.isGivenUp);
}

/** Whether Atlas may have done what it gave no answer to, or none that can be relied on. */
export function mayHaveBeenApplied(error: unknown): boolean {
    if (!(error instanceof AtlasError) || error.notApplied || error.notSent) {
        return false;
    }
    const { status } = error;
    return status === undefined || status < 300 || status >= 500;
}
