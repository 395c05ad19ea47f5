// A dynamic provider that does nothing at all: what Pulumi itself takes for a stack of the same inputs and outputs.
"use strict";

/** What ours would add. */
const outputs = {
    instanceId: "0123456789abcdef01234567",
    stateName: "IDLE",
    createDate: "2026-01-01T00:00:00Z",
    mongoDBVersion: "8.0.12",
    connectionStrings: { standardSrv: "mongodb+srv://orders-0001.abcde.mongodb.net", privateEndpoint: [] },
    servedBy: "serverless",
    serverlessBackupOptions: { serverlessContinuousBackupEnabled: false },
    __schemaVersion: 1,
    __managed: ["tags", "terminationProtectionEnabled"],
    __ignored: {},
    __mark: "0123456789ab",
};
const effective = {
    effectiveDiskSizeGBLimit: 1024,
    effectiveInstanceSizeName: "SERVERLESS_V2",
    effectiveProviderName: "SERVERLESS",
    providerName: "SERVERLESS",
};

exports.provider = {
    create: async (inputs) => ({
        id: inputs.name,
        outs: {
            ...inputs,
            ...outputs,
            providerSettings: { ...inputs.providerSettings, ...effective },
        },
    }),
};
