import { AtlasError } from "../provider/atlas/errors";
import { readTargetOf } from "../provider/atlas/clusters/batched-reads";
import type { Clusters } from "../provider/atlas/clusters/clusters";
import type { Instance } from "../provider/atlas/api/instance";
import { parseId } from "../provider/host/resource-id";
import { parseProjectId, projectFrom, withClusters } from "./account";
import { readArguments } from "./arguments";
import { asJson, asText, isIncomplete, listed, type Report, type UnreadableProject } from "./orphan-report";
import { classify } from "./orphan-search";
import { backendsAt, readStacks, type StackView } from "./stacks";
import { UsageError, type CliContext } from "./terminal";

/** `pulumi-atlas-serverless orphans --help`. */
export const orphansHelp = `List the clusters that this provider created and that no stack's state contains.
This happens when \`pulumi destroy\` follows an interrupted \`pulumi up\`, or after \`pulumi stack rm --force\`.
This command is read-only: it does not change Atlas or any Pulumi state.

Usage: pulumi-atlas-serverless orphans [--project ID ...] [--backend URL ...] [options]

Options:
  --project ID    Atlas project to check; repeatable (default: every project found in the stacks' states, plus
                  MONGODB_ATLAS_PROJECT_ID)
  --backend URL   Pulumi backend to read, as for \`pulumi login\`; repeatable (default: the current backend).
                  Give every backend that deploys to the project: what others manage can only be listed as unknown
  --json          Print JSON
  --exit-code     Exit with 3 if there are orphaned clusters, or with 4 if a stack or project could not be read
  --debug         Print each request to Atlas to standard error
  --help          Show help

Requires the \`pulumi\` CLI on PATH, which is run with \`stack ls --all\` and \`stack export\`. Credentials for Atlas are
read from MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET (or the API key variables).
Without --exit-code, the exit code is 0 also if orphaned clusters are found.
`;

/** Lists the clusters that no state contains; gives the exit code. */
export async function orphansCommand(args: readonly string[], given: CliContext): Promise<number> {
    const { values } = readArguments(
        args,
        { project: "texts", backend: "texts", json: "flag", "exit-code": "flag", debug: "flag" } as const,
        false,
    );
    const terminal = { ...given, isDebug: values.debug === true };
    const projects = (values.project ?? []).map(parseProjectId);
    const urls = values.backend ?? [];
    const report = await withClusters(terminal, (clusters) => search(projects, urls, clusters, terminal));
    await terminal.print(
        values.json === true ? `${JSON.stringify(asJson(report), undefined, 4)}\n` : asText(report),
    );
    if (values["exit-code"] !== true) {
        return 0;
    }
    const isOrphaned = report.findings.some(({ status }) => status === "orphaned");
    return isOrphaned ? 3 : isIncomplete(report) ? 4 : 0;
}

/**
 * Law: a cluster is only listed after Atlas was read, and the states after that. Whoever creates or adopts one writes that into a
 * state before Atlas shows it, so what a running deployment does in between does not look like an orphan.
 */
async function search(
    given: readonly string[],
    urls: readonly string[],
    clusters: Clusters,
    terminal: CliContext,
): Promise<Report> {
    const backends = await backendsAt(urls, terminal);
    const known = given.length > 0 ? undefined : await readStacks(backends, terminal);
    const projects = known === undefined ? [...new Set(given)] : projectsIn(known, projectFrom(terminal));
    if (projects.length === 0) {
        throw new UsageError(
            "no Atlas project found in any stack's state; use --project or set MONGODB_ATLAS_PROJECT_ID",
        );
    }
    const mustBeRead = given.length > 0 || projects.length === 1;
    const { instances, unreadableProjects } = await clustersIn(projects, clusters, mustBeRead);
    const stacks = known ?? (await readStacks(backends, terminal));
    const report = (seen: readonly Instance[], states: readonly StackView[]): Report => ({
        findings: seen.map((instance) => classify(instance, states)),
        backends,
        stacks: states,
        projects,
        unreadableProjects,
    });
    const suspects = listed(report(instances, stacks)).map(({ instance }) => instance);
    if (suspects.length === 0) {
        return report(instances, stacks);
    }
    const others = instances.filter((instance) => !suspects.includes(instance));
    const seenAgain = await lookAgain(suspects, clusters);
    return report([...others, ...seenAgain], await readStacks(backends, terminal));
}

/** A state may name a project of another account; one that was asked for must be read. */
async function clustersIn(
    projects: readonly string[],
    clusters: Clusters,
    mustBeRead: boolean,
): Promise<{ instances: Instance[]; unreadableProjects: UnreadableProject[] }> {
    const unreadableProjects: UnreadableProject[] = [];
    const instances: Instance[] = [];
    for (const projectId of projects) {
        try {
            instances.push(...(await clusters.list(projectId)));
        } catch (error) {
            if (!(error instanceof AtlasError) || mustBeRead) {
                throw error;
            }
            unreadableProjects.push({ projectId, why: error.message });
        }
    }
    return { instances, unreadableProjects };
}

/** The clusters as they are now, without those that are gone. */
async function lookAgain(suspects: readonly Instance[], clusters: Clusters): Promise<Instance[]> {
    const seen: Instance[] = [];
    for (const projectId of new Set(suspects.map(({ groupId }) => groupId))) {
        const targets = suspects.filter(({ groupId }) => groupId === projectId).map(readTargetOf);
        for (const outcome of await clusters.readAll(targets)) {
            if ("failure" in outcome) {
                throw outcome.failure;
            }
            seen.push(...(outcome.instance === undefined ? [] : [outcome.instance]));
        }
    }
    return seen;
}

/** The Atlas projects that the stacks' states name, and the surroundings' own. */
function projectsIn(stacks: readonly StackView[], own: string | undefined): string[] {
    const readable = stacks.filter((stack) => stack.readable);
    const held = readable.flatMap((stack) => stack.held).map(({ id }) => projectIn(id));
    const begun = readable.flatMap(({ creating }) => creating).map(({ projectId }) => projectId);
    const named = [...held, ...begun].filter((projectId) => projectId !== undefined);
    return [...new Set([...(own === undefined ? [] : [parseProjectId(own)]), ...named])];
}

function projectIn(id: string): string | undefined {
    try {
        return parseId(id).groupId;
    } catch {
        return undefined;
    }
}
