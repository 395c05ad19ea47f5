import type { Instance } from "../provider/atlas/instance";
import { idOf } from "../provider/process/ids";
import { plain } from "../provider/process/plain";
import { resourceType, stub } from "../provider/dynamic/stub";
import { imported } from "../provider/instance/imported";
import type { HiddenInputs } from "../provider/instance/inputs";
import { readOwnership } from "../provider/instance/ownership";
import { declared } from "../provider/instance/state";

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
    /** Why its tags are left to others: a program could not declare them. */
    tagProblem?: string;
}

/**
 * The state that this provider itself would have written for a database, had a program declared all of it that can
 * be managed. So the program and the state agree, and the next preview has nothing to show.
 */
export function importable(instance: Instance): Importable {
    const owner = readOwnership(instance.tags)?.owner;
    const hidden: HiddenInputs & { __provider: string } = {
        __provider: stub,
        ...(owner !== undefined && { __owner: owner }),
    };
    const { state, tagProblem } = imported(instance, hidden);
    const entry = {
        type: resourceType,
        name: instance.name,
        id: idOf(state),
        inputs: plain(declared(state)),
        outputs: plain(state),
    };
    return { entry, declaration: declarationIn(entry), ...(tagProblem !== undefined && { tagProblem }) };
}

function declarationIn({ inputs }: ImportEntry): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
}
