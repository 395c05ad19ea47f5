import { resourceType } from "../dynamic/stub.ts";

/** The package's name in Pulumi: of its plugin, its configuration, and its types. */
export const packageName = "atlas-serverless";

/** The resource's type behind the plugin. */
export const instanceToken = `${packageName}:index:ServerlessInstance`;

/**
 * The URN that a resource would have behind the dynamic provider: names and owners are made of it, so that they are the same
 * behind both doors.
 */
export function behindTheFirstDoor(urn: string): string {
    const [stack = "", project = "", types = "", ...name] = urn.split("::");
    return [stack, project, types.replaceAll(instanceToken, resourceType), ...name].join("::");
}

/** The data sources behind the plugin. */
export const dataSources = [
    "getServerlessInstance",
    "getServerlessInstances",
    "getServerlessInstanceSnapshot",
    "getServerlessInstanceSnapshots",
] as const;
export type DataSource = (typeof dataSources)[number];

/** The token of a data source. */
export function tokenOf(dataSource: DataSource): string {
    return `${packageName}:index:${dataSource}`;
}

/** With this argument a data source gives an error that a user may read as a result: the engine would hand on its text alone. */
export const errorsAsResults = "__errorsAsResults";

/** The property of a result that holds such an error. */
export const errorKey = "__error";
