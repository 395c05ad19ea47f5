// A resource of the provider that does nothing: the same inputs and outputs as ours, and in state the same kind of line.
"use strict";

const { join } = require("node:path");
const pulumi = require("@pulumi/pulumi");

const stub = `exports.handler = () => require(${JSON.stringify(join(__dirname, "provider.js"))}).provider;`;

/** As ours: Pulumi's SDK gives an output property only to those that it is told of. */
const outputs = {
    projectId: undefined,
    name: undefined,
    providerSettings: undefined,
    serverlessBackupOptions: undefined,
    tags: undefined,
    terminationProtectionEnabled: undefined,
    instanceId: undefined,
    stateName: undefined,
    createDate: undefined,
    mongoDBVersion: undefined,
    connectionStrings: undefined,
    servedBy: undefined,
    restoredFrom: undefined,
};

/** As ours, which is a promise of one text for the whole stack. */
const identity = Promise.resolve("0123456789abcdef01234567");

class NoopCluster extends pulumi.CustomResource {
    constructor(name, args, opts) {
        super(
            "pulumi-nodejs:dynamic/bench:NoopCluster",
            name,
            {
                ...outputs,
                ...args,
                __origin: { urn: `urn:bench::${name}`, identity },
                __provider: stub,
            },
            opts,
        );
    }
}

module.exports = { NoopCluster, outputs, stub };
