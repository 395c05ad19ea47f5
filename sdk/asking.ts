import * as pulumi from "@pulumi/pulumi";
import { nameAProject, projectIdProblem } from "../provider/atlas/credentials";
import type { Databases } from "../provider/atlas/generations";
import { configuration, surroundingProject, warnOfPlainSecrets } from "./surroundings";
import { refuseUnknown } from "./known";
import { onceThere, type OutputArgs } from "./once-there";
import { argsOf, type Provider, type ProviderArgs } from "./provider";

/** Options of a data source. */
export interface DataSourceOptions {
    /** The account to ask. Default: that of the environment, else of the configuration. */
    provider?: Provider | undefined;
}

/** Options of the `...Output` forms. */
export interface DataSourceOutputOptions extends DataSourceOptions {
    /** Resources to wait for, beside those that the arguments come from: as in Pulumi's resource options. */
    dependsOn?: pulumi.ResourceOptions["dependsOn"];
}

/** What all data sources are asked for. */
interface ProjectArgs {
    projectId?: string | undefined;
}

/**
 * Asks Atlas, in the project that the arguments name or else the surroundings.
 *
 * @throws RunError, which Pulumi prints without a stack: what goes wrong here is for the user to mend, not for us.
 */
export async function ask<Result>(
    dataSource: string,
    args: ProjectArgs,
    { provider }: DataSourceOptions,
    query: (databases: Databases, projectId: string) => Promise<Result>,
): Promise<Result> {
    const account = provider === undefined ? {} : await settingsOf(dataSource, provider);
    try {
        const projectId = projectOf(args, account);
        return await query(await databasesOf(account, provider !== undefined), projectId);
    } catch (error) {
        const isOurs =
            error instanceof Error && ["AtlasError", "SettingsError", "LifecycleError"].includes(error.name);
        throw isOurs ? new pulumi.RunError(error.message) : error;
    }
}

/** Asks once the resources are there that the arguments come from. */
export function askOnceThere<Args extends ProjectArgs, Result>(
    args: OutputArgs<Args>,
    { dependsOn, provider }: DataSourceOutputOptions = {},
    get: (args: Args, options: DataSourceOptions) => Promise<Result>,
): pulumi.Output<Result> {
    checkNow(args, provider);
    // Whoever may see an account's databases may see them without its credentials being secret.
    const account = pulumi.unsecret(pulumi.output(argsOf(provider) ?? {}));
    return onceThere(args, { dependsOn, also: [account] }, (known) => get(known, { provider }));
}

async function settingsOf(dataSource: string, provider: Provider): Promise<pulumi.Unwrap<ProviderArgs>> {
    const settings = pulumi.output(argsOf(provider) ?? {});
    await refuseUnknown(dataSource, settings);
    return new Promise((resolve) => void settings.apply(resolve));
}

/** A project that is known to be wrong fails the call: an output that fails so early makes Node warn of rejections. */
function checkNow({ projectId }: OutputArgs<ProjectArgs>, provider: Provider | undefined): void {
    if (
        typeof projectId === "string" ||
        (projectId === undefined && argsOf(provider)?.projectId === undefined)
    ) {
        projectOf({ projectId }, {});
    }
}

function projectOf(args: ProjectArgs, account: pulumi.Unwrap<ProviderArgs>): string {
    const projectId = args.projectId ?? account.projectId ?? surroundingProject()?.projectId;
    if (projectId === undefined) {
        throw new pulumi.RunError(`No Atlas project: ${nameAProject}.`);
    }
    const problem = projectIdProblem(projectId);
    if (problem !== undefined) {
        throw new pulumi.RunError(`${problem}.`);
    }
    return projectId;
}

const connected = new Map<string, Databases>();

/** What talks to Atlas is loaded when a program first asks, since most programs only declare. */
async function databasesOf(account: pulumi.Unwrap<ProviderArgs>, isExplicit: boolean): Promise<Databases> {
    warnOfPlainSecrets();
    const [{ connect }, { resolveSettings }] = await Promise.all([
        import("../provider/atlas/connect.ts"),
        import("../provider/atlas/credentials.ts"),
    ]);
    const own = new Map(Object.entries(account).map(([key, value]) => [key, String(value)]));
    const settings = isExplicit
        ? resolveSettings(process.env, (key) => own.get(key), "configuration")
        : resolveSettings(process.env, configuration);
    const key = JSON.stringify(settings);
    const known = connected.get(key);
    if (known !== undefined) {
        return known;
    }
    const { databases, close } = connect(settings, { say: (line) => void pulumi.log.warn(line) });
    connected.set(key, databases);
    process.once("beforeExit", () => void close());
    return databases;
}
