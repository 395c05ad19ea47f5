import { nameAProject, projectIdProblem } from "../atlas/credentials";
import type { Databases } from "../atlas/generations";
import { text, type JsonRecord } from "../atlas/json";
import type { RequestOptions } from "../atlas/retry";
import { queryInstance, queryInstances, querySnapshot, querySnapshots } from "../instance/queries";
import type { Problem } from "../instance/shape";
import { dataSources, tokenOf, type DataSource } from "./tokens";

/** What a data source is asked for. */
type Asked = Readonly<Record<"projectId" | "name" | "snapshotId", string>> & {
    readonly args: JsonRecord;
    readonly options: RequestOptions;
};

const answers: Readonly<Record<DataSource, (databases: Databases, asked: Asked) => Promise<object>>> = {
    getServerlessInstance: (databases, asked) => queryInstance(databases, asked, asked.options),
    getServerlessInstances: async (databases, { projectId, options }) => ({
        projectId,
        results: await queryInstances(databases, projectId, options),
    }),
    getServerlessInstanceSnapshot: async (databases, { projectId, name, snapshotId, options }) => ({
        projectId,
        name,
        ...(await querySnapshot(databases, { projectId, name }, snapshotId, options)),
    }),
    getServerlessInstanceSnapshots: async (databases, { projectId, name, args, options }) => ({
        projectId,
        name,
        results: await querySnapshots(
            databases,
            { projectId, name },
            {
                status: text(args["status"]),
                snapshotType: text(args["snapshotType"]),
                frequencyType: text(args["frequencyType"]),
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

/** The data source of a token; undefined where there is none. */
export function dataSourceOf(token: string): DataSource | undefined {
    return dataSources.find((dataSource) => tokenOf(dataSource) === token);
}

/** What is missing or wrong in the arguments of a data source. */
export function problemsOf(dataSource: DataSource, args: JsonRecord, project: string | undefined): Problem[] {
    const missing = needs[dataSource]
        .filter((argument) => (text(args[argument]) ?? "") === "")
        .map((path) => ({ path, problem: `${path} is missing; it must be a non-empty string` }));
    const projectId = text(args["projectId"]) ?? project;
    if (projectId === undefined) {
        return [{ path: "projectId", problem: `no project: ${nameAProject}` }, ...missing];
    }
    const problem = projectIdProblem(projectId);
    return problem === undefined ? missing : [{ path: "projectId", problem }, ...missing];
}

/** The answer of a data source to arguments that have no problems. */
export function answerOf(
    dataSource: DataSource,
    args: JsonRecord,
    project: string | undefined,
    databases: Databases,
    options: RequestOptions,
): Promise<object> {
    const [name = "", snapshotId = "", projectId = project ?? ""] = ["name", "snapshotId", "projectId"].map(
        (argument) => text(args[argument]),
    );
    return answers[dataSource](databases, { projectId, name, snapshotId, args, options });
}
