// The contract, as far as it can be asked: one row for each question. Rows are asked in this order.
import { asRecord } from "../../provider/atlas/json-readers";
import type { Expectation, Promised } from "./expectation";
import { empty, oldestFirst, pageOfFlex } from "./list-checks";
import {
    accessToken,
    apiError,
    flexCluster,
    flexRestoreJob,
    flexSnapshot,
    pageOf,
    readyFlexCluster,
    serverlessInstance,
} from "./schemas";
import type { Observed } from "./session";

const v2 = "/api/atlas/v2/groups/{project}";
const flex = "2024-11-13";
const serverless = "2023-01-01";
const clusters = "2024-08-05";

const limited = { "ratelimit-limit": /^\d+$/, "ratelimit-remaining": /^\d+$/ };
const announced = { deprecation: /./, sunset: /./ };

/** The content type of an answer in a version. */
function inVersion(version: string): { "content-type": RegExp } {
    return { "content-type": new RegExp(`^application/vnd\\.atlas\\.${version}\\+json`) };
}

/** Refused with one of these codes. */
function refused(status: number | readonly number[], ...errorCode: readonly string[]): Promised {
    const statuses = typeof status === "number" ? [status] : status;
    return { status: statuses, body: apiError, ...(errorCode.length > 0 && { errorCode }) };
}

function isIdle({ json }: Observed): boolean {
    return asRecord(json)["stateName"] === "IDLE";
}

function named(name: string, regionName = "US_EAST_1"): Record<string, unknown> {
    return {
        name,
        providerSettings: { backingProviderName: "AWS", regionName },
        tags: [{ key: "pulumi-atlas-serverless", value: "verify" }],
    };
}

/** Rows that only read. */
const reads: readonly Expectation[] = [
    {
        id: "flex-list",
        method: "GET",
        path: `${v2}/flexClusters?itemsPerPage=500`,
        version: flex,
        says: { status: [200], body: pageOf(flexCluster), headers: { ...inVersion(flex), ...limited } },
        source: "sections 3, 4 and 6, documented",
    },
    {
        id: "flex-list-uncounted",
        method: "GET",
        path: `${v2}/flexClusters?includeCount=false`,
        version: flex,
        says: { status: [200], body: pageOf(flexCluster, { isCounted: false }) },
        source: "section 4: totalCount is absent with includeCount=false, documented",
    },
    {
        id: "flex-list-page-1",
        method: "GET",
        path: `${v2}/flexClusters?itemsPerPage=1`,
        version: flex,
        says: { status: [200], body: pageOf(flexCluster), also: pageOfFlex(1, 1) },
        source: "section 4: a further page exists exactly when links has next, documented",
    },
    {
        id: "flex-list-page-2",
        method: "GET",
        path: `${v2}/flexClusters?itemsPerPage=1&pageNum=2`,
        version: flex,
        says: { status: [200], body: pageOf(flexCluster), also: pageOfFlex(1, 2) },
        source: "section 4, documented",
    },
    {
        id: "flex-list-page-too-large",
        method: "GET",
        path: `${v2}/flexClusters?itemsPerPage=501`,
        version: flex,
        says: refused(400),
        source: "section 4: itemsPerPage is 1 to 500, documented; the status is expected",
    },
    {
        id: "flex-get-missing",
        method: "GET",
        path: `${v2}/flexClusters/{missing}`,
        version: flex,
        says: refused(404, "CLUSTER_NOT_FOUND"),
        source: "sections 3 and 7, seen",
    },
    {
        id: "flex-get",
        method: "GET",
        path: `${v2}/flexClusters/{cluster}`,
        version: flex,
        says: { status: [200], body: flexCluster, headers: { ...inVersion(flex), ...limited } },
        source: "sections 3 and 6, documented",
    },
    {
        id: "flex-snapshots",
        method: "GET",
        path: `${v2}/flexClusters/{cluster}/backup/snapshots`,
        version: flex,
        says: { status: [200], body: pageOf(flexSnapshot), also: oldestFirst("scheduledTime") },
        source: "section 3: oldest first, seen",
    },
    {
        id: "flex-restore-jobs",
        method: "GET",
        path: `${v2}/flexClusters/{cluster}/backup/restoreJobs`,
        version: flex,
        says: { status: [200], body: pageOf(flexRestoreJob) },
        source: "section 10, documented",
    },
    {
        id: "serverless-list",
        method: "GET",
        path: `${v2}/serverless?itemsPerPage=500`,
        version: serverless,
        says: { status: [200], body: pageOf(serverlessInstance), headers: inVersion(serverless) },
        source: "sections 2 and 4, documented",
    },
    {
        id: "serverless-list-retired",
        method: "GET",
        path: `${v2}/serverless`,
        version: serverless,
        says: { status: [200], also: empty, headers: announced },
        source: "section 1: empty from 2026-01-13 on, reported; Deprecation and Sunset from 2025-12 on, seen",
        eras: ["sunset"],
    },
    {
        id: "serverless-list-older-version",
        method: "GET",
        path: `${v2}/serverless`,
        version: "2023-10-01",
        says: { status: [200], headers: inVersion(serverless) },
        source: "section 2: a later version resolves to the nearest older one, documented",
    },
    {
        id: "serverless-list-v1",
        method: "GET",
        path: "/api/atlas/v1.0/groups/{project}/serverless",
        version: "json",
        says: { status: [200], body: pageOf(serverlessInstance) },
        source: "section 2: the same operations under v1.0, documented",
    },
    {
        id: "serverless-get-missing",
        method: "GET",
        path: `${v2}/serverless/{missing}`,
        version: serverless,
        says: refused(404, "SERVERLESS_INSTANCE_NOT_FOUND", "CLUSTER_NOT_FOUND"),
        source: "section 7, seen",
    },
    {
        id: "serverless-get-flex",
        method: "GET",
        path: `${v2}/serverless/{cluster}`,
        version: serverless,
        says: refused(404, "SERVERLESS_INSTANCE_NOT_FOUND", "CLUSTER_NOT_FOUND"),
        source: "section 1: 404 from 2026-01-13 on although the cluster exists, reported",
        eras: ["sunset"],
    },
    {
        id: "serverless-snapshots-retired",
        method: "GET",
        path: `${v2}/serverless/{missing}/backup/snapshots`,
        version: serverless,
        says: refused(410, "VERSION_GONE"),
        source: "section 1: gone from 2026-01-22 on, expected",
        eras: ["sunset"],
    },
    {
        id: "clusters-get-missing",
        method: "GET",
        path: `${v2}/clusters/{missing}`,
        version: clusters,
        says: refused(404, "CLUSTER_NOT_FOUND"),
        source: "section 7, documented",
    },
    {
        id: "clusters-get-flex",
        method: "GET",
        path: `${v2}/clusters/{cluster}`,
        version: clusters,
        says: refused(400, "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API"),
        source: "sections 3 and 7, seen",
    },
    {
        id: "project-unknown",
        method: "GET",
        path: "/api/atlas/v2/groups/{foreign}/flexClusters",
        version: flex,
        says: refused([401, 403, 404], "GROUP_NOT_FOUND", "NOT_IN_GROUP"),
        source: "section 7: GROUP_NOT_FOUND with 404, NOT_IN_GROUP with 401, 403 or 404, seen",
    },
    {
        id: "project-malformed",
        method: "GET",
        path: "/api/atlas/v2/groups/verify/flexClusters",
        version: flex,
        says: refused(404, "INVALID_GROUP_ID"),
        source: "section 7, documented",
    },
    {
        id: "version-missing",
        method: "GET",
        path: `${v2}/flexClusters`,
        version: "json",
        says: refused(406),
        source: "section 2: an unknown or missing version gets 406, documented",
    },
    {
        id: "version-unknown",
        method: "GET",
        path: `${v2}/flexClusters`,
        version: "2000-01-01",
        says: refused(406),
        source: "section 2: an unknown or missing version gets 406, documented",
    },
    {
        id: "path-unknown",
        method: "GET",
        path: `${v2}/flexClustersOfVerify`,
        version: flex,
        says: refused(404, "RESOURCE_NOT_FOUND"),
        source: "section 7, documented",
    },
    {
        id: "unauthorized",
        method: "GET",
        path: `${v2}/flexClusters`,
        version: flex,
        isAnonymous: true,
        says: {
            status: [401],
            headers: { "www-authenticate": /^Digest (?=.*realm="MMS Public API")(?=.*qop="auth")/ },
        },
        source: "section 5: the digest challenge, seen",
    },
];

const made = `${v2}/flexClusters/{made}`;
const termination = "terminationProtectionEnabled";

/** The creation of a Flex cluster, and creates that are refused. */
const creation: readonly Expectation[] = [
    {
        id: "create-wrong-region",
        method: "POST",
        path: `${v2}/flexClusters`,
        version: flex,
        body: named("{made}-region", "us-east-1"),
        says: refused(400, "INVALID_REGION"),
        source: "section 2: the cloud's name of a region, seen",
        creates: true,
    },
    {
        id: "create-wrong-name",
        method: "POST",
        path: `${v2}/flexClusters`,
        version: flex,
        body: named("{made}_name"),
        says: refused(400, "CLUSTER_NAME_INVALID"),
        source: "sections 2 and 7, documented",
        creates: true,
    },
    {
        id: "create-serverless-retired",
        method: "POST",
        path: `${v2}/serverless`,
        version: serverless,
        body: named("{made}-old"),
        says: refused(410, "VERSION_GONE"),
        source: "section 1: gone from 2026-01-22 on, expected",
        eras: ["sunset"],
        creates: true,
    },
    {
        id: "create",
        method: "POST",
        path: `${v2}/flexClusters`,
        version: flex,
        body: named("{made}"),
        says: { status: [201], body: flexCluster, headers: inVersion(flex) },
        source: "section 3: 201, with the tags that were sent, seen",
        creates: true,
    },
    {
        id: "create-duplicate",
        method: "POST",
        path: `${v2}/flexClusters`,
        version: flex,
        body: named("{made}"),
        says: refused(400, "DUPLICATE_CLUSTER_NAME"),
        source: "section 7: 400, not 409, seen",
        creates: true,
    },
    {
        id: "create-idle",
        method: "GET",
        path: made,
        version: flex,
        until: isIdle,
        within: { seconds: 60, of: "create" },
        says: { status: [200], body: readyFlexCluster },
        source: "sections 2 and 3: IDLE after 8 to 12 s, seen; up to 60 s are allowed for",
    },
];

/** The rest of its life. */
const life: readonly Expectation[] = [
    {
        id: "made-by-clusters",
        method: "DELETE",
        path: `${v2}/clusters/{made}`,
        version: clusters,
        says: refused(400, "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API"),
        source: "section 3: DELETE of a Flex cluster by the clusters endpoint, seen",
    },
    {
        id: "update-protection",
        method: "PATCH",
        path: made,
        version: flex,
        body: { [termination]: true },
        says: { status: [200], body: flexCluster },
        source: "section 3, documented",
    },
    idleAfter("update-protection", "update-idle"),
    {
        id: "delete-protected",
        method: "DELETE",
        path: made,
        version: flex,
        says: refused(
            400,
            "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED",
            "ATLAS_GENERAL_ERROR",
        ),
        source: "section 7, documented; ATLAS_GENERAL_ERROR seen",
    },
    {
        id: "update-tags",
        method: "PATCH",
        path: made,
        version: flex,
        body: { [termination]: false, tags: [] },
        says: {
            status: [200],
            body: flexCluster,
            also: ({ json }) => {
                const { tags } = asRecord(json);
                const isEmpty = Array.isArray(tags) && tags.length === 0;
                return isEmpty ? [] : [{ aspect: "field tags", contract: "[]", answered: "another value" }];
            },
        },
        source: "section 2: tags replaces the whole list, [] clears it, documented",
    },
    idleAfter("update-tags", "update-tags-idle"),
    {
        id: "delete",
        method: "DELETE",
        path: made,
        version: flex,
        says: { status: [204], body: "none" },
        source: "section 3: 204 without a body, documented",
    },
    {
        id: "delete-again",
        method: "DELETE",
        path: made,
        version: flex,
        says: refused(400, "CLUSTER_ALREADY_REQUESTED_DELETION"),
        source: "section 7, documented",
    },
    {
        id: "delete-gone",
        method: "GET",
        path: made,
        version: flex,
        until: ({ status }) => status === 404,
        within: { seconds: 97, of: "delete" },
        says: refused(404, "CLUSTER_NOT_FOUND"),
        source: "section 3: 404 after 4 to 97 s, seen",
    },
];

/** The row of a service account's token, which is asked for before all others. */
export const tokenRow: Expectation = {
    id: "token",
    method: "POST",
    path: "/api/oauth/token",
    version: "json",
    says: { status: [200], body: accessToken },
    source: "section 5: expires_in 3600, token_type Bearer, documented",
};

/** All other rows. */
export const contract: readonly Expectation[] = [
    ...reads.filter((row) => !isOfCluster(row)),
    ...creation.map(asWrite),
    // By then a project without a Flex cluster has the one that was made.
    ...reads.filter(isOfCluster),
    ...life.map(asWrite),
];

/** The row that waits for the end of an update. */
function idleAfter(update: string, id: string): Expectation {
    return {
        id,
        method: "GET",
        path: made,
        version: flex,
        until: isIdle,
        within: { seconds: 10, of: update },
        says: { status: [200], body: readyFlexCluster },
        source: "section 2: IDLE within 4 s, seen; up to 10 s are allowed for",
    };
}

function isOfCluster({ path }: Expectation): boolean {
    return path.includes("{cluster}");
}

function asWrite(row: Expectation): Expectation {
    return { ...row, isWrite: true };
}
