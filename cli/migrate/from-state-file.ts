import { withClusters } from "../account";
import type { ImportSet } from "../import-set";
import { printable } from "../printable";
import { CommandError, type CliContext } from "../terminal";
import { groupDiagnostics, type Diagnostic } from "./diagnostics";
import type { SourceResource, SourceState } from "./source-resource";
import { nameOfInput } from "./json-file";
import { readSourceState } from "./source-state";
import { prepareOnline } from "./online";
import { placementProblems, prepareOffline } from "./offline";

/** Which clusters of a file are wanted, and whether Atlas is not to be asked. */
export interface Wanted {
    /** Names of clusters; none for all. */
    names: readonly string[];
    offline: boolean;
}

/**
 * Gathers the clusters that another tool manages, with as much of its program as can be carried.
 *
 * @throws CommandError with a line for each thing that is wrong with the file, or that Atlas says otherwise.
 */
export async function collectFromStateFile(
    from: string,
    wanted: Wanted,
    terminal: CliContext,
): Promise<ImportSet> {
    const stack = await readSourceState(from, terminal);
    const file = nameOfInput(from);
    refuse(file, stack.problems);
    const chosen = choose(file, stack, wanted.names);
    const { clusters, notes } = withoutDoubles(chosen);
    refuse(file, clusters.flatMap(placementProblems));
    const named = withUniqueNames(clusters);
    const isLeft = ({ whose }: Diagnostic): boolean =>
        stack.clusters.some(({ label }) => label === whose) && !chosen.some(({ label }) => label === whose);
    const told = [...stack.notes.filter((note) => !isLeft(note)), ...notes];
    const { importables, warnings, ...readied } = wanted.offline
        ? prepareOffline(named)
        : await withClusters(
              terminal,
              (atlas) => prepareOnline(named, stack.tool, atlas),
              " Without credentials, use --offline.",
          );
    refuse(file, readied.problems);
    return {
        source: `that ${file} holds, ${stack.tool.file}`,
        importables,
        warnings: [...groupDiagnostics([...told, ...readied.notes]), ...warnings],
        isUnseen: wanted.offline,
        afterwards: [
            "Then, in the old stack's folder, let it forget the clusters, or its next destroy deletes them:",
            ...stack.tool.forget(chosen).map((line) => `    ${line}`),
        ],
    };
}

function choose(file: string, { clusters, tool }: SourceState, names: readonly string[]): SourceResource[] {
    if (clusters.length === 0) {
        throw new CommandError(
            `${file}, ${tool.file}, holds no cluster to import: no serverless instance or Flex cluster that it manages. ` +
                "Check that it is the right stack, and that the file is not an old one.",
        );
    }
    const known = new Set(clusters.map(({ name }) => name));
    const strange = [...new Set(names)].filter((name) => !known.has(name)).map(quoted);
    if (strange.length > 0) {
        const own = [...known].map(quoted).join(", ");
        throw new CommandError(
            `${file} holds no cluster ${strange.join(", ")}; it holds ${own}. Check the names; nothing was written.`,
        );
    }
    return clusters.filter(({ name }) => names.length === 0 || names.includes(name));
}

function quoted(name: string): string {
    return `"${printable(name)}"`;
}

/** A cluster that was moved to another resource type is often in both for a while. */
function withoutDoubles(clusters: readonly SourceResource[]): {
    clusters: SourceResource[];
    notes: Diagnostic[];
} {
    const placeOf = ({ projectId, name }: SourceResource): string => `${projectId}/${name}`;
    const firsts = new Map<string, SourceResource>();
    for (const old of clusters.toReversed()) {
        firsts.set(placeOf(old), old);
    }
    const isFirst = (old: SourceResource): boolean => firsts.get(placeOf(old)) === old;
    return {
        clusters: clusters.filter(isFirst),
        notes: clusters
            .filter((old) => !isFirst(old))
            .map(({ label: whose }) => ({
                whose,
                what: "another resource of the file is the same cluster: it is taken once.",
            })),
    };
}

/** The logical names of Terraform's modules, or of two types, may be equal; those of one type in Pulumi may not. */
function withUniqueNames(clusters: readonly SourceResource[]): SourceResource[] {
    const taken = new Set<string>();
    return clusters.map((old) => {
        const base = old.logicalName === "" ? old.name : old.logicalName;
        let logicalName = base;
        for (let number = 2; taken.has(logicalName); number += 1) {
            logicalName = `${base}-${number}`;
        }
        taken.add(logicalName);
        return { ...old, logicalName };
    });
}

function refuse(file: string, problems: readonly Diagnostic[]): void {
    if (problems.length > 0) {
        throw new CommandError(
            groupDiagnostics(problems)
                .map((line) => `${file}: ${line} Nothing was written.`)
                .join("\n"),
        );
    }
}
