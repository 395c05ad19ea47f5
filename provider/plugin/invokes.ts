import { nameAProject, projectIdProblem } from "../atlas/settings";
import type { Clusters } from "../atlas/clusters/clusters";
import { asString, type JsonRecord } from "../atlas/json-readers";
import type { RequestOptions } from "../atlas/retry";
import { queryInstance, queryInstances, querySnapshot, querySnapshots } from "../instance/data-sources";
import type { Problem } from "../instance/model/schema-validation";
import { dataSources, packageName, tokenOf, type DataSource } from "./tokens";

/** The call of a function. */
type Asked = Readonly<Record<"projectId" | "name" | "snapshotId", string>> & {
    readonly args: JsonRecord;
    readonly options: RequestOptions;
};

const answers: Readonly<Record<DataSource, (clusters: Clusters, asked: Asked) => Promise<object>>> = {
    getServerlessInstance: (clusters, asked) => queryInstance(clusters, asked, asked.options),
    getServerlessInstances: async (clusters, { projectId, options }) => ({
        projectId,
        results: await queryInstances(clusters, projectId, options),
    }),
    getServerlessInstanceSnapshot: async (clusters, { projectId, name, snapshotId, options }) => ({
        projectId,
        name,
        ...(await querySnapshot(clusters, { projectId, name }, snapshotId, options)),
    }),
    getServerlessInstanceSnapshots: async (clusters, { projectId, name, args, options }) => ({
        projectId,
        name,
        results: await querySnapshots(
            clusters,
            { projectId, name },
            {
                status: asString(args["status"]),
                snapshotType: asString(args["snapshotType"]),
                frequencyType: asString(args["frequencyType"]),
            },
            options,
        ),
    }),
};

/** What each needs beside the project. */
const needs: Readonly<Record<DataSource, readonly ("name" | "snapshotId")[]>> = {
    getServerlessInstance: ["name"],
    getServerlessInstances: [],
    getServerlessInstanceSnapshot: ["name", "snapshotId"],
    getServerlessInstanceSnapshots: ["name"],
};

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
    const missing = needs[dataSource]
        .filter((argument) => (asString(args[argument]) ?? "") === "")
        .map((path) => ({ path, problem: `${path} is missing: it must be a non-empty string` }));
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
    const [name = "", snapshotId = "", projectId = project ?? ""] = ["name", "snapshotId", "projectId"].map(
        (argument) => asString(args[argument]),
    );
    return answers[dataSource](clusters, { projectId, name, snapshotId, args, options });
}
