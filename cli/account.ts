import { connect, untrustedHostWarning } from "../provider/atlas/connect";
import {
    resolveProjectId,
    resolveSettings,
    type Settings,
    projectIdProblem,
} from "../provider/atlas/settings";
import { ConfigurationError } from "../provider/atlas/errors";
import type { Clusters } from "../provider/atlas/clusters/clusters";
import { CommandError, UsageError, type CliContext } from "./terminal";

/**
 * Does some work with the clusters of the account that the environment names, and ends there what it has begun.
 *
 * @param alternative What the command can do without credentials.
 * @throws CommandError where the environment names no account.
 */
export async function withClusters<T>(
    { env, say, isDebug = false }: CliContext,
    work: (clusters: Clusters) => Promise<T>,
    alternative = "",
): Promise<T> {
    const { clusters, close } = connect(settingsFrom(env, alternative), {
        info: say,
        warn: (line) => say(`warning: ${line}`),
        ...(isDebug && { debug: (line: string) => say(`debug: ${line}`) }),
    });
    try {
        return await work(clusters);
    } finally {
        await close();
    }
}

/**
 * The address and the credential that the environment names, for a command that speaks to Atlas itself.
 *
 * @throws CommandError where the environment names none.
 */
export function accountSettings({ env, say }: CliContext): Settings {
    const settings = settingsFrom(env);
    const warning = untrustedHostWarning(settings);
    if (warning !== undefined) {
        say(`warning: ${warning}`);
    }
    return settings;
}

function settingsFrom(env: CliContext["env"], alternative = ""): Settings {
    try {
        return resolveSettings(env, () => undefined);
    } catch (error) {
        if (error instanceof ConfigurationError) {
            // The stack configuration is not read here, so nothing should be put there.
            const message = error.message.replace(/, or run `pulumi config set .*$/s, ".");
            throw new CommandError(`${message} This command reads only environment variables.${alternative}`);
        }
        throw error;
    }
}

/** The project that the environment names, if it names one. */
export function projectFrom({ env }: CliContext): string | undefined {
    return resolveProjectId(env, () => undefined)?.projectId;
}

/**
 * The id of a project as it was given.
 *
 * @throws UsageError where it has not the form of one.
 */
export function parseProjectId(projectId: string): string {
    const problem = projectIdProblem(projectId);
    if (problem !== undefined) {
        throw new UsageError(problem);
    }
    return projectId;
}
