import type { Instance } from "../provider/atlas/api/instance";
import { formatId } from "../provider/host/resource-id";
import { toPlainJson } from "../provider/host/plain-json";
import { resourceType, stub } from "../provider/dynamic/stub";
import { resolveImport } from "../provider/instance/lifecycle/import-state";
import type { InternalInputs } from "../provider/instance/model/inputs";
import { inputsFromState, type MutableProperty } from "../provider/instance/state";

/** A resource of Pulumi's import file. */
export interface ImportEntry {
    type: string;
    /** The resource's name in the program. */
    name: string;
    id: string;
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
}

/** A cluster, ready to be imported. */
export interface ImportCandidate {
    entry: ImportEntry;
    /** What a program declares of it. */
    declaration: Record<string, unknown>;
    /** The resource options that it gives. */
    options?: object;
    /** Why its tags are left to others: a program could not declare them. */
    tagProblem?: string;
}

/** What is already decided of a cluster that is imported. */
export interface ImportOverrides {
    /** The resource's name in the program. */
    name: string;
    /** What the program declares of that which can change. */
    managed: readonly MutableProperty[];
}

/**
 * The state that this provider itself would have written for a cluster, had a program declared all of it that can
 * be managed, or what was chosen. So the program and the state agree, and the next preview has nothing to show.
 */
export function toImportEntry(instance: Instance, chosen?: ImportOverrides): ImportCandidate {
    const hidden: InternalInputs & { __provider: string } = { __provider: stub };
    const { state, tagProblem } = resolveImport(instance, hidden, chosen?.managed);
    const entry = {
        type: resourceType,
        name: chosen?.name ?? instance.name,
        id: formatId(state),
        inputs: toPlainJson(inputsFromState(state)),
        outputs: toPlainJson(state),
    };
    return { entry, declaration: declarationIn(entry), ...(tagProblem !== undefined && { tagProblem }) };
}

/**
 * A cluster that nobody has looked at: the state knows only what a program declares, until a refresh completes it.
 */
export function toOfflineEntry(
    name: string,
    declaration: Record<string, unknown> & { projectId: string; name: string },
): ImportCandidate {
    const properties = toPlainJson({ __provider: stub, ...declaration });
    const entry = {
        type: resourceType,
        name,
        id: formatId(declaration),
        inputs: properties,
        outputs: properties,
    };
    return { entry, declaration: declarationIn(entry) };
}

function declarationIn({ inputs }: ImportEntry): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
}
