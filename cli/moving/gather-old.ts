import { withDatabases } from "../account";
import type { Gathered } from "../gathered";
import { CommandError, type Terminal } from "../terminal";
import { grouped, type Note } from "./notes";
import type { OldDatabase, OldStack } from "./old-database";
import { readOldStack } from "./old-stack";
import { readySeen } from "./seen";
import { placeProblems, readyUnseen } from "./unseen";

/** Which databases of a file are wanted, and whether Atlas is not to be asked. */
export interface Wanted {
    /** Names of databases; none for all. */
    names: readonly string[];
    offline: boolean;
}

/**
 * Gathers the databases that another tool manages, with as much of its program as can be carried.
 *
 * @throws CommandError with a line for each thing that is wrong with the file, or that Atlas says otherwise.
 */
export async function gatherOld(file: string, wanted: Wanted, terminal: Terminal): Promise<Gathered> {
    const stack = readOldStack(file);
    refuse(file, stack.problems);
    const chosen = choose(file, stack, wanted.names);
    const { databases, notes } = withoutDoubles(chosen);
    refuse(file, databases.flatMap(placeProblems));
    const named = withUniqueNames(databases);
    const isLeft = ({ whose }: Note): boolean =>
        stack.databases.some(({ label }) => label === whose) && !chosen.some(({ label }) => label === whose);
    const told = [...stack.notes.filter((note) => !isLeft(note)), ...notes];
    const { importables, warnings, ...readied } = wanted.offline
        ? readyUnseen(named)
        : await withDatabases(terminal, (atlas) => readySeen(named, stack.tool, atlas));
    refuse(file, readied.problems);
    return {
        source: `that ${file} holds, ${stack.tool.file}`,
        importables,
        warnings: [...grouped([...told, ...readied.notes]), ...warnings],
        isUnseen: wanted.offline,
        afterwards: [
            "Then, in the old stack's folder, let it forget the databases, or its next destroy deletes them:",
            ...stack.tool.forget(chosen).map((command) => `    ${command}`),
        ],
    };
}

function choose(file: string, { databases, tool }: OldStack, names: readonly string[]): OldDatabase[] {
    if (databases.length === 0) {
        throw new CommandError(
            `${file}, ${tool.file}, holds no database to import: no serverless instance or Flex cluster that it manages. ` +
                "Check that it is the right stack, and that the file is not an old one.",
        );
    }
    const known = new Set(databases.map(({ name }) => name));
    const strange = [...new Set(names)].filter((name) => !known.has(name)).map((name) => `"${name}"`);
    if (strange.length > 0) {
        const own = [...known].map((name) => `"${name}"`).join(", ");
        throw new CommandError(
            `${file} holds no database ${strange.join(", ")}; it holds ${own}. Check the names; nothing was written.`,
        );
    }
    return databases.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** A database that was moved to another resource type is often in both for a while. */
function withoutDoubles(databases: readonly OldDatabase[]): { databases: OldDatabase[]; notes: Note[] } {
    const placeOf = ({ projectId, name }: OldDatabase): string => `${projectId}/${name}`;
    const firsts = new Map<string, OldDatabase>();
    for (const old of databases.toReversed()) {
        firsts.set(placeOf(old), old);
    }
    const isFirst = (old: OldDatabase): boolean => firsts.get(placeOf(old)) === old;
    return {
        databases: databases.filter(isFirst),
        notes: databases
            .filter((old) => !isFirst(old))
            .map(({ label: whose }) => ({
                whose,
                what: "another resource of the file is the same database: it is taken once.",
            })),
    };
}

/** The logical names of Terraform's modules, or of two types, may be equal; those of one type in Pulumi may not. */
function withUniqueNames(databases: readonly OldDatabase[]): OldDatabase[] {
    const taken = new Set<string>();
    return databases.map((old) => {
        const base = old.logicalName === "" ? old.name : old.logicalName;
        let logicalName = base;
        for (let number = 2; taken.has(logicalName); number += 1) {
            logicalName = `${base}-${number}`;
        }
        taken.add(logicalName);
        return { ...old, logicalName };
    });
}

function refuse(file: string, problems: readonly Note[]): void {
    if (problems.length > 0) {
        throw new CommandError(
            grouped(problems)
                .map((line) => `${file}: ${line} Nothing was written.`)
                .join("\n"),
        );
    }
}
