import { AtlasError } from "./errors";

const noSuchDatabase = ["CLUSTER_NOT_FOUND", "SERVERLESS_INSTANCE_NOT_FOUND", "RESOURCE_NOT_FOUND"];
const otherKind = ["CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API", "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API"];
const noSuchProject = ["GROUP_NOT_FOUND", "INVALID_GROUP_ID"];

/** Whether Atlas says that a database does not exist where it was asked for. Proves nothing about other places. */
export function saysNoSuchDatabase(error: unknown): error is AtlasError {
    return isRefusal(error) && error.status === 404 && noSuchDatabase.includes(error.errorCode ?? "");
}

/**
 * Whether Atlas says that it no longer has an operation, as opposed to the database, the project, or the moment:
 * 410 as documented, and the 404, 405 and 406 that may come in its place. A web page says nothing.
 *
 * @param concerns What the operation works on: for one database, a 404 may mean just that database.
 */
export function saysOperationIsGone(error: unknown, concerns: "project" | "database"): error is AtlasError {
    if (!isRefusal(error)) {
        return false;
    }
    const { status, errorCode: code = "" } = error;
    if (status === 404) {
        const isOther = noSuchProject.includes(code) || code === "UNEXPECTED_ERROR";
        return !isOther && (concerns === "project" || !noSuchDatabase.includes(code));
    }
    return (
        status === 410 ||
        status === 406 ||
        (status === 405 && code !== "WRITES_NOT_ALLOWED_DURING_APP_UPGRADES")
    );
}

/** Whether Atlas says that a database is there, but is of a kind that other operations serve. */
export function saysOtherKind(error: unknown): error is AtlasError {
    return isRefusal(error) && otherKind.includes(error.errorCode ?? "");
}

function isRefusal(error: unknown): error is AtlasError {
    return error instanceof AtlasError && error.kind === "refused" && !error.unsent;
}
