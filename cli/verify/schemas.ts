// The forms of Atlas's answers, as the contract has them. Fields that are not here are noted, and no difference.

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const number = { type: "number" } as const;
const id = { type: "string", pattern: "^[a-f0-9]{24}$" } as const;
const date = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}" } as const;
const cloud = { enum: ["AWS", "AZURE", "GCP"] } as const;
const stateName = { enum: ["IDLE", "CREATING", "UPDATING", "DELETING", "REPAIRING"] } as const;

type Fields = Readonly<Record<string, object>>;

/** An object with these fields, all but the optional ones being there. */
function object(fields: Fields, optional: Fields = {}): object {
    const properties = { ...fields, ...optional };
    return { type: "object", required: Object.keys(fields), properties, additionalProperties: false };
}

function listOf(items: object): object {
    return { type: "array", items };
}

const links = listOf(object({ href: text, rel: text }));
const tags = listOf(object({ key: text, value: text }));

/** What both APIs show of a cluster in the same form. */
const clusterFields = {
    id,
    groupId: id,
    name: text,
    createDate: date,
    mongoDBVersion: text,
    stateName,
    tags,
    terminationProtectionEnabled: flag,
};

const flexFields = {
    ...clusterFields,
    clusterType: { const: "REPLICASET" },
    versionReleaseSystem: { enum: ["LTS", "CONTINUOUS"] },
    connectionStrings: object({}, { standard: text, standardSrv: text }),
    providerSettings: object({
        backingProviderName: cloud,
        regionName: text,
        providerName: { const: "FLEX" },
        diskSizeGB: number,
    }),
    backupSettings: object({ enabled: flag }),
};

/** A Flex cluster. */
export const flexCluster = object(flexFields, { links });

/** A Flex cluster that is `IDLE`. */
export const readyFlexCluster = object(
    { ...flexFields, connectionStrings: object({ standardSrv: text, standard: text }) },
    { links },
);

/** What the serverless API shows of a cluster. */
export const serverlessInstance = object(
    {
        ...clusterFields,
        connectionStrings: object({}, { standardSrv: text, privateEndpoint: listOf({ type: "object" }) }),
        providerSettings: object(
            { backingProviderName: cloud, regionName: text, providerName: { const: "SERVERLESS" } },
            {
                effectiveProviderName: text,
                effectiveInstanceSizeName: text,
                effectiveDiskSizeGBLimit: number,
                nextBackupDate: date,
                tenantBackupEnabled: flag,
            },
        ),
        serverlessBackupOptions: object({ serverlessContinuousBackupEnabled: flag }),
    },
    { links },
);

/** A snapshot of a Flex cluster. */
export const flexSnapshot = object(
    {
        id,
        scheduledTime: date,
        expiration: date,
        mongoDBVersion: text,
        status: { enum: ["PENDING", "QUEUED", "RUNNING", "FAILED", "COMPLETED"] },
    },
    { startTime: date, finishTime: date, links },
);

/** A restore job of a Flex cluster. */
export const flexRestoreJob = object(
    {
        id,
        status: { enum: ["PENDING", "QUEUED", "RUNNING", "FAILED", "COMPLETED"] },
        deliveryType: text,
        instanceName: text,
        projectId: id,
        targetDeploymentItemName: text,
        targetProjectId: id,
        snapshotFinishedDate: date,
        expirationDate: date,
        restoreScheduledDate: date,
    },
    { restoreFinishedDate: date, snapshotId: id, links },
);

/** A page of a list. */
export function pageOf(item: object, { isCounted = true } = {}): object {
    const page = { results: listOf(item), links };
    return isCounted ? object({ ...page, totalCount: { type: "integer" } }) : object(page);
}

/** An error. */
export const apiError = object(
    { error: { type: "integer" }, errorCode: text, detail: text, reason: text },
    {
        parameters: { type: ["array", "null"] },
        badRequestDetail: object({ fields: listOf(object({ field: text, description: text })) }),
    },
);

/** A service account's token. */
export const accessToken = object({
    access_token: text,
    expires_in: { const: 3600 },
    token_type: { const: "Bearer" },
});
