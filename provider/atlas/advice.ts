const checkProject =
    "Check projectId (Atlas, Project Settings) and that the credentials belong to an organization with access to it.";
const notServerless =
    "It is no serverless instance, so the Flex operations serve it: leave apiGeneration out, or set it to auto.";
/** Atlas's code for a delete that termination protection forbids. */
const protectedCode = "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED";

/** What a user can do about an error code of Atlas. `docs/troubleshooting.md` tells the same, and a test holds it to that. */
export const byCode: Readonly<Record<string, string>> = {
    GROUP_NOT_FOUND: checkProject,
    NOT_IN_GROUP: checkProject,
    SERVERLESS_INSTANCE_NOT_FOUND: "Check the database's name, and that it is in this project.",
    CLUSTER_NOT_FOUND: "Check the database's name, and that it is in this project.",
    RESOURCE_NOT_FOUND: "Check the name and the id, and that it is in this project.",
    INVALID_GROUP_ID: "A project id has 24 hexadecimal digits: Atlas, Project Settings.",
    DUPLICATE_CLUSTER_NAME: "Choose another name, or leave name out to get an automatic one.",
    DUPLICATE_CLUSTER_NAME_PREFIX:
        "The first 23 characters of a name must be unique in its project: choose a name that differs earlier.",
    CLUSTER_NAME_INVALID:
        "A name has letters, digits and hyphens, begins with a letter or digit, and its 23rd character is no hyphen.",
    CLUSTER_NAME_TOO_LONG: "A name has at most 64 characters.",
    ATLAS_RESERVED_CLUSTER_NAME: "Atlas keeps this name for itself: choose another one.",
    INVALID_REGION:
        "Use Atlas's name of a region that this cloud provider has for serverless, for example US_EAST_1 on AWS.",
    [protectedCode]: "Set terminationProtectionEnabled to false, run `pulumi up`, and try again.",
    CLUSTER_ALREADY_REQUESTED_DELETION:
        "It is being deleted already: wait until it is gone, run `pulumi refresh`, then `pulumi up`.",
    VALIDATION_ERROR: "Correct what Atlas names, and run it again.",
    NO_PAYMENT_INFORMATION_FOUND:
        "Add a payment method to the organization (Atlas, Billing) and run it again.",
    NOT_ORG_GROUP_CREATOR: "The credentials need the Project Owner role in this project.",
    CANNOT_CHANGE_GROUP_NAME: "The credentials need the Project Owner role in this project.",
    OUT_OF_CAPACITY: "The region has no room at the moment: try again later, or choose another region.",
    REGION_UNAVAILABLE:
        "The region is not available at the moment: try again later, or choose another region.",
    WRITES_NOT_ALLOWED_DURING_APP_UPGRADES: "Atlas is being upgraded: run it again in a few minutes.",
    CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API:
        "MongoDB has made a Free or a Dedicated cluster of this database, which other resources manage: " +
        "mongodbatlas.AdvancedCluster of @pulumi/mongodbatlas. Import it there, then take it out of this stack with " +
        "`pulumi state delete`.",
    CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API: notServerless,
    NOT_SERVERLESS_TENANT_CLUSTER: notServerless,
    CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API:
        "It is a serverless instance already: leave apiGeneration out, or set it to auto.",
    CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API: "It is a Flex cluster: set apiGeneration to auto or flex.",
    VERSION_GONE: "Atlas no longer has this operation: use a newer pulumi-atlas-serverless.",
    RATE_LIMITED: "Too many requests: wait a minute and run it again.",
    RATE_LIMITED_TOKEN_BUCKET: "Too many requests: wait a minute and run it again.",
};

/** What a user can do about a status. */
const byStatus: Readonly<Record<number, string>> = {
    400: "Correct what Atlas names, and run it again.",
    401: "Check the credentials: that they are right, not expired, and that the API access list allows this address.",
    403: "Check that the credentials have the Project Owner role and that the API access list allows this address.",
    409: "Something else may be going on with it: run it again in a few minutes.",
    429: "Too many requests: wait a minute and run it again.",
    500: "Atlas failed itself: run it again; if it stays, ask its support about the request.",
    503: "Atlas is not available at the moment: run it again in a few minutes.",
};

/**
 * The next step for an error code of Atlas, as one or two sentences; undefined where Atlas's own words must do.
 *
 * @param detail Atlas's own words: a code that says nothing is taken for what they say.
 */
export function adviceForCode(errorCode: string | undefined, detail?: string): string | undefined {
    if (errorCode === "ATLAS_GENERAL_ERROR" && /termination protection is enabled/i.test(detail ?? "")) {
        return byCode[protectedCode];
    }
    return errorCode !== undefined && Object.hasOwn(byCode, errorCode) ? byCode[errorCode] : undefined;
}

/** The next step where no code says more. */
export function adviceForStatus(status: number | undefined): string | undefined {
    return status === undefined ? undefined : byStatus[status];
}
