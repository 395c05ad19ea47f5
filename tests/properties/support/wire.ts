// What Atlas sends, made from its contract: clusters and snapshots of both generations, errors, lists.
import fc from "fast-check";
import { databaseName, objectId, place, tags } from "./inputs";

const instant = fc
    .date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString().replace(/\.\d{3}Z$/, "Z"));

const stateName = fc.constantFrom("IDLE", "CREATING", "UPDATING", "DELETING", "REPAIRING", "HIBERNATING");

const connectionString = databaseName.map((name) => `mongodb+srv://${name.toLowerCase()}.abc.mongodb.net`);

const privateEndpoint = fc.record({
    srvConnectionString: connectionString,
    type: fc.constant("MONGOS"),
    endpoints: fc.array(
        fc.record({
            endpointId: fc.constantFrom("vpce-0", "pe-1"),
            providerName: fc.constantFrom("AWS", "AZURE"),
            region: fc.constant("US_EAST_1"),
        }),
        { maxLength: 2 },
    ),
});

const tagList = tags().map((all) => Object.entries(all).map(([key, value]) => ({ key, value })));

/** What both generations say of a cluster. */
const common = {
    id: objectId,
    groupId: objectId,
    name: databaseName,
    createDate: instant,
    mongoDBVersion: fc.constantFrom("8.0.12", "7.0.0"),
    stateName,
    tags: tagList,
    terminationProtectionEnabled: fc.boolean(),
    links: fc.constant([]),
};

const size = fc.constantFrom(0.5, 5, 5.5, 1024);

/** A cluster of the serverless generation. */
export const serverlessInstance = fc.record({
    ...common,
    connectionStrings: fc.record(
        { standardSrv: connectionString, privateEndpoint: fc.array(privateEndpoint, { maxLength: 2 }) },
        { requiredKeys: [] },
    ),
    providerSettings: fc
        .tuple(
            place,
            fc.record({
                providerName: fc.constant("SERVERLESS"),
                effectiveProviderName: fc.constantFrom("SERVERLESS", "TENANT"),
                effectiveInstanceSizeName: fc.constantFrom("SERVERLESS_V2", "FLEX"),
                effectiveDiskSizeGBLimit: size,
                nextBackupDate: instant,
                tenantBackupEnabled: fc.boolean(),
            }),
        )
        .map(([where, rest]) => ({ ...where, ...rest })),
    serverlessBackupOptions: fc.record({ serverlessContinuousBackupEnabled: fc.boolean() }),
});

/** A cluster of the Flex generation. */
export const flexInstance = fc.record({
    ...common,
    backupSettings: fc.constant({ enabled: true }),
    clusterType: fc.constant("REPLICASET"),
    connectionStrings: fc.record(
        { standardSrv: connectionString, standard: connectionString },
        { requiredKeys: [] },
    ),
    providerSettings: fc
        .tuple(place, fc.record({ providerName: fc.constant("FLEX"), diskSizeGB: size }))
        .map(([where, rest]) => ({ ...where, ...rest })),
    versionReleaseSystem: fc.constantFrom("LTS", "CONTINUOUS"),
});

/** A snapshot of the serverless generation. */
export const serverlessSnapshot = fc.record({
    id: objectId,
    createdAt: instant,
    expiresAt: instant,
    frequencyType: fc.constantFrom("hourly", "daily", "weekly", "monthly", "yearly"),
    snapshotType: fc.constantFrom("onDemand", "scheduled"),
    status: fc.constantFrom("queued", "inProgress", "completed", "failed"),
    mongodVersion: fc.constant("8.0.12"),
    serverlessInstanceName: databaseName,
    storageSizeBytes: fc.oneof(fc.nat(), fc.constant("9007199254740993")),
});

/** A snapshot of the Flex generation. */
export const flexSnapshot = fc.record({
    id: objectId,
    scheduledTime: instant,
    startTime: instant,
    finishTime: instant,
    expiration: instant,
    mongoDBVersion: fc.constant("8.0.12"),
    status: fc.constantFrom("PENDING", "QUEUED", "RUNNING", "FAILED", "COMPLETED"),
});

/** Codes that Atlas answers with; some of them mean something to the provider. */
const errorCode = fc.constantFrom(
    "CLUSTER_NOT_FOUND",
    "SERVERLESS_INSTANCE_NOT_FOUND",
    "RESOURCE_NOT_FOUND",
    "GROUP_NOT_FOUND",
    "INVALID_GROUP_ID",
    "DUPLICATE_CLUSTER_NAME",
    "CLUSTER_ALREADY_REQUESTED_DELETION",
    "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API",
    "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API",
    "CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API",
    "NOT_SERVERLESS_TENANT_CLUSTER",
    "NOT_IN_GROUP",
    "RATE_LIMITED_TOKEN_BUCKET",
    "VERSION_GONE",
    "UNEXPECTED_ERROR",
    "A_CODE_OF_TOMORROW",
);

/** An error of the Administration API. */
export const atlasError = fc.record(
    {
        error: fc.constantFrom(400, 404, 410, 500),
        errorCode,
        detail: fc.string(),
        reason: fc.string(),
        parameters: fc.option(fc.array(fc.string(), { maxLength: 2 })),
        badRequestDetail: fc.record({
            fields: fc.array(fc.record({ field: fc.string(), description: fc.string() }), { maxLength: 2 }),
        }),
    },
    { requiredKeys: ["error", "errorCode"] },
);

/** A page of a list; a further one exists where it says so. */
export function pageOf(item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    return fc.record({
        results: fc.array(item, { maxLength: 3 }),
        links: fc.constantFrom(
            [],
            [{ rel: "self", href: "" }],
            [{ rel: "next", href: "https://elsewhere.example/" }],
        ),
    });
}
