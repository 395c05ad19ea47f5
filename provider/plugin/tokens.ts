import { resourceType } from "../dynamic/stub.ts";
import type { DataSource } from "../instance/data-sources.ts";

/** The package's name in Pulumi: of its plugin, its types, and the namespace of the configuration that Pulumi hands to a plugin. */
export const packageName = "atlas-serverless";

/**
 * Where this project is found: every other address is made of this one, and a test holds package.json, the schema and the Go
 * example to it. A rehearsal of a release changes it in a copy.
 */
export const repository = "https://github.com/PLACEHOLDER-OWNER/pulumi-atlas-serverless";

/**
 * Where the engine downloads the plugin: the releases of the repository, in the form that the engine knows for them. A plain
 * `http:` or `https:` address of a folder with the archives would do as well.
 */
export const pluginDownloadURL = repository.replace("https://github.com/", "github://api.github.com/");

/** The resource's type behind the plugin. */
export const instanceToken = `${packageName}:index:ServerlessInstance`;

/**
 * The URN that a resource would have behind the dynamic provider: names and owners are made of it, so that they are the same
 * for both entry points.
 */
export function toDynamicUrn(urn: string): string {
    const [stack = "", project = "", types = "", ...name] = urn.split("::");
    return [stack, project, types.replaceAll(instanceToken, resourceType), ...name].join("::");
}

/** The functions, in the order of the package schema. */
export const dataSources = [
    "getServerlessInstance",
    "getServerlessInstances",
    "getServerlessInstanceSnapshot",
    "getServerlessInstanceSnapshots",
    "getServerlessInstanceRestoreJobs",
] as const satisfies readonly DataSource[];

/** The token of a function. */
export function tokenOf(dataSource: DataSource): string {
    return `${packageName}:index:${dataSource}`;
}

/** With this argument a function gives an error that a user may read as a result: the engine would hand on its text alone. */
export const errorsAsResults = "__errorsAsResults";

/** The property of a result that holds such an error. */
export const errorKey = "__error";
