import * as pulumi from "@pulumi/pulumi";
import type { Snapshot } from "../provider/atlas/instance";
import type { Connection } from "../provider/atlas/connect";
import type { ServerlessInstanceOutputs } from "../provider/instance/state";
import { configuration, surroundingProject, warnOfPlainSecrets } from "./surroundings";

/** Which project's databases to list. */
export interface GetServerlessInstancesArgs {
    /** Default: the configuration's `atlas:projectId`, else the environment's `MONGODB_ATLAS_PROJECT_ID`. */
    projectId?: string | undefined;
}

/** The databases of a project. */
export interface GetServerlessInstancesResult {
    projectId: string;
    /** All of them, in Atlas's order. */
    results: ServerlessInstanceOutputs[];
}

/** Which database's snapshots to list. */
export interface GetServerlessInstanceSnapshotsArgs {
    /** Default: the configuration's `atlas:projectId`, else the environment's `MONGODB_ATLAS_PROJECT_ID`. */
    projectId?: string | undefined;
    /** The database's name. */
    name: string;
}

/** The snapshots of a database. */
export interface GetServerlessInstanceSnapshotsResult {
    projectId: string;
    name: string;
    /** All of them, the newest first. */
    results: Snapshot[];
}

/** Arguments that may also be outputs of resources. */
export type OutputArgs<T> = {
    [Key in keyof T]: pulumi.Input<Exclude<T[Key], undefined>> | Extract<T[Key], undefined>;
};

/** Options of the `...Output` forms. */
export interface DataSourceOptions {
    /** Resources to wait for, beside those that the arguments come from. */
    dependsOn?: pulumi.Input<pulumi.Input<pulumi.Resource>[]> | pulumi.Input<pulumi.Resource> | undefined;
}

/**
 * Lists all serverless databases of a project.
 *
 * ```ts
 * const { results } = await atlas.getServerlessInstances({ projectId });
 * console.log(results.map((database) => database.name));
 * ```
 *
 * Source: `listServerlessInstances`, all pages.
 *
 * @throws RunError where there are no credentials, or Atlas refuses; the message says what to do.
 */
export async function getServerlessInstances(
    args: GetServerlessInstancesArgs = {},
): Promise<GetServerlessInstancesResult> {
    return explained(async () => {
        const projectId = projectOf(args);
        const [{ databases }, { outputsOf }] = await Promise.all([
            connection(),
            import("../provider/instance/state.ts"),
        ]);
        return { projectId, results: (await databases.list(projectId)).map(outputsOf) };
    });
}

/**
 * Lists all serverless databases of a project, once the resources that the arguments come from are there.
 *
 * In a preview that would only create those, the answer is unknown, and nothing is asked of Atlas.
 */
export function getServerlessInstancesOutput(
    args: OutputArgs<GetServerlessInstancesArgs> = {},
    options?: DataSourceOptions,
): pulumi.Output<GetServerlessInstancesResult> {
    checkNow(args);
    return onceThere(args, options, getServerlessInstances);
}

/**
 * Lists all snapshots of a database, the newest first.
 *
 * ```ts
 * const { results } = await atlas.getServerlessInstanceSnapshots({ projectId, name: "orders" });
 * const newest = results.find((snapshot) => snapshot.status === "completed");
 * ```
 *
 * Source: `listServerlessBackupSnapshots`, all pages.
 *
 * @throws RunError where there are no credentials, no such database, or Atlas refuses; the message says what to do.
 */
export async function getServerlessInstanceSnapshots(
    args: GetServerlessInstanceSnapshotsArgs,
): Promise<GetServerlessInstanceSnapshotsResult> {
    return explained(async () => {
        const projectId = projectOf(args);
        const { name } = args;
        if (typeof name !== "string" || name === "") {
            throw new pulumi.RunError(
                "getServerlessInstanceSnapshots: name is missing; it is the database's name.",
            );
        }
        const { databases } = await connection();
        return { projectId, name, results: await databases.listSnapshots({ groupId: projectId, name }) };
    });
}

/**
 * Lists all snapshots of a database, once the resources that the arguments come from are there.
 *
 * ```ts
 * export const snapshots = atlas.getServerlessInstanceSnapshotsOutput({ projectId, name: orders.name }).results;
 * ```
 *
 * In a preview that would only create the database, its name is known and it is not there: the answer is then
 * unknown, and nothing is asked of Atlas.
 */
export function getServerlessInstanceSnapshotsOutput(
    args: OutputArgs<GetServerlessInstanceSnapshotsArgs>,
    options?: DataSourceOptions,
): pulumi.Output<GetServerlessInstanceSnapshotsResult> {
    checkNow(args);
    return onceThere(args, options, getServerlessInstanceSnapshots);
}

/** Like Pulumi's own output-form invokes: waits for resources, not only for values, since a value may be known first. */
function onceThere<Args extends object, Result>(
    args: OutputArgs<Args>,
    { dependsOn = [] }: DataSourceOptions = {},
    get: (args: Args) => Promise<Result>,
): pulumi.Output<Result> {
    const values = pulumi.output<object>(args).apply((known) => known as Args);
    const depended = pulumi.output<pulumi.Input<pulumi.Resource>[] | pulumi.Resource>(dependsOn);
    const ids = pulumi.output(
        Promise.all([resourcesOf(values), resourcesOf(depended)]).then((sets) =>
            sets
                .flat()
                .flatMap((resource) => (pulumi.CustomResource.isInstance(resource) ? [resource.id] : [])),
        ),
    );
    // The id of a resource that a preview only plans is unknown, and so is then everything that is applied to it.
    return pulumi.all([values, ids, depended]).apply(([known]) => get(known as Args));
}

/** The resources that a value comes from. Every output can tell them, though its published type does not say so. */
async function resourcesOf(output: object): Promise<unknown[]> {
    const all: unknown =
        "allResources" in output && typeof output.allResources === "function"
            ? await Reflect.apply(output.allResources, output, [])
            : [];
    return all instanceof Set ? Array.from<unknown>(all) : [];
}

/** A project that is known to be wrong fails the call: an output that fails so early makes Node warn of rejections. */
function checkNow({ projectId }: OutputArgs<GetServerlessInstancesArgs>): void {
    if (projectId === undefined || typeof projectId === "string") {
        projectOf({ projectId });
    }
}

function projectOf(args: { projectId?: string | undefined }): string {
    const projectId = args.projectId ?? surroundingProject()?.projectId;
    if (projectId === undefined || !/^[a-f0-9]{24}$/.test(projectId)) {
        throw new pulumi.RunError(
            projectId === undefined
                ? "No Atlas project: give projectId, run `pulumi config set atlas:projectId ...`, or set MONGODB_ATLAS_PROJECT_ID."
                : `"${projectId}" is no project id: that has 24 hexadecimal digits (Atlas, Project Settings).`,
        );
    }
    return projectId;
}

let connected: { key: string; connection: Connection } | undefined;

/** What talks to Atlas is loaded when a program first asks, since most programs only declare. */
async function connection(): Promise<Connection> {
    warnOfPlainSecrets();
    const [{ connect }, { resolveSettings }] = await Promise.all([
        import("../provider/atlas/connect.ts"),
        import("../provider/atlas/credentials.ts"),
    ]);
    const settings = resolveSettings(process.env, configuration);
    const key = JSON.stringify(settings);
    if (connected?.key !== key) {
        connected = { key, connection: connect(settings) };
    }
    return connected.connection;
}

/** Pulumi prints a RunError without its stack: what goes wrong here is for the user to mend, not for us. */
async function explained<T>(ask: () => Promise<T>): Promise<T> {
    try {
        return await ask();
    } catch (error) {
        const isOurs = error instanceof Error && ["AtlasError", "SettingsError"].includes(error.name);
        throw isOurs ? new pulumi.RunError(error.message) : error;
    }
}
