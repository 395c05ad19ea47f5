import { nameAProject, projectIdProblem } from "../atlas/settings";
import type { Clusters } from "../atlas/clusters/clusters";
import { asString, type JsonRecord } from "../atlas/json-readers";
import type { RequestOptions } from "../atlas/retry";
import { functions, missingArguments, type DataSource } from "../instance/data-sources";
import type { Problem } from "../instance/model/schema-validation";
import { dataSources, packageName, tokenOf } from "./tokens";

/** The function of a token; undefined where there is none. */
export function dataSourceOf(token: string): DataSource | undefined {
    return dataSources.find((dataSource) => tokenOf(dataSource) === token);
}

/** What is missing or wrong in the arguments of a function. */
export function argumentProblems(
    dataSource: DataSource,
    args: JsonRecord,
    project: string | undefined,
): Problem[] {
    const missing = missingArguments(dataSource, args);
    const projectId = asString(args["projectId"]) ?? project;
    if (projectId === undefined) {
        return [{ path: "projectId", problem: `no project: ${nameAProject(packageName)}` }, ...missing];
    }
    const problem = projectIdProblem(projectId);
    return problem === undefined ? missing : [{ path: "projectId", problem }, ...missing];
}

/** The result of a function for arguments that have no problems. */
export function runDataSource(
    dataSource: DataSource,
    args: JsonRecord,
    project: string | undefined,
    clusters: Clusters,
    options: RequestOptions,
): Promise<object> {
    const text = (argument: string): string | undefined => asString(args[argument]);
    const asked = {
        projectId: text("projectId") ?? project ?? "",
        name: text("name") ?? "",
        snapshotId: text("snapshotId") ?? "",
        status: text("status"),
        snapshotType: text("snapshotType"),
        frequencyType: text("frequencyType"),
    };
    return functions[dataSource].query(clusters, asked, options);
}
