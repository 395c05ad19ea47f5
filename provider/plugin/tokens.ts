/** The package's name in Pulumi: of its plugin, its configuration, and its types. */
export const packageName = "atlas-serverless";

/** The resource's type behind the plugin. */
export const instanceToken = `${packageName}:index:ServerlessInstance`;

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
