import { readFlexInstance, readFlexSnapshot } from "../../provider/atlas/api/flex-wire";
import type { Instance, Snapshot } from "../../provider/atlas/api/instance";
import { writeTags } from "../../provider/atlas/api/common-wire";
import { readServerlessInstance, readServerlessSnapshot } from "../../provider/atlas/api/serverless-wire";

const fullInstance = {
    id: "650000000000000000000001",
    groupId: "0123456789abcdef01234567",
    name: "orders",
    createDate: "2026-01-02T03:04:05Z",
    mongoDBVersion: "8.0.12",
    stateName: "IDLE",
    connectionStrings: {
        standardSrv: "mongodb+srv://orders.abc.mongodb.net",
        privateEndpoint: [
            {
                srvConnectionString: "mongodb+srv://orders-pe-0.abc.mongodb.net",
                type: "MONGOS",
                endpoints: [{ endpointId: "vpce-1", providerName: "AWS", region: "US_EAST_1" }],
            },
        ],
    },
    providerSettings: {
        backingProviderName: "AWS",
        regionName: "US_EAST_1",
        providerName: "SERVERLESS",
        effectiveProviderName: "TENANT",
        effectiveInstanceSizeName: "FLEX",
        effectiveDiskSizeGBLimit: 5,
        nextBackupDate: "2026-01-03T00:00:00Z",
        tenantBackupEnabled: true,
    },
    serverlessBackupOptions: { serverlessContinuousBackupEnabled: false },
    tags: [{ key: "team", value: "shop" }],
    terminationProtectionEnabled: true,
    links: [{ href: "https://cloud.mongodb.com/...", rel: "self" }],
};

const readInstance: Instance = {
    id: "650000000000000000000001",
    groupId: "0123456789abcdef01234567",
    name: "orders",
    createDate: "2026-01-02T03:04:05Z",
    mongoDBVersion: "8.0.12",
    stateName: "IDLE",
    connectionStrings: fullInstance.connectionStrings,
    providerSettings: {
        backingProviderName: "AWS",
        regionName: "US_EAST_1",
        providerName: "SERVERLESS",
        effectiveProviderName: "TENANT",
        effectiveInstanceSizeName: "FLEX",
        effectiveDiskSizeGBLimit: 5,
    },
    continuousBackupEnabled: false,
    tags: { team: "shop" },
    terminationProtectionEnabled: true,
    servedBy: "serverless",
};

const fullSnapshot: Snapshot = {
    id: "650000000000000000000002",
    createdAt: "2026-01-02T03:04:05Z",
    expiresAt: "2026-01-03T03:04:05Z",
    frequencyType: "hourly",
    snapshotType: "scheduled",
    status: "completed",
    mongodVersion: "8.0.12",
    serverlessInstanceName: "orders",
    storageSizeBytes: 40_000_000,
};

const fullFlex = {
    id: "650000000000000000000001",
    groupId: "0123456789abcdef01234567",
    name: "orders",
    createDate: "2026-01-02T03:04:05Z",
    mongoDBVersion: "8.0.12",
    stateName: "IDLE",
    backupSettings: { enabled: true },
    clusterType: "REPLICASET",
    connectionStrings: {
        standard: "mongodb://orders-shard-00-00.abc.mongodb.net:27017/?ssl=true",
        standardSrv: "mongodb+srv://orders.abc.mongodb.net",
    },
    providerSettings: {
        backingProviderName: "AWS",
        regionName: "US_EAST_1",
        providerName: "FLEX",
        diskSizeGB: 5.5,
    },
    tags: [{ key: "team", value: "shop" }],
    terminationProtectionEnabled: true,
    versionReleaseSystem: "CONTINUOUS",
    links: [{ href: "https://cloud.mongodb.com/...", rel: "self" }],
};

const readFlex: Instance = {
    id: "650000000000000000000001",
    groupId: "0123456789abcdef01234567",
    name: "orders",
    createDate: "2026-01-02T03:04:05Z",
    mongoDBVersion: "8.0.12",
    stateName: "IDLE",
    connectionStrings: { ...fullFlex.connectionStrings, privateEndpoint: [] },
    providerSettings: {
        backingProviderName: "AWS",
        regionName: "US_EAST_1",
        providerName: "FLEX",
        effectiveDiskSizeGBLimit: 5.5,
    },
    tags: { team: "shop" },
    terminationProtectionEnabled: true,
    servedBy: "flex",
};

const fullFlexSnapshot = {
    id: "650000000000000000000002",
    scheduledTime: "2026-01-02T03:04:05Z",
    startTime: "2026-01-02T03:04:06Z",
    finishTime: "2026-01-02T03:04:10Z",
    expiration: "2026-01-03T03:04:05Z",
    mongoDBVersion: "8.0.12",
    status: "COMPLETED",
    links: [],
};

/** One of each thing that JSON can have. */
const anything: unknown[] = [
    null,
    true,
    0,
    -1.5,
    "",
    "text",
    [],
    [null],
    [[]],
    {},
    { a: null },
    [{}],
    [{ key: 1 }],
];

describe("a cluster", () => {
    it("is read whole, and what this package does not know is left out", () => {
        expect(readServerlessInstance(fullInstance)).toEqual(readInstance);
    });

    it.each<[string, object, object]>([
        ["a new state", { stateName: "HIBERNATING" }, { stateName: "HIBERNATING" }],
        [
            "no connection strings yet",
            { connectionStrings: {} },
            { connectionStrings: { privateEndpoint: [] } },
        ],
        ["no tags", { tags: undefined }, { tags: {} }],
        [
            "tags of which some are none",
            { tags: [null, { key: "a" }, { value: "b" }, { key: 1, value: "c" }, { key: "d", value: "" }] },
            { tags: { d: "" } },
        ],
        [
            "a tag with the name of something that every object has",
            { tags: [{ key: "__proto__", value: "x" }] },
            { tags: Object.fromEntries([["__proto__", "x"]]) },
        ],
        [
            "no word on protection",
            { terminationProtectionEnabled: null },
            { terminationProtectionEnabled: false },
        ],
        [
            "a new cloud",
            {
                providerSettings: {
                    backingProviderName: "MARS",
                    regionName: "CRATER_1",
                    providerName: "NEW",
                },
            },
            {
                providerSettings: {
                    backingProviderName: "MARS",
                    regionName: "CRATER_1",
                    providerName: "NEW",
                },
            },
        ],
        [
            "a disk of a part of a gigabyte",
            { providerSettings: { effectiveDiskSizeGBLimit: 0.5 } },
            { providerSettings: { backingProviderName: "", regionName: "", effectiveDiskSizeGBLimit: 0.5 } },
        ],
        [
            "an endpoint of which nothing is known",
            { connectionStrings: { privateEndpoint: [{}, null, { endpoints: [7, {}] }] } },
            { connectionStrings: { privateEndpoint: [{ endpoints: [] }, { endpoints: [{}] }] } },
        ],
    ])("%s", (_what, change, expected) => {
        expect(readServerlessInstance({ ...fullInstance, ...change })).toEqual({
            ...readInstance,
            ...expected,
        });
    });

    it("says nothing of the backup option where Atlas does not", () => {
        for (const serverlessBackupOptions of [
            undefined,
            null,
            {},
            { serverlessContinuousBackupEnabled: "yes" },
        ]) {
            const read = readServerlessInstance({ ...fullInstance, serverlessBackupOptions });
            expect(read).not.toHaveProperty("continuousBackupEnabled");
        }
    });

    it.each(["id", "groupId", "name", "stateName"])("without %s is none", (field) => {
        for (const value of [undefined, null, 7, {}, ["text"]]) {
            expect(readServerlessInstance({ ...fullInstance, [field]: value })).toBeUndefined();
        }
    });
});

describe("a snapshot", () => {
    it("is read whole, and what this package does not know is left out", () => {
        expect(readServerlessSnapshot({ ...fullSnapshot, links: [], new: 1 })).toEqual(fullSnapshot);
    });

    it("needs no more than its id, and carries new words", () => {
        const id = fullSnapshot.id;
        expect(
            readServerlessSnapshot({ id, status: "archived", storageSizeBytes: "1", expiresAt: null }),
        ).toEqual({
            id,
            status: "archived",
            storageSizeBytes: "1",
        });
        expect(readServerlessSnapshot({ ...fullSnapshot, id: 7 })).toBeUndefined();
    });
});

describe("a cluster of the Flex generation", () => {
    it("is read whole, in the words of the serverless one", () => {
        expect(readFlexInstance(fullFlex)).toEqual(readFlex);
    });

    it.each<[string, object, object]>([
        ["a new state", { stateName: "HIBERNATING" }, { stateName: "HIBERNATING" }],
        [
            "no connection strings yet",
            { connectionStrings: {} },
            { connectionStrings: { privateEndpoint: [] } },
        ],
        [
            "only the one that comes first",
            { connectionStrings: { standardSrv: "mongodb+srv://a" } },
            { connectionStrings: { standardSrv: "mongodb+srv://a", privateEndpoint: [] } },
        ],
        ["no tags, as after a create without any", { tags: undefined }, { tags: {} }],
        [
            "no word on protection",
            { terminationProtectionEnabled: null },
            { terminationProtectionEnabled: false },
        ],
        [
            "settings of which nothing is known",
            { providerSettings: { diskSizeGB: "5" } },
            { providerSettings: { backingProviderName: "", regionName: "" } },
        ],
    ])("%s", (_what, change, expected) => {
        expect(readFlexInstance({ ...fullFlex, ...change })).toEqual({ ...readFlex, ...expected });
    });

    it.each(["id", "groupId", "name", "stateName"])("without %s is none", (field) => {
        for (const value of [undefined, null, 7, {}, ["text"]]) {
            expect(readFlexInstance({ ...fullFlex, [field]: value })).toBeUndefined();
        }
    });
});

describe("a snapshot of the Flex generation", () => {
    const read: Snapshot = {
        id: "650000000000000000000002",
        createdAt: "2026-01-02T03:04:06Z",
        expiresAt: "2026-01-03T03:04:05Z",
        snapshotType: "scheduled",
        status: "completed",
        mongodVersion: "8.0.12",
        serverlessInstanceName: "orders",
    };

    it("is read whole, in the words of the serverless one", () => {
        expect(readFlexSnapshot(fullFlexSnapshot, "orders")).toEqual(read);
    });

    it.each([
        ["PENDING", "queued"],
        ["QUEUED", "queued"],
        ["RUNNING", "inProgress"],
        ["COMPLETED", "completed"],
        ["FAILED", "failed"],
        ["ARCHIVED", "ARCHIVED"],
        ["constructor", "constructor"],
        ["", ""],
    ])("with status %p has status %p", (status, expected) => {
        expect(readFlexSnapshot({ ...fullFlexSnapshot, status }, "orders")).toEqual({
            ...read,
            status: expected,
        });
    });

    it("that has not begun has the time for which it is planned", () => {
        const { scheduledTime } = fullFlexSnapshot;
        expect(readFlexSnapshot({ ...fullFlexSnapshot, startTime: undefined }, "orders")).toEqual({
            ...read,
            createdAt: scheduledTime,
        });
    });

    it("needs no more than its id", () => {
        const { id } = fullFlexSnapshot;
        const least = { id, snapshotType: "scheduled", serverlessInstanceName: "orders" };
        expect(readFlexSnapshot({ id, status: 7, expiration: null }, "orders")).toEqual(least);
        expect(readFlexSnapshot({ ...fullFlexSnapshot, id: 7 }, "orders")).toBeUndefined();
    });
});

describe("anything may stand anywhere", () => {
    const flexSnapshot = (value: unknown) => readFlexSnapshot(value, "orders");
    it.each([
        ["a database", readServerlessInstance, fullInstance],
        ["a snapshot", readServerlessSnapshot, fullSnapshot],
        ["a Flex database", readFlexInstance, fullFlex],
        ["a Flex snapshot", flexSnapshot, fullFlexSnapshot],
    ])("in %s, and nothing is thrown, nothing undefined", (_what, read, full) => {
        for (const value of [undefined, ...anything]) {
            expect(() => read(value)).not.toThrow();
        }
        for (const changed of changedEverywhere(full)) {
            const result = read(changed);
            // What comes out is JSON, so that it can stand in Pulumi's state.
            expect(result === undefined ? undefined : JSON.parse(JSON.stringify(result))).toStrictEqual(
                result,
            );
        }
    });
});

it("tags are written in the same order, whichever way they came", () => {
    const written = [
        { key: "A", value: "3" },
        { key: "a", value: "2" },
        { key: "b", value: "1" },
    ];
    expect(writeTags({ b: "1", a: "2", A: "3" })).toEqual(written);
    expect(writeTags({ A: "3", b: "1", a: "2" })).toEqual(written);
    expect(writeTags({})).toEqual([]);
});

/** Every version of some JSON in which one value, at any depth, is replaced by something else. */
function* changedEverywhere(json: unknown): Generator {
    if (typeof json !== "object" || json === null) {
        return;
    }
    for (const [key, value] of Object.entries(json)) {
        const replacements = [...anything, ...changedEverywhere(value)];
        for (const replacement of replacements) {
            yield Array.isArray(json) ? json.with(Number(key), replacement) : { ...json, [key]: replacement };
        }
    }
}
