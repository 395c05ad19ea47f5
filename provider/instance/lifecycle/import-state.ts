import type { Instance } from "../../atlas/api/instance";
import { check } from "../preview/check";
import type { InternalInputs } from "../model/inputs";
import { importedMark, parseOwnerTag } from "../ownership/owner-tag";
import {
    mutableProperties,
    inputsFromState,
    isFlex,
    outputsOf,
    buildState,
    type MutableProperty,
    type State,
} from "../state";

/** What a stack takes in as it stands. */
export interface ResolvedImport {
    state: State;
    /** Why its tags are left to others: a program could not declare them. */
    tagProblem?: string;
}

/**
 * The state of a cluster that no stack knew, as if a program had declared it as it stands. So a program that declares
 * just this agrees with the state.
 *
 * @param managed What the program declares: all that can be managed and is not as a new cluster has it, unless
 * somebody knows better.
 */
export function resolveImport(
    instance: Instance,
    hidden: InternalInputs,
    managed: readonly MutableProperty[] = nonDefaultProperties(instance),
): ResolvedImport {
    const stateWith = (properties: MutableProperty[]): State => stateForImport(instance, hidden, properties);
    const whole = stateWith([...managed]);
    const problem = check({}, inputsFromState(whole)).problems.find(({ path }) => path.startsWith("tags"));
    return problem === undefined
        ? { state: whole }
        : {
              state: stateWith(managed.filter((property) => property !== "tags")),
              tagProblem: problem.problem,
          };
}

/**
 * The state of a cluster that no stack knew. Its ownership ID is recorded where its tag names the importing resource's own slot;
 * any other tag is noted, and the first update adopts the cluster.
 */
export function stateForImport(
    instance: Instance,
    hidden: InternalInputs,
    managed: MutableProperty[] | undefined,
): State {
    const tag = parseOwnerTag(instance.tags);
    const mark = importedMark(instance.tags, hidden);
    return buildState(hidden, instance, {
        __ignored: {},
        __managed: managed,
        ...(mark === undefined
            ? { __noted: tag && { relation: "foreign", owner: tag.owner } }
            : { __owner: tag?.owner, __mark: mark }),
    });
}

/** What differs from a new cluster's: to declare the rest would only make the program longer. */
export function nonDefaultProperties(instance: Instance): MutableProperty[] {
    const outputs = outputsOf(instance);
    const isNotable: Record<MutableProperty, boolean> = {
        tags: Object.keys(outputs.tags).length > 0,
        // A Flex cluster has no continuous backup to turn on or off.
        serverlessBackupOptions: instance.continuousBackupEnabled === true && !isFlex(outputs),
        terminationProtectionEnabled: instance.terminationProtectionEnabled,
    };
    return mutableProperties.filter((property) => isNotable[property]);
}
