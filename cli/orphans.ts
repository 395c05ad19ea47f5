import { AtlasError } from "../provider/atlas/errors";
import type { Databases } from "../provider/atlas/generations";
import type { Instance } from "../provider/atlas/instance";
import { idOf, placeOf } from "../provider/process/ids";
import { parseOwnerTag } from "../provider/instance/ownership";
import { checkedProject, projectOf, withDatabases } from "./account";
import { readArguments } from "./arguments";
import { judge, type Finding, type Standing } from "./orphan-search";
import { readStacks, type StackView } from "./stacks";
import { counted, UsageError, type Terminal } from "./terminal";

/** `pulumi-atlas-serverless orphans --help`. */
export const orphansHelp = `Lists the databases that a stack of the current Pulumi backend has made and does not hold: Pulumi forgets a database
whose create was killed when \`pulumi destroy\` follows. It only reads; of each it says how to take or delete it.

Usage: pulumi-atlas-serverless orphans [--project ID ...] [options]

  --project ID    an Atlas project to look at; may be given more than once (default: all projects that the
                  stacks' states name, and MONGODB_ATLAS_PROJECT_ID)
  --json          print JSON
  --help          show this

It runs the \`pulumi\` on PATH (\`stack ls --all\`, \`stack export\`). Credentials for Atlas come from the environment, as
for the provider: MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET. The exit code is 0 with orphans, too.
`;

/** A project that could not be looked at. */
interface Unseen {
    projectId: string;
    why: string;
}

/** All that was found. */
interface Report {
    findings: Finding[];
    stacks: StackView[];
    projects: string[];
    unseen: Unseen[];
}

/** Lists the databases that a stack has made and does not hold. */
export async function orphansCommand(args: readonly string[], terminal: Terminal): Promise<void> {
    const { values } = readArguments(args, { project: "texts", json: "flag" } as const, false);
    const given = (values.project ?? []).map(checkedProject);
    const found = await withDatabases(terminal, async (databases) => {
        const stacks = await readStacks(terminal);
        const projects = given.length > 0 ? [...new Set(given)] : projectsIn(stacks, projectOf(terminal));
        if (projects.length === 0) {
            throw new UsageError(
                "no project to look at: no stack's state names one. Give --project, or set MONGODB_ATLAS_PROJECT_ID",
            );
        }
        const mustBeSeen = given.length > 0 || projects.length === 1;
        return { stacks, projects, ...(await lookInto(projects, databases, mustBeSeen)) };
    });
    const { instances, ...rest } = found;
    const report = { ...rest, findings: instances.map((instance) => judge(instance, rest.stacks)) };
    terminal.print(
        values.json === true ? `${JSON.stringify(asJson(report), undefined, 4)}\n` : asText(report),
    );
}

/** A state may name a project of another account; one that was asked for must be seen. */
async function lookInto(
    projects: readonly string[],
    databases: Databases,
    mustBeSeen: boolean,
): Promise<{ instances: Instance[]; unseen: Unseen[] }> {
    const unseen: Unseen[] = [];
    const instances: Instance[] = [];
    for (const projectId of projects) {
        try {
            instances.push(...(await databases.list(projectId)));
        } catch (error) {
            if (!(error instanceof AtlasError) || mustBeSeen) {
                throw error;
            }
            unseen.push({ projectId, why: error.message });
        }
    }
    return { instances, unseen };
}

/** The Atlas projects that the stacks' states name, and the surroundings' own. */
function projectsIn(stacks: readonly StackView[], own: string | undefined): string[] {
    const held = stacks.flatMap((stack) => (stack.readable ? stack.held : []));
    const named = held.flatMap(({ id }) => {
        try {
            return [placeOf(id).groupId];
        } catch {
            return [];
        }
    });
    return [...new Set([...(own === undefined ? [] : [checkedProject(own)]), ...named])];
}

const orphaned: readonly Standing[] = ["forgotten", "marked anew", "creating"];

function orphansIn({ findings }: Report): Finding[] {
    return findings.filter(({ standing }) => orphaned.includes(standing));
}

function unknownIn({ findings }: Report): Finding[] {
    return findings.filter(({ standing }) => standing === "unknown");
}

function asText(report: Report): string {
    const lines = [...orphansIn(report), ...unknownIn(report)].flatMap((finding) => [
        ...describe(finding),
        "",
    ]);
    for (const stack of report.stacks) {
        if (!stack.readable) {
            lines.push(`Stack ${stack.name} could not be read: ${stack.why}`);
        }
    }
    for (const { projectId, why } of report.unseen) {
        lines.push(`Project ${projectId} could not be looked at: ${why}`);
    }
    return `${[...lines, summary(report)].join("\n")}\n`;
}

function describe({ instance, standing, stack, owner }: Finding): string[] {
    const { id, name, groupId, stateName, createDate, providerSettings } = instance;
    const where = `stack ${stack?.name ?? ""}`;
    const resource = `resource "${owner?.logicalName ?? ""}"`;
    const reasons: Partial<Record<Standing, string>> = {
        forgotten: `${resource} of ${where} made it, but the stack's state does not hold it`,
        "marked anew": `${resource} of ${where} has marked it since the stack's state was written, which may be an old copy`,
        creating: `${resource} of ${where} is creating it, or was interrupted when it did`,
        unknown: `${resource} of ${where} made it; whether the stack holds it is unknown, since its state cannot be read`,
    };
    const { backingProviderName, regionName } = providerSettings;
    const adopting =
        `give ${resource} of that stack's program name: "${name}", adopt: "${id}" ` +
        `(project ${groupId}, ${backingProviderName} ${regionName}), then run \`pulumi up\``;
    const takes: Partial<Record<Standing, string>> = {
        "marked anew": `run \`pulumi refresh\`; if it is still listed then, \`pulumi state delete\` the resource, ${adopting}`,
        creating: `wait for the deployment that is under way; if there is none, run \`pulumi up\`, or ${adopting}`,
        unknown: "make the stack readable, and run this command again",
    };
    const lines = [
        `Database "${name}" in project ${groupId} (id ${id}, ${stateName}, created ${createDate ?? "at an unknown time"})`,
        `    why:    ${reasons[standing] ?? ""}`,
        `    take:   ${takes[standing] ?? adopting}`,
    ];
    return standing === "unknown"
        ? lines
        : [
              ...lines,
              "    delete: take it, take the resource out of the program and run `pulumi up` again; or terminate it in Atlas",
          ];
}

function summary(report: Report): string {
    const orphans = orphansIn(report).length;
    const unknown = unknownIn(report).length;
    const elsewhere = report.findings.filter(({ standing }) => standing === "elsewhere").length;
    const unreadable = report.stacks.filter(({ readable }) => !readable).length;
    const seen = report.projects.length - report.unseen.length;
    const found = [
        orphans === 0 ? "No orphans" : counted(orphans, "orphan"),
        ...(unknown > 0 ? [`${unknown} unknown`] : []),
        ...(elsewhere > 0 ? [`${elsewhere} of no stack of this backend`] : []),
    ];
    const looked = [
        `${counted(report.stacks.length - unreadable, "stack")} read`,
        ...(unreadable > 0 ? [`${unreadable} not readable`] : []),
        ...(report.unseen.length > 0 ? [`${counted(report.unseen.length, "project")} not seen`] : []),
    ];
    const among = `${counted(report.findings.length, "database")} in ${counted(seen, "project")}`;
    return `${found.join(", ")} among ${among}; ${looked.join(", ")}.`;
}

function asJson(report: Report): unknown {
    const item = ({ instance, standing, stack, owner }: Finding) => ({
        id: idOf({ projectId: instance.groupId, name: instance.name }),
        projectId: instance.groupId,
        name: instance.name,
        instanceId: instance.id,
        stateName: instance.stateName,
        createDate: instance.createDate,
        standing,
        stack: stack?.name,
        resource: owner?.logicalName,
        owner: parseOwnerTag(instance.tags)?.owner,
    });
    return {
        orphans: orphansIn(report).map(item),
        unknown: unknownIn(report).map(item),
        counts: {
            databases: report.findings.length,
            held: report.findings.filter(({ standing }) => standing === "held").length,
            elsewhere: report.findings.filter(({ standing }) => standing === "elsewhere").length,
        },
        stacks: report.stacks.map((stack) =>
            stack.readable
                ? { name: stack.name, readable: true }
                : { name: stack.name, readable: false, why: stack.why },
        ),
        projects: report.projects,
        unseenProjects: report.unseen,
    };
}
