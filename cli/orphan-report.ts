import { formatId } from "../provider/host/resource-id";
import { statuses, type Finding, type OwnershipStatus } from "./orphan-search";
import { printable } from "./printable";
import type { Backend, StackView } from "./stacks";
import { pluralize } from "./terminal";

/** A project that could not be read. */
export interface UnreadableProject {
    projectId: string;
    why: string;
}

/** All that was found. */
export interface Report {
    findings: readonly Finding[];
    backends: readonly Backend[];
    stacks: readonly StackView[];
    projects: readonly string[];
    unreadableProjects: readonly UnreadableProject[];
}

const adopt =
    'declare a ServerlessInstance with name: "NAME", adopt: "ID" and the same cloud and region, then run `pulumi up`.';

/** What a person is told of the clusters of a status: what it means, and what to do. ID and NAME are the cluster's. */
const explanations: Partial<Record<OwnershipStatus, readonly [why: string, ...steps: string[]]>> = {
    orphaned: [
        "A stack that was read created them, and no state that was read contains them. The create may have been interrupted, or they " +
            "were kept on purpose (`retainOnDelete`, `pulumi state delete`).",
        `To keep one: if the program still declares its resource, run \`pulumi up\` once with MONGODB_ATLAS_RESUME=ID. If it does not, ${adopt}`,
        "To delete one: make sure that every stack could be read and that no copy of the stack's state is in use elsewhere, then terminate the cluster in Atlas.",
    ],
    unknown: [
        "No stack that was read has the identity in their tags. A stack in another backend may manage them, even one with the same " +
            "names. Or their stack was removed with `pulumi stack rm --force`, or destroyed after an interrupted create.",
        "Before you change one: find out whether another backend manages it. Run this command with --backend URL for each backend in use.",
        `If none manages it: to keep it, ${adopt} To delete it, terminate it in Atlas.`,
    ],
    "unreadable-stack": [
        "Their tags name a stack whose state could not be read.",
        "Next step: make the stack readable, then run this command again.",
    ],
    "stale-state": [
        "The stack's state contains them, with an ownership tag other than the one in Atlas. The state may be an old copy, or an update was interrupted.",
        "Next step: run `pulumi refresh`, then `pulumi up`.",
    ],
    transferred: [
        "The stack's state still contains them, but their tags say that another stack, which was not read, adopted them.",
        "If that is right, run `pulumi state delete` for the resource and take it out of this stack's program: the cluster is left unchanged. " +
            'If it is not, run `pulumi state delete` for the resource, set adopt: "ID", then run `pulumi up`.',
    ],
    creating: [
        "Their create is in progress, or was interrupted.",
        "Next step: wait for the update that is running. If none is running, run `pulumi up` to resume the create; if it asks for that, once with MONGODB_ATLAS_RESUME=ID. " +
            `If the program no longer declares the resource, ${adopt}`,
    ],
};

/** Whether something could not be read, so that the report may lack something. */
export function isIncomplete({ stacks, unreadableProjects }: Report): boolean {
    return unreadableProjects.length > 0 || stacks.some(({ readable }) => !readable);
}

/** The clusters that somebody should check, worst first. */
export function listed({ findings }: Report): Finding[] {
    return statuses
        .filter((status) => explanations[status] !== undefined)
        .flatMap((status) => findings.filter((finding) => finding.status === status));
}

/** The report for a person. */
export function asText(report: Report): string {
    const sections = statuses.flatMap((status) => {
        const found = report.findings.filter((finding) => finding.status === status);
        const [why, ...steps] = explanations[status] ?? [];
        return why === undefined || found.length === 0
            ? []
            : [
                  `${found.length} ${status}. ${why}`,
                  ...found.flatMap((finding) => describe(finding, report)),
                  ...steps.map((step) => `  ${step}`),
                  "",
              ];
    });
    const unread = [
        ...report.stacks.flatMap((stack) =>
            stack.readable ? [] : [`Could not read stack ${nameOf(stack, report)}: ${stack.why}`],
        ),
        ...report.unreadableProjects.map(
            ({ projectId, why }) => `Could not read project ${projectId}: ${why}`,
        ),
    ];
    const separated = unread.length > 0 ? [...unread, ""] : [];
    return `${[...sections, ...separated, ...summary(report)].map(printable).join("\n")}\n`;
}

function describe({ instance, createdBy, stack }: Finding, report: Report): string[] {
    const { id, name, groupId, stateName, createDate, providerSettings } = instance;
    const { backingProviderName, regionName } = providerSettings;
    const facts = [
        `ID ${id}`,
        stateName,
        `${backingProviderName} ${regionName}`,
        `created ${createDate ?? "at an unknown time"}`,
        `project ${groupId}`,
    ];
    const tagged = `tagged by resource "${createdBy?.logicalName ?? ""}" of stack ${createdBy?.project ?? ""}/${createdBy?.stack ?? ""}`;
    return [
        `  - ${name} (${facts.join(", ")})`,
        `    ${tagged}${stack === undefined ? "" : `; compared with stack ${nameOf(stack, report)}`}`,
    ];
}

/** A stack's name; with several backends, also where it is. */
function nameOf({ name, backend }: StackView, { backends }: Report): string {
    return backends.length > 1 ? `${name} in ${backend}` : name;
}

function summary(report: Report): string[] {
    const { findings, backends, stacks, projects, unreadableProjects } = report;
    const counts = countsOf(report);
    const unread = stacks.filter(({ readable }) => !readable).length;
    const found = statuses.flatMap((status) =>
        counts[status] === undefined ? [] : [`${counts[status]} ${status}`],
    );
    const clusters = `${pluralize(findings.length, "cluster")} in ${pluralize(projects.length - unreadableProjects.length, "project")}`;
    const names = backends.map(({ name }) => name).join(", ");
    const where = backends.length > 1 ? `${backends.length} backends (${names})` : names;
    const missing = [
        ...(unread > 0 ? [pluralize(unread, "stack")] : []),
        ...(unreadableProjects.length > 0 ? [pluralize(unreadableProjects.length, "project")] : []),
    ];
    return [
        counts.orphaned === undefined
            ? "No orphaned clusters found."
            : `Found ${pluralize(counts.orphaned, "orphaned cluster")}.`,
        `Checked ${clusters} against ${pluralize(stacks.length - unread, "stack")} in ${where}` +
            `${found.length > 0 ? `: ${found.join(", ")}` : ""}.`,
        ...(missing.length > 0 ? [`${missing.join(" and ")} could not be read.`] : []),
    ];
}

/** How many clusters have each status, where there are any. */
function countsOf({ findings }: Report): Partial<Record<OwnershipStatus, number>> {
    const counts: Partial<Record<OwnershipStatus, number>> = {};
    for (const { status } of findings) {
        counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
}

/** The report for a program. */
export function asJson(report: Report): unknown {
    return {
        clusters: listed(report).map(({ instance, status, createdBy, stack }) => ({
            status,
            id: formatId({ projectId: instance.groupId, name: instance.name }),
            projectId: instance.groupId,
            name: instance.name,
            instanceId: instance.id,
            stateName: instance.stateName,
            createDate: instance.createDate,
            createdBy: {
                project: createdBy?.project,
                stack: createdBy?.stack,
                resource: createdBy?.logicalName,
            },
            stack: stack?.name,
            backend: stack?.backend,
        })),
        counts: countsOf(report),
        backends: report.backends.map(({ name }) => ({
            url: name,
            stacks: report.stacks
                .filter(({ backend }) => backend === name)
                .map((stack) =>
                    stack.readable
                        ? { name: stack.name, readable: true }
                        : { name: stack.name, readable: false, why: stack.why },
                ),
        })),
        projects: report.projects,
        unreadableProjects: report.unreadableProjects,
    };
}
