import type { Instance, Snapshot } from "../../provider/atlas/instance";
import { readServerlessInstance, readServerlessSnapshot, writeTags } from "../../provider/atlas/wire";

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

describe("a database", () => {
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
        });
        expect(readServerlessSnapshot({ ...fullSnapshot, id: 7 })).toBeUndefined();
    });
});

describe("anything may stand anywhere", () => {
    it.each([
        ["a database", readServerlessInstance, fullInstance],
        ["a snapshot", readServerlessSnapshot, fullSnapshot],
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
