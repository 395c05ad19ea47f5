import type { Instance } from "../provider/atlas/instance";
import { idOf } from "../provider/process/ids";
import { plain } from "../provider/process/plain";
import { resourceType, stub } from "../provider/dynamic/stub";
import { imported } from "../provider/instance/imported";
import type { HiddenInputs } from "../provider/instance/inputs";
import { declared, type Changeable } from "../provider/instance/state";

/** A resource of Pulumi's import file. */
export interface ImportEntry {
    type: string;
    /** The resource's name in the program. */
    name: string;
    id: string;
    inputs: Record<string, unknown>;
    outputs: Record<string, unknown>;
}

/** A database, ready to be imported. */
export interface Importable {
    entry: ImportEntry;
    /** What a program declares of it. */
    declaration: Record<string, unknown>;
    /** The resource options that it gives. */
    options?: object;
    /** Why its tags are left to others: a program could not declare them. */
    tagProblem?: string;
}

/** What is already decided of a database that is imported. */
export interface Chosen {
    /** The resource's name in the program. */
    name: string;
    /** What the program declares of that which can change. */
    managed: readonly Changeable[];
}

/**
 * The state that this provider itself would have written for a database, had a program declared all of it that can
 * be managed, or what was chosen. So the program and the state agree, and the next preview has nothing to show.
 */
export function importable(instance: Instance, chosen?: Chosen): Importable {
    const hidden: HiddenInputs & { __provider: string } = { __provider: stub };
    const { state, tagProblem } = imported(instance, hidden, chosen?.managed);
    const entry = {
        type: resourceType,
        name: chosen?.name ?? instance.name,
        id: idOf(state),
        inputs: plain(declared(state)),
        outputs: plain(state),
    };
    return { entry, declaration: declarationIn(entry), ...(tagProblem !== undefined && { tagProblem }) };
}

/**
 * A database that nobody has looked at: the state knows only what a program declares, until a refresh completes it.
 */
export function importableUnseen(
    name: string,
    declaration: Record<string, unknown> & { projectId: string; name: string },
): Importable {
    const properties = plain({ __provider: stub, ...declaration });
    const entry = {
        type: resourceType,
        name,
        id: idOf(declaration),
        inputs: properties,
        outputs: properties,
    };
    return { entry, declaration: declarationIn(entry) };
}

function declarationIn({ inputs }: ImportEntry): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
}
