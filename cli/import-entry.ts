import type { Instance } from "../provider/atlas/instance";
import { idOf } from "../provider/dynamic/ids";
import { plain } from "../provider/dynamic/plain";
import { resourceType, stub } from "../provider/dynamic/stub";
import { check } from "../provider/instance/check";
import type { HiddenInputs } from "../provider/instance/inputs";
import { readOwnership } from "../provider/instance/ownership";
import {
    changeable,
    declared,
    isFlex,
    outputsOf,
    stateOf,
    type Changeable,
} from "../provider/instance/state";

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
    const whole = entryOf(instance, managed(instance));
    const tagProblem = check({}, whole.inputs).problems.find(({ path }) => path.startsWith("tags"));
    if (tagProblem === undefined) {
        return { entry: whole, declaration: declarationIn(whole) };
    }
    const entry = entryOf(
        instance,
        managed(instance).filter((property) => property !== "tags"),
    );
    return { entry, declaration: declarationIn(entry), tagProblem: tagProblem.problem };
}

/** What differs from a new database's: to declare the rest would only make the program longer. */
function managed(instance: Instance): Changeable[] {
    const outputs = outputsOf(instance);
    const isManaged: Record<Changeable, boolean> = {
        tags: Object.keys(outputs.tags).length > 0,
        // A Flex cluster has no continuous backup to turn on or off.
        serverlessBackupOptions: instance.continuousBackupEnabled === true && !isFlex(outputs),
        terminationProtectionEnabled: instance.terminationProtectionEnabled,
    };
    return changeable.filter((property) => isManaged[property]);
}

function entryOf(instance: Instance, __managed: Changeable[]): ImportEntry {
    const ownership = readOwnership(instance.tags);
    const hidden: HiddenInputs & { __provider: string } = {
        __provider: stub,
        ...(ownership !== undefined && { __owner: ownership.owner }),
    };
    const state = stateOf(hidden, instance, { __ignored: {}, __managed, __mark: ownership?.mark });
    return {
        type: resourceType,
        name: instance.name,
        id: idOf(state),
        inputs: plain(declared(state)),
        outputs: plain(state),
    };
}

function declarationIn({ inputs }: ImportEntry): Record<string, unknown> {
    return Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
}
