import * as pulumi from "@pulumi/pulumi";
import { nameAProject, projectIdProblem } from "../provider/atlas/settings";
import { AtlasServerlessError, ConfigurationError, InvalidArgumentError } from "../provider/atlas/errors";
import type { Clusters } from "../provider/atlas/clusters/clusters";
import type { RequestOptions } from "../provider/atlas/retry";
import { refuseForeign } from "./accounts";
import { getConfig, ambientProject, warnPlaintextSecrets } from "./ambient-config";
import { assertKnown } from "./assert-known";
import { applyAfterResources, type OutputArgs } from "./apply-after-resources";
import { providerArgs, type Provider } from "./provider";
import type { ProviderArgs } from "./provider-args";
import { asRunError } from "./run-error";

/** Options of a function. */
export interface DataSourceOptions {
    /** Explicit provider, for another Atlas account. Default: the account of the environment, else of the stack configuration. */
    provider?: Provider | undefined;
}

/** Options of the `...Output` forms. */
export interface DataSourceOutputOptions extends DataSourceOptions {
    /** Resources to wait for, in addition to those that the arguments depend on. Default: none. */
    dependsOn?: pulumi.ResourceOptions["dependsOn"];
}

/** The arguments of all functions. */
interface ProjectArgs {
    projectId?: string | undefined;
}

/**
 * Sends a function's query to Atlas, in the project that the arguments name, else the account, the configuration, or the environment.
 *
 * @throws AtlasServerlessError, which Pulumi takes for a RunError.
 */
export async function invoke<Result>(
    dataSource: string,
    args: ProjectArgs,
    { provider }: DataSourceOptions,
    query: (clusters: Clusters, projectId: string, options: RequestOptions) => Promise<Result>,
): Promise<Result> {
    refuseForeign(dataSource, provider, "pulumi-atlas-serverless");
    const account = provider === undefined ? {} : await settingsOf(dataSource, provider);
    try {
        const projectId = projectOf(args, account);
        return await askAccount(account, provider !== undefined, (clusters, options) =>
            query(clusters, projectId, options),
        );
    } catch (error) {
        throw AtlasServerlessError.isInstance(error) ? asRunError(error) : error;
    }
}

/** Sends the query once the resources exist that the arguments depend on. */
export function invokeOutput<Args extends ProjectArgs, Result>(
    dataSource: string,
    args: OutputArgs<Args>,
    { dependsOn, provider }: DataSourceOutputOptions = {},
    get: (args: Args, options: DataSourceOptions) => Promise<Result>,
): pulumi.Output<Result> {
    refuseForeign(dataSource, provider, "pulumi-atlas-serverless");
    checkNow(args, provider);
    // Whoever may see an account's clusters may see them without its credentials being secret.
    const account = pulumi.unsecret(pulumi.output(providerArgs(provider) ?? {}));
    return applyAfterResources(args, { dependsOn, also: [account] }, (known) => get(known, { provider }));
}

async function settingsOf(dataSource: string, provider: Provider): Promise<pulumi.Unwrap<ProviderArgs>> {
    const settings = pulumi.output(providerArgs(provider) ?? {});
    await assertKnown(dataSource, settings);
    return new Promise((resolve) => void settings.apply(resolve));
}

/** A project that is known to be wrong fails the call: an output that fails so early makes Node warn of rejections. */
function checkNow({ projectId }: OutputArgs<ProjectArgs>, provider: Provider | undefined): void {
    if (
        typeof projectId === "string" ||
        (projectId === undefined && providerArgs(provider)?.projectId === undefined)
    ) {
        projectOf({ projectId }, {});
    }
}

function projectOf(args: ProjectArgs, account: pulumi.Unwrap<ProviderArgs>): string {
    const projectId = args.projectId ?? account.projectId ?? ambientProject()?.projectId;
    if (projectId === undefined) {
        throw asRunError(new ConfigurationError(`No Atlas project: ${nameAProject()}.`));
    }
    const problem = projectIdProblem(projectId);
    if (problem !== undefined) {
        throw asRunError(new InvalidArgumentError(`${problem}.`));
    }
    return projectId;
}

/** What talks to Atlas is loaded when a program first asks, since most programs only declare. */
async function askAccount<Result>(
    account: pulumi.Unwrap<ProviderArgs>,
    isExplicit: boolean,
    query: (clusters: Clusters, options: RequestOptions) => Promise<Result>,
): Promise<Result> {
    warnPlaintextSecrets();
    const [{ withClusters }, { resolveSettings }] = await Promise.all([
        import("./connections.ts"),
        import("../provider/atlas/settings.ts"),
    ]);
    const own = new Map(
        Object.entries(account).flatMap(([key, value]) =>
            value === undefined ? [] : [[key, String(value)]],
        ),
    );
    const settings = isExplicit
        ? resolveSettings(process.env, (key) => own.get(key), "configuration")
        : resolveSettings(process.env, getConfig);
    return withClusters(settings, query);
}
