// The suite is run once for each entry point, and says here what differs between them.

/** Set in jest.config.mjs: the whole suite is run through each. */
declare const entryPoint: "dynamic" | "plugin";

const entryPoints = {
    dynamic: {
        packagePath: "pulumi-atlas-serverless",
        type: "pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance",
        /** The namespace of the configuration. */
        namespace: "atlas",
    },
    plugin: {
        packagePath: "pulumi-atlas-serverless/plugin",
        type: "atlas-serverless:index:ServerlessInstance",
        namespace: "atlas-serverless",
    },
} as const;

export const isPlugin = entryPoint === "plugin";

/** What a summary counts beside the clusters: the stack itself and, with the dynamic provider, its identity. */
export const uncounted = isPlugin ? 1 : 2;

export const { packagePath, type, namespace } = entryPoints[entryPoint];
