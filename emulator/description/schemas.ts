// The shapes of requests and answers, in JSON Schema 2020-12 as OpenAPI 3.1 has it. Objects of requests are closed, as Atlas's are;
// a property that is `readOnly` may be sent, and is ignored.
import { BACKING_PROVIDERS } from "../regions";

/** A JSON schema. */
export type Schema = Readonly<Record<string, unknown>>;

const boolean = { type: "boolean" };
const text = { type: "string" };
const date = { type: "string", format: "date-time" };
const id = { type: "string", pattern: "^[a-f0-9]{24}$" };
const cloud = { enum: BACKING_PROVIDERS };
const stateName = { enum: ["IDLE", "CREATING", "UPDATING", "DELETING", "REPAIRING"] };

/** What a new cluster must have, with an example each: which values are right is more than a schema says. */
const newCluster = { name: { ...text, examples: ["carts"] }, region: { ...text, examples: ["US_EAST_1"] } };

/** A part that a client may send, and that only Atlas sets. */
const readOnly = (schema: Schema): Schema => ({ ...schema, readOnly: true });
const arrayOf = (items: Schema, limits: Schema = {}): Schema => ({ type: "array", items, ...limits });
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });
/** An object with these properties and no others, of which some must be there. */
const partly = (required: readonly string[], properties: Readonly<Record<string, Schema>>): Schema => ({
    type: "object",
    properties,
    required,
    additionalProperties: false,
});
/** The same, where all must be there but for those that are named as optional. */
const object = (properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema =>
    partly(
        Object.keys(properties).filter((name) => !optional.includes(name)),
        properties,
    );

const tagText = {
    type: "string",
    minLength: 1,
    maxLength: 255,
    pattern: "^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]*$",
};
const tags = arrayOf(ref("Tag"), { maxItems: 50 });
const links = arrayOf(ref("Link"));
const backupOptions = partly([], { serverlessContinuousBackupEnabled: boolean });
const changeable = { tags, terminationProtectionEnabled: boolean };
/** What a serverless instance has that its create's schema shows, too. */
const instance = {
    createDate: date,
    groupId: id,
    id,
    links,
    mongoDBVersion: text,
    stateName,
};
const readOnlyOf = (properties: Readonly<Record<string, Schema>>) =>
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, readOnly(schema)]));
const effective = {
    effectiveDiskSizeGBLimit: { type: "number" },
    effectiveInstanceSizeName: text,
    effectiveProviderName: text,
    nextBackupDate: date,
    tenantBackupEnabled: boolean,
};
const strings = partly([], { standard: text, standardSrv: text });

/** All shapes, by their names in Atlas's own description as far as it has them. */
export const SCHEMAS = {
    Link: object({ href: text, rel: text }),
    Tag: object({ key: tagText, value: tagText }),
    ApiError: object(
        {
            badRequestDetail: object({ fields: arrayOf(object({ field: text, description: text })) }),
            detail: text,
            error: { type: "integer" },
            errorCode: text,
            parameters: { type: ["array", "null"], items: text },
            reason: text,
        },
        ["badRequestDetail"],
    ),
    OAuthError: object({ error: text, error_description: text }),
    AccessToken: object({
        access_token: text,
        expires_in: { type: "integer" },
        token_type: { const: "Bearer" },
    }),
    NoBody: { type: "object", properties: {}, additionalProperties: false },
    AutoIndexing: boolean,
    ServerlessInstanceDescriptionCreate: partly(["name", "providerSettings"], {
        name: newCluster.name,
        providerSettings: partly(["backingProviderName", "regionName"], {
            backingProviderName: cloud,
            providerName: { enum: ["SERVERLESS"] },
            regionName: newCluster.region,
            ...readOnlyOf(effective),
        }),
        serverlessBackupOptions: backupOptions,
        ...changeable,
        ...readOnlyOf(instance),
        connectionStrings: readOnly({ type: "object" }),
    }),
    ServerlessInstanceDescriptionUpdate: partly([], {
        serverlessBackupOptions: backupOptions,
        ...changeable,
    }),
    ServerlessInstanceDescription: object({
        ...instance,
        ...changeable,
        connectionStrings: strings,
        name: text,
        providerSettings: object({
            backingProviderName: cloud,
            providerName: { const: "SERVERLESS" },
            regionName: text,
            ...effective,
        }),
        serverlessBackupOptions: backupOptions,
    }),
    ServerlessBackupSnapshot: object({
        createdAt: date,
        expiresAt: date,
        frequencyType: { enum: ["hourly", "daily", "weekly", "monthly"] },
        id,
        links,
        mongodVersion: text,
        serverlessInstanceName: text,
        snapshotType: { enum: ["onDemand", "scheduled"] },
        status: { enum: ["queued", "inProgress", "completed", "failed"] },
        storageSizeBytes: { type: "integer", format: "int64" },
    }),
    ServerlessBackupRestoreJobCreate: partly(["deliveryType", "targetClusterName", "targetGroupId"], {
        deliveryType: { enum: ["automated", "download", "pointInTime"] },
        snapshotId: id,
        targetClusterName: text,
        targetGroupId: id,
        ...readOnlyOf({ cancelled: boolean, expired: boolean, failed: boolean, id, links }),
    }),
    ServerlessBackupRestoreJob: object(
        {
            cancelled: boolean,
            deliveryType: { const: "automated" },
            deliveryUrl: arrayOf(text),
            expired: boolean,
            expiresAt: date,
            failed: boolean,
            finishedAt: date,
            id,
            links,
            snapshotId: id,
            targetClusterName: text,
            targetGroupId: id,
            timestamp: date,
        },
        ["finishedAt"],
    ),
    FlexClusterDescriptionCreate: partly(["name", "providerSettings"], {
        name: newCluster.name,
        providerSettings: partly(["backingProviderName", "regionName"], {
            backingProviderName: cloud,
            diskSizeGB: readOnly({ type: "number" }),
            providerName: readOnly({ enum: ["FLEX"] }),
            regionName: newCluster.region,
        }),
        ...changeable,
    }),
    FlexClusterDescriptionUpdate: partly([], changeable),
    FlexClusterDescription: object(
        {
            ...instance,
            ...changeable,
            backupSettings: object({ enabled: boolean }),
            clusterType: { const: "REPLICASET" },
            connectionStrings: strings,
            name: text,
            providerSettings: object({
                backingProviderName: cloud,
                diskSizeGB: { type: "number" },
                providerName: { const: "FLEX" },
                regionName: text,
            }),
            versionReleaseSystem: { const: "LTS" },
        },
        ["tags"],
    ),
    FlexBackupSnapshot: object(
        {
            expiration: date,
            finishTime: date,
            id,
            links,
            mongoDBVersion: text,
            scheduledTime: date,
            startTime: date,
            status: { enum: ["PENDING", "QUEUED", "RUNNING", "FAILED", "COMPLETED"] },
        },
        ["finishTime", "startTime"],
    ),
    FlexBackupRestoreJobCreate: partly(["snapshotId", "targetDeploymentItemName"], {
        instanceName: readOnly(text),
        snapshotId: id,
        targetDeploymentItemName: text,
        targetProjectId: id,
    }),
    FlexBackupRestoreJob: object(
        {
            deliveryType: { const: "RESTORE" },
            expirationDate: date,
            id,
            instanceName: text,
            links,
            projectId: id,
            restoreFinishedDate: date,
            restoreScheduledDate: date,
            snapshotFinishedDate: date,
            snapshotId: id,
            status: { enum: ["PENDING", "QUEUED", "RUNNING", "FAILED", "COMPLETED"] },
            targetDeploymentItemName: text,
            targetProjectId: id,
        },
        ["restoreFinishedDate"],
    ),
    ClusterDescription: object({
        ...instance,
        ...changeable,
        backupEnabled: boolean,
        clusterType: { const: "REPLICASET" },
        connectionStrings: strings,
        name: text,
        paused: boolean,
        versionReleaseSystem: { const: "LTS" },
    }),
} as const satisfies Readonly<Record<string, Schema>>;

/** The name of a shape. */
export type SchemaName = keyof typeof SCHEMAS;

const common = { envelope: boolean, pretty: boolean };
const whole = (minimum: number, maximum: number) => ({ type: "integer", minimum, maximum });

/** The query parameters that operations take, by kind of operation. */
export const QUERIES = {
    common: partly([], common),
    list: partly([], {
        ...common,
        includeCount: boolean,
        itemsPerPage: whole(1, 500),
        pageNum: whole(1, 2 ** 31 - 1),
    }),
    indexing: partly(["enable"], { ...common, enable: boolean }),
} as const;

const integer = { type: "integer" };

/** A page of a list, which has the status in it where the request asks for an envelope. */
export function pageSchema(item: SchemaName): Schema {
    const optional = { totalCount: integer, status: integer };
    return object({ links, results: arrayOf(ref(item)), ...optional }, Object.keys(optional));
}

/** Anything else: as it is, or, where the request asks for an envelope, with its status around it. */
export function enveloped(schema: Schema): Schema {
    return { anyOf: [schema, object({ status: integer, content: schema })] };
}
