// Retired operations: what they answer, and how their end is announced.
import type { EraRules } from "../era-rules";
import type { BehaviorVariants } from "../behavior-variants";
import { ApiErrorResponse, noSuchMethod, noSuchPath } from "../wire/errors";
import { noSuchVersion } from "../wire/content-negotiation";
import type { ApiRoute } from "./route";

/** The request to an operation that may be retired. */
export interface RetiredRequest {
    readonly method: string;
    readonly path: string;
    readonly accept: string | undefined;
}

/** Throws the refusal of a retired operation. */
export function checkServed(
    route: ApiRoute,
    rules: EraRules,
    unknowns: BehaviorVariants,
    knock: RetiredRequest,
): void {
    const { operation, version } = route;
    if (rules.gone.has(operation)) {
        throw goneError(
            unknowns,
            `The operation ${operation} is gone; use the Flex operations instead.`,
            knock,
        );
    }
    if (version === "v2" && unknowns.serverlessV2Refuses.includes(operation)) {
        throw goneError(unknowns, `The operation ${operation} is no longer served under v2.`, knock);
    }
}

function goneError(
    { goneStatus }: BehaviorVariants,
    detail: string,
    { method, path, accept }: RetiredRequest,
): ApiErrorResponse {
    switch (goneStatus) {
        case 410:
            return new ApiErrorResponse(410, "VERSION_GONE", detail);
        case 404:
            return noSuchPath(path);
        case 405:
            return noSuchMethod(method, path);
        case 406:
            return noSuchVersion(accept ?? "");
    }
}

const DEPRECATED = new Date("2025-02-05T00:00:00Z");
const LAST_READS = new Date("2027-01-18T00:00:00Z");
const LAST_OTHERS = new Date("2026-01-22T00:00:00Z");
const READS = ["listServerlessInstances", "getServerlessInstance"];

/** The headers that announce the end of an operation. */
export function sunsetHeaders(route: ApiRoute, rules: EraRules): Record<string, string> {
    if (route.generation !== "serverless" || !rules.announcesEnd) {
        return {};
    }
    const sunset = READS.includes(route.operation) ? LAST_READS : LAST_OTHERS;
    return { Deprecation: DEPRECATED.toUTCString(), Sunset: sunset.toUTCString() };
}
