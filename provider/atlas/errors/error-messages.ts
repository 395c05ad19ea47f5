import type { AtlasErrorFacts } from "./facts";

/** The whole text of an error: what was being done, what Atlas said, and what to do now. */
export function describe(facts: AtlasErrorFacts): string {
    // Atlas ends some of its sentences with a period, and here more text follows.
    const said = [
        facts.detail ?? facts.reason,
        ...(facts.fields ?? []).map((f) => `${f.field}: ${f.description}`),
    ].map((part) => part?.replace(/\.$/, ""));
    const code = [facts.status, facts.errorCode].filter((part) => part !== undefined).join(" ");
    const action = facts.kind === "notSent" ? notSent(facts.action) : facts.action;
    const what =
        facts.kind === "response"
            ? [`Atlas returned ${code}`, ...said.filter((part) => part !== undefined)].join(": ")
            : [
                  ...said.filter((part) => part !== undefined),
                  code === "" ? undefined : `(HTTP status ${code})`,
              ]
                  .filter((part) => part !== undefined)
                  .join(" ");
    const request = facts.requestId === undefined ? "" : ` (request ${facts.requestId})`;
    const advice = facts.advice ?? hintForCode(facts.errorCode, facts.detail) ?? hintForStatus(facts.status);
    const end = facts.givenUp === undefined ? "" : ` ${sentence(`It was not sent again: ${facts.givenUp}`)}`;
    return `Could not ${action}: ${sentence(what + request)}${end}${advice === undefined ? "" : ` ${advice}`}`;
}

/** An action whose request was never sent. */
export function notSent(action: string): string {
    return `${action} (it was not sent)`;
}

function sentence(text: string): string {
    return /[.!?]$/.test(text) ? text : `${text}.`;
}

const checkProject =
    "Check that projectId is correct (Atlas UI: Project Settings) and that the credentials can access the project.";
const notServerless =
    "This is not a serverless instance: the Flex API serves it. Set apiGeneration to auto, or omit it.";
/** Atlas's code for a delete that termination protection forbids. */
const protectedCode = "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED";

/** What a user can do about an error code of Atlas. `docs/troubleshooting.md` tells the same, and a test holds it to that. */
export const hintsByErrorCode: Readonly<Record<string, string>> = {
    GROUP_NOT_FOUND: checkProject,
    NOT_IN_GROUP: checkProject,
    SERVERLESS_INSTANCE_NOT_FOUND: "Check the cluster name, and that the cluster exists in this project.",
    CLUSTER_NOT_FOUND: "Check the cluster name, and that the cluster exists in this project.",
    RESOURCE_NOT_FOUND: "Check the cluster name and the snapshot ID, and that both exist in this project.",
    INVALID_GROUP_ID:
        "A project ID is 24 lowercase hexadecimal characters. Find it in the Atlas UI under " +
        "Project Settings.",
    DUPLICATE_CLUSTER_NAME: "Choose another name, or omit name to use auto-naming.",
    DUPLICATE_CLUSTER_NAME_PREFIX:
        "The first 23 characters of a cluster name must be unique within the project. Choose a name that " +
        "differs within its first 23 characters.",
    CLUSTER_NAME_INVALID:
        "A cluster name can contain ASCII letters, digits, and hyphens, must start with a letter or digit, and " +
        "cannot have a hyphen as its 23rd character.",
    CLUSTER_NAME_TOO_LONG: "A cluster name can have at most 64 characters.",
    ATLAS_RESERVED_CLUSTER_NAME: "Atlas reserves this name. Choose another name.",
    INVALID_REGION:
        "Use an Atlas region name that supports Flex clusters on this cloud provider, such as US_EAST_1 on AWS.",
    [protectedCode]: "Set terminationProtectionEnabled to false, run `pulumi up`, and then retry.",
    CLUSTER_ALREADY_REQUESTED_DELETION:
        "The cluster is already being deleted. When it is gone, run `pulumi refresh`, then `pulumi up`.",
    VALIDATION_ERROR: "Correct the fields that Atlas names, then retry.",
    NO_PAYMENT_INFORMATION_FOUND:
        "Add a payment method to the Atlas organization (Atlas UI: Billing), then retry.",
    NOT_ORG_GROUP_CREATOR: "The service account or API key needs the Project Owner role in this project.",
    CANNOT_CHANGE_GROUP_NAME: "The service account or API key needs the Project Owner role in this project.",
    OUT_OF_CAPACITY: "The region is out of capacity. Retry later, or choose another region.",
    REGION_UNAVAILABLE: "The region is temporarily unavailable. Retry later, or choose another region.",
    WRITES_NOT_ALLOWED_DURING_APP_UPGRADES: "Atlas is under maintenance. Retry in a few minutes.",
    CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API:
        "MongoDB has migrated this cluster to a Free or Dedicated cluster, which this provider does not manage. " +
        "Import it as AdvancedCluster of @pulumi/mongodbatlas, then remove it from this stack with `pulumi " +
        "state delete`.",
    CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API: notServerless,
    NOT_SERVERLESS_TENANT_CLUSTER: notServerless,
    CANNOT_USE_SERVERLESS_INSTANCE_IN_CLUSTER_API:
        "This is already a serverless instance. Set apiGeneration to auto, or omit it.",
    CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API:
        "This is a Flex cluster. Set apiGeneration to auto or flex, or omit it.",
    VERSION_GONE: "Atlas has removed this API operation. Upgrade pulumi-atlas-serverless.",
    RATE_LIMITED: "Atlas's rate limit was exceeded. Wait a minute, then retry.",
    RATE_LIMITED_TOKEN_BUCKET: "Atlas's rate limit was exceeded. Wait a minute, then retry.",
};

/** What a user can do about a status. */
const hintsByStatus: Readonly<Record<number, string>> = {
    400: "Correct the fields that Atlas names, then retry.",
    401:
        "Check that the credentials are valid and not expired, and that the API access list includes this IP " +
        "address.",
    403:
        "Check that the credentials have the Project Owner role, and that the API access list includes this " +
        "IP address.",
    409: "Another operation may be in progress on this cluster. Retry in a few minutes.",
    429: "Atlas's rate limit was exceeded. Wait a minute, then retry.",
    500: "Atlas returned an internal error. Retry; if it persists, contact MongoDB Support with the request ID.",
    503: "Atlas is temporarily unavailable. Retry in a few minutes.",
};

/**
 * The next step for an error code of Atlas, as one or two sentences; undefined where Atlas's own words must do.
 *
 * @param detail Atlas's own words: a code that says nothing is taken for what they say.
 */
export function hintForCode(errorCode: string | undefined, detail?: string): string | undefined {
    if (errorCode === "ATLAS_GENERAL_ERROR" && /termination protection is enabled/i.test(detail ?? "")) {
        return hintsByErrorCode[protectedCode];
    }
    return errorCode !== undefined && Object.hasOwn(hintsByErrorCode, errorCode)
        ? hintsByErrorCode[errorCode]
        : undefined;
}

/** The next step where no code says more. */
function hintForStatus(status: number | undefined): string | undefined {
    return status === undefined ? undefined : hintsByStatus[status];
}
