// The shapes of requests and answers, in JSON Schema 2020-12 as OpenAPI 3.1 has it. Objects of requests are closed, as Atlas's are;
// a property that is `readOnly` may be sent, and is ignored.
import * as Type from "@sinclair/typebox";
import type { Static, TProperties, TSchema } from "@sinclair/typebox";
import { BACKING_PROVIDERS } from "../regions";
import { integer, object, oneOf } from "../wire/validation";
import { FREQUENCIES, SNAPSHOT_TYPES } from "../world/backups";
import { STATE_NAMES } from "../world/history";

/** A JSON schema. */
export type Schema = Readonly<Record<string, unknown>>;

const boolean = Type.Boolean();
const text = Type.String();
const date = Type.String({ format: "date-time" });
/** An ID, as Atlas makes them. */
export const ID = Type.String({ pattern: "^[a-f0-9]{24}$" });
const id = ID;
const cloud = oneOf(BACKING_PROVIDERS);
const stateName = oneOf(STATE_NAMES);
const whole = Type.Integer();

/** What a new cluster must have, with an example each: which values are right is more than a schema says. */
const newCluster = {
    name: Type.String({ examples: ["carts"] }),
    region: Type.String({ examples: ["US_EAST_1"] }),
};

/** A part that a client may send, and that only Atlas sets. */
const readOnly = <S extends TSchema>(schema: S) => Type.Unsafe<Static<S>>({ ...schema, readOnly: true });
const readOnlyOf = (properties: TProperties): object =>
    Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, readOnly(schema)]));
const ref = <S extends TSchema>(name: string) =>
    Type.Unsafe<Static<S>>({ $ref: `#/components/schemas/${name}` });

/** A tag's key, or its value. */
export const TAG_TEXT = Type.String({
    minLength: 1,
    maxLength: 255,
    pattern: "^[a-zA-Z0-9][a-zA-Z0-9 @_.+`;-]*$",
});
const Link = object({ href: text, rel: text });
const Tag = object({ key: TAG_TEXT, value: TAG_TEXT });
const tags = Type.Array(ref<typeof Tag>("Tag"), { maxItems: 50 });
const links = Type.Array(ref<typeof Link>("Link"));
const backupOptions = object({}, { serverlessContinuousBackupEnabled: boolean });
const changeable = { tags, terminationProtectionEnabled: boolean };
/** What a serverless instance has that its create's schema shows, too. */
const instance = { createDate: date, groupId: id, id, links, mongoDBVersion: text, stateName };
const effective = {
    effectiveDiskSizeGBLimit: Type.Number(),
    effectiveInstanceSizeName: text,
    effectiveProviderName: text,
    nextBackupDate: date,
    tenantBackupEnabled: boolean,
};
const strings = object({}, { standard: text, standardSrv: text });
const jobStatus = oneOf(["PENDING", "QUEUED", "RUNNING", "FAILED", "COMPLETED"]);

/** All shapes, by their names in Atlas's own description as far as it has them. */
export const SCHEMAS = {
    Link,
    Tag,
    ApiError: object(
        {
            detail: text,
            error: whole,
            errorCode: text,
            parameters: Type.Unsafe<string[] | null>({ type: ["array", "null"], items: text }),
            reason: text,
        },
        { badRequestDetail: object({ fields: Type.Array(object({ field: text, description: text })) }) },
    ),
    OAuthError: object({ error: text, error_description: text }),
    AccessToken: object({ access_token: text, expires_in: whole, token_type: Type.Literal("Bearer") }),
    NoBody: object({}),
    AutoIndexing: boolean,
    ServerlessInstanceDescriptionCreate: object(
        {
            name: newCluster.name,
            providerSettings: object(
                { backingProviderName: cloud, regionName: newCluster.region },
                { providerName: oneOf(["SERVERLESS"]), ...readOnlyOf(effective) },
            ),
        },
        {
            serverlessBackupOptions: backupOptions,
            ...changeable,
            ...readOnlyOf({ ...instance, connectionStrings: Type.Object({}) }),
        },
    ),
    ServerlessInstanceDescriptionUpdate: object(
        {},
        { serverlessBackupOptions: backupOptions, ...changeable },
    ),
    ServerlessInstanceDescription: object({
        ...instance,
        ...changeable,
        connectionStrings: strings,
        name: text,
        providerSettings: object({
            backingProviderName: cloud,
            providerName: Type.Literal("SERVERLESS"),
            regionName: text,
            ...effective,
        }),
        serverlessBackupOptions: backupOptions,
    }),
    ServerlessBackupSnapshot: object({
        createdAt: date,
        expiresAt: date,
        frequencyType: oneOf(FREQUENCIES),
        id,
        links,
        mongodVersion: text,
        serverlessInstanceName: text,
        snapshotType: oneOf(SNAPSHOT_TYPES),
        status: oneOf(["queued", "inProgress", "completed", "failed"]),
        storageSizeBytes: Type.Integer({ format: "int64" }),
    }),
    ServerlessBackupRestoreJobCreate: object(
        {
            deliveryType: oneOf(["automated", "download", "pointInTime"]),
            targetClusterName: text,
            targetGroupId: id,
        },
        {
            snapshotId: id,
            ...readOnlyOf({ cancelled: boolean, expired: boolean, failed: boolean, id, links }),
        },
    ),
    ServerlessBackupRestoreJob: object(
        {
            cancelled: boolean,
            deliveryType: Type.Literal("automated"),
            deliveryUrl: Type.Array(text),
            expired: boolean,
            expiresAt: date,
            failed: boolean,
            id,
            links,
            snapshotId: id,
            targetClusterName: text,
            targetGroupId: id,
            timestamp: date,
        },
        { finishedAt: date },
    ),
    FlexClusterDescriptionCreate: object(
        {
            name: newCluster.name,
            providerSettings: object(
                { backingProviderName: cloud, regionName: newCluster.region },
                { ...readOnlyOf({ diskSizeGB: Type.Number(), providerName: oneOf(["FLEX"]) }) },
            ),
        },
        changeable,
    ),
    FlexClusterDescriptionUpdate: object({}, changeable),
    FlexClusterDescription: object(
        {
            ...instance,
            terminationProtectionEnabled: boolean,
            backupSettings: object({ enabled: boolean }),
            clusterType: Type.Literal("REPLICASET"),
            connectionStrings: strings,
            name: text,
            providerSettings: object({
                backingProviderName: cloud,
                diskSizeGB: Type.Number(),
                providerName: Type.Literal("FLEX"),
                regionName: text,
            }),
            versionReleaseSystem: Type.Literal("LTS"),
        },
        { tags },
    ),
    FlexBackupSnapshot: object(
        {
            expiration: date,
            id,
            links,
            mongoDBVersion: text,
            scheduledTime: date,
            status: jobStatus,
        },
        { finishTime: date, startTime: date },
    ),
    FlexBackupRestoreJobCreate: object(
        { snapshotId: id, targetDeploymentItemName: text },
        { targetProjectId: id, ...readOnlyOf({ instanceName: text }) },
    ),
    FlexBackupRestoreJob: object(
        {
            deliveryType: Type.Literal("RESTORE"),
            expirationDate: date,
            id,
            instanceName: text,
            links,
            projectId: id,
            restoreScheduledDate: date,
            snapshotFinishedDate: date,
            snapshotId: id,
            status: jobStatus,
            targetDeploymentItemName: text,
            targetProjectId: id,
        },
        { restoreFinishedDate: date },
    ),
    ClusterDescription: object({
        ...instance,
        ...changeable,
        backupEnabled: boolean,
        clusterType: Type.Literal("REPLICASET"),
        connectionStrings: strings,
        name: text,
        paused: boolean,
        versionReleaseSystem: Type.Literal("LTS"),
    }),
} as const;

/** The name of a shape. */
export type SchemaName = keyof typeof SCHEMAS;

const common = { envelope: boolean, pretty: boolean };

/** The query parameters that operations take, by kind of operation. */
export const QUERIES = {
    common: object({}, common),
    list: object(
        {},
        { ...common, includeCount: boolean, itemsPerPage: integer(1, 500), pageNum: integer(1, 2 ** 31 - 1) },
    ),
    indexing: object({ enable: boolean }, common),
} as const;

/** A kind of operation, by its query parameters. */
export type QueryName = keyof typeof QUERIES;

/** A page of a list, which has the status in it where the request asks for an envelope. */
export function pageSchema(item: SchemaName): Schema {
    return object({ links, results: Type.Array(ref(item)) }, { totalCount: whole, status: whole });
}

/** Anything else: as it is, or, where the request asks for an envelope, with its status around it. */
export function enveloped(schema: Schema): Schema {
    const content = Type.Unsafe(schema);
    return Type.Union([content, object({ status: whole, content })]);
}
