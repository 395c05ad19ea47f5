import type { Instance } from "../atlas/instance";
import { check } from "./check";
import type { HiddenInputs } from "./inputs";
import { importedMark, parseOwnerTag } from "./ownership";
import { changeable, declared, isFlex, outputsOf, stateOf, type Changeable, type State } from "./state";

/** What a stack takes in as it stands. */
export interface Imported {
    state: State;
    /** Why its tags are left to others: a program could not declare them. */
    tagProblem?: string;
}

/**
 * The state of a database that no stack knew, as if a program had declared it as it stands. So a program that declares
 * just this agrees with the state.
 *
 * @param managed What the program declares: all that can be managed and is not as a new database has it, unless
 * somebody knows better.
 */
export function imported(
    instance: Instance,
    hidden: HiddenInputs,
    managed: readonly Changeable[] = notable(instance),
): Imported {
    const stateWith = (properties: Changeable[]): State => importedState(instance, hidden, properties);
    const whole = stateWith([...managed]);
    const problem = check({}, declared(whole)).problems.find(({ path }) => path.startsWith("tags"));
    return problem === undefined
        ? { state: whole }
        : {
              state: stateWith(managed.filter((property) => property !== "tags")),
              tagProblem: problem.problem,
          };
}

/**
 * The state of a cluster that no stack knew. Its mark is recorded where its tag names the importing resource's own slot; any
 * other tag is noted, and the first update takes the cluster over.
 */
export function importedState(
    instance: Instance,
    hidden: HiddenInputs,
    managed: Changeable[] | undefined,
): State {
    const tag = parseOwnerTag(instance.tags);
    const mark = importedMark(instance.tags, hidden);
    return stateOf(hidden, instance, {
        __ignored: {},
        __managed: managed,
        ...(mark === undefined
            ? { __noted: tag && { relation: "foreign", owner: tag.owner } }
            : { __owner: tag?.owner, __mark: mark }),
    });
}

/** What differs from a new database's: to declare the rest would only make the program longer. */
export function notable(instance: Instance): Changeable[] {
    const outputs = outputsOf(instance);
    const isNotable: Record<Changeable, boolean> = {
        tags: Object.keys(outputs.tags).length > 0,
        // A Flex cluster has no continuous backup to turn on or off.
        serverlessBackupOptions: instance.continuousBackupEnabled === true && !isFlex(outputs),
        terminationProtectionEnabled: instance.terminationProtectionEnabled,
    };
    return changeable.filter((property) => isNotable[property]);
}
