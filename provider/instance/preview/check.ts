import { isObjectId, projectIdProblem } from "../../atlas/settings";
import { isRecord, asRecord, asString, type JsonRecord } from "../../atlas/json-readers";
import { quoteIfPlausible } from "../../atlas/redaction";
import { parseDuration } from "../model/durations";
import { unknownValue, type CheckedInputs } from "../model/inputs";
import { automaticName, idProblem, nameProblem } from "../model/names";
import { regionProblem } from "../model/regions";
import { schemaProblems, type Problem } from "../model/schema-validation";
import { maxTags, tagProblems } from "./tags";
import { parseUrn } from "../model/urn";

/** The outcome of a check: the inputs to continue with, and what is wrong with them. */
export interface Checked {
    inputs: Record<string, unknown>;
    problems: Problem[];
}

/**
 * Validates the inputs of a cluster and completes them with an automatic name. Pure: no network, no clock; what
 * is not known yet passes.
 *
 * Source: Pulumi's `check`, which gets the inputs of the last deployment (none for a new resource) and the new ones.
 *
 * @param namespace The namespace of the Pulumi configuration, for messages.
 */
export function check(olds: unknown, news: unknown, autonaming?: Autonaming, namespace?: string): Checked {
    const old = asRecord(olds);
    const inputs = withOrigin(withoutStrangeHidden(withoutNulls(asRecord(news))), old);
    const visible = Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
    const problems = [
        ...schemaProblems(visible, namespace),
        ...meaningProblems(inputs, old),
        ...(isNothingToAdopt(inputs, autonaming) ? [{ path: "adopt", problem: nameOfAdopted }] : []),
        ...timeoutProblems(inputs),
    ];
    const named = withName(inputs, old, autonaming);
    return "problem" in named
        ? { inputs, problems: [...problems, { path: "name", problem: named.problem }] }
        : { inputs: named.inputs, problems };
}

/** What `check` has validated; Pulumi hands it back as it was. */
export function asChecked(properties: JsonRecord): CheckedInputs {
    return properties as unknown as CheckedInputs;
}

/**
 * What Pulumi's setting `pulumi:autonaming` says of a resource's name. A proposal is not an order: one with randomness would be
 * another name in each run, and what a killed create has left would not be found.
 */
export type Autonaming = { mode: "propose" } | { mode: "enforce"; name: string } | { mode: "disabled" };

/** What a schema cannot say; values of a wrong type are the schema's matter. */
function meaningProblems(inputs: Record<string, unknown>, old: Record<string, unknown>): Problem[] {
    const problems: Problem[] = [];
    const about = (path: string, problem: string | undefined): void => {
        if (problem !== undefined) {
            problems.push({ path, problem });
        }
    };
    about("projectId", whenKnown(inputs["projectId"], projectIdProblem));
    about("name", whenKnown(inputs["name"], nameProblem));
    about(
        "providerSettings.regionName",
        whenKnown(asRecord(inputs["providerSettings"])["regionName"], regionProblem),
    );
    const tags = inputs["tags"];
    if (isRecord(tags)) {
        const texts = Object.entries(tags).flatMap(([key, value]) =>
            typeof value === "string" ? [[key, value] as const] : [],
        );
        const mayBeUnowned = [false, unknownValue].some((value) => inputs["ownershipTag"] === value);
        const most = mayBeUnowned ? maxTags : maxTags - 1;
        problems.push(...tagProblems(Object.fromEntries(texts), most, (value) => value === unknownValue));
    }
    problems.push(...takingProblems(inputs), ...restoreProblems(inputs));
    about("projectId", movedProblem(inputs, old));
    return problems;
}

function whenKnown(value: unknown, problem: (value: string) => string | undefined): string | undefined {
    return typeof value === "string" && value !== unknownValue ? problem(value) : undefined;
}

/** What cannot be said of taking a cluster that is there already. */
function takingProblems(inputs: Record<string, unknown>): Problem[] {
    const { adopt, ownershipTag, upgradeFromSharedTier, name } = inputs;
    const problems: Problem[] = [];
    const idOfNone = whenKnown(adopt, (id) => idProblem("cluster", id));
    if (idOfNone !== undefined) {
        problems.push({ path: "adopt", problem: idOfNone });
    }
    if (ownershipTag === false && ![undefined, false, unknownValue].some((value) => adopt === value)) {
        problems.push({
            path: "adopt",
            problem: "adopt requires the ownership tag: remove either ownershipTag: false or adopt",
        });
    }
    if (upgradeFromSharedTier === true && name === undefined) {
        problems.push({
            path: "upgradeFromSharedTier",
            problem: "requires name, the name of the shared-tier cluster to upgrade",
        });
    }
    return problems;
}

const nameOfAdopted =
    "true requires name, the name of the cluster to adopt: an auto-generated name is new, and no existing cluster has it";

/**
 * Whether the cluster to adopt is the one with a name that only this resource could have given it. Which cluster that is an ID says;
 * a name that `pulumi:autonaming` prescribes may be anyone's.
 */
function isNothingToAdopt({ adopt, name }: Record<string, unknown>, autonaming?: Autonaming): boolean {
    const isOurName = autonaming === undefined || autonaming.mode === "propose";
    return adopt === true && name === undefined && isOurName;
}

/** What cannot be said of the data to start with. */
function restoreProblems(inputs: Record<string, unknown>): Problem[] {
    const restoreFrom = inputs["restoreFrom"];
    if (!isRecord(restoreFrom)) {
        return [];
    }
    const { snapshotId, name, projectId } = restoreFrom;
    const taking = ["adopt", "upgradeFromSharedTier"].find(
        (input) => ![undefined, false, unknownValue].some((value) => inputs[input] === value),
    );
    const isItself =
        name === inputs["name"] && [undefined, inputs["projectId"]].some((value) => projectId === value);
    const problems: [string, string | undefined][] = [
        ["restoreFrom.snapshotId", whenKnown(snapshotId, (id) => idProblem("snapshot", id))],
        ["restoreFrom.name", whenKnown(name, nameProblem)],
        ["restoreFrom.projectId", whenKnown(projectId, projectIdProblem)],
        [
            "restoreFrom",
            taking &&
                `is not possible together with ${taking}, which takes a cluster that exists already: a restore would replace ` +
                    "its data",
        ],
        [
            "restoreFrom.name",
            isItself && typeof name === "string" && name !== unknownValue
                ? "is the cluster itself, which has no snapshot before it is created"
                : undefined,
        ],
    ];
    return problems.flatMap(([path, problem]) => (problem === undefined ? [] : [{ path, problem }]));
}

/** A project that the surroundings name must never move a cluster: that would replace it, and lose its data. */
function movedProblem(inputs: Record<string, unknown>, old: Record<string, unknown>): string | undefined {
    const source = asString(inputs["__projectIdFrom"]);
    const before = asString(old["projectId"]);
    const now = asString(inputs["projectId"]);
    return source === undefined || before === undefined || before === unknownValue || before === now
        ? undefined
        : `the cluster is in project ${before}, but ${source} is now ${saidOf(now)}: ` +
              "restore the previous value, or set projectId in the program to replace the cluster";
}

function saidOf(projectId: string | undefined): string {
    if (projectId === undefined) {
        return "nothing";
    }
    return isObjectId(projectId) ? projectId : quoteIfPlausible(projectId);
}

function timeoutProblems(inputs: Record<string, unknown>): Problem[] {
    return Object.entries(asRecord(inputs["__timeouts"])).flatMap(([operation, duration]) =>
        typeof duration === "string" && (duration === unknownValue || parseDuration(duration) !== undefined)
            ? []
            : [
                  {
                      path: "",
                      problem: `customTimeouts.${operation} must be a duration such as "30m" or "1h30m"`,
                  },
              ],
    );
}

/**
 * The inputs with a name. An automatic name stays as long as nothing changes that forces a replacement, so that
 * a renamed stack or resource renames no cluster.
 */
function withName(
    inputs: Record<string, unknown>,
    old: Record<string, unknown>,
    autonaming: Autonaming | undefined,
): { inputs: Record<string, unknown> } | { problem: string } {
    const told = autonaming === undefined ? {} : { __autonaming: true };
    if (inputs["name"] !== undefined) {
        return { inputs: { ...inputs, ...told } };
    }
    const automatic = (name: string) => ({ inputs: { ...inputs, ...told, name, __automaticName: true } });
    const forcing = forcingInputs(inputs);
    const before = asString(old["name"]);
    if (old["__automaticName"] === true && before !== undefined && before !== unknownValue) {
        const unchanged = forcingInputs(old).every((value, index) => value === forcing[index]);
        if (unchanged) {
            return automatic(before);
        }
    }
    if (autonaming?.mode === "disabled") {
        return { problem: "is required, because pulumi:autonaming is disabled for this resource" };
    }
    if (autonaming?.mode === "enforce") {
        const problem = nameProblem(autonaming.name);
        return problem === undefined
            ? automatic(autonaming.name)
            : { problem: `${problem}. It comes from pulumi:autonaming: change its pattern, or set name` };
    }
    const urn = asString(inputs["__urn"]) ?? "";
    return automatic([...forcing, urn].includes(unknownValue) ? unknownValue : automaticName(urn, forcing));
}

function forcingInputs(inputs: Record<string, unknown>): string[] {
    const settings = asRecord(inputs["providerSettings"]);
    const whole = inputs["providerSettings"] === unknownValue ? unknownValue : "";
    return [inputs["projectId"], settings["backingProviderName"], settings["regionName"]].map(
        (value, index) => asString(value) ?? (index > 0 ? whole : ""),
    );
}

/** The origin, which the constructor tells, in the form that the provider continues with. */
function withOrigin(
    { __origin: origin, ...inputs }: Record<string, unknown>,
    old: Record<string, unknown>,
): Record<string, unknown> {
    if (origin === undefined) {
        return inputs;
    }
    const urn = asString(asRecord(origin)["urn"]) ?? unknownValue;
    const identity = asString(asRecord(origin)["identity"]);
    const movedFrom = identity === undefined ? undefined : oldPlace(old, urn, identity);
    return {
        ...inputs,
        __urn: urn,
        ...(identity !== undefined && { __identity: identity }),
        ...(movedFrom !== undefined && { __movedFrom: movedFrom }),
    };
}

/**
 * The URN of the last deployment where a resource has moved since: another path, or another state and another project or stack.
 * A renamed stack, a newer plugin and another entry point are no moves.
 */
function oldPlace(old: Record<string, unknown>, urn: string, identity: string): string | undefined {
    const [oldUrn, oldIdentity] = [asString(old["__urn"]), asString(old["__identity"])];
    if (oldUrn === undefined || [oldUrn, urn].includes(unknownValue)) {
        return undefined;
    }
    const [before, now] = [parseUrn(oldUrn), parseUrn(urn)];
    const isOtherState =
        oldIdentity !== undefined &&
        oldIdentity !== identity &&
        ![oldIdentity, identity].includes(unknownValue);
    const isElsewhere = before.project !== now.project || before.stack !== now.stack;
    return before.path !== now.path || (isOtherState && isElsewhere) ? oldUrn : undefined;
}

/** The constructor's own inputs are texts, yes or no, and two maps; whatever else has such a name is not from it. */
function withoutStrangeHidden(inputs: Record<string, unknown>): Record<string, unknown> {
    const isOfConstructor = (key: string, value: unknown): boolean =>
        typeof value === "string" ||
        typeof value === "boolean" ||
        (["__timeouts", "__origin"].includes(key) && isRecord(value));
    // What an earlier check has made, `ignoreChanges: ["*"]` hands in again; it is found again.
    const made = ["__movedFrom", "__autonaming", "__owner"];
    return Object.fromEntries(
        Object.entries(inputs).filter(
            ([key, value]) => !key.startsWith("__") || (isOfConstructor(key, value) && !made.includes(key)),
        ),
    );
}

/** Pulumi hands on a null where a program gave one; for an input it means the same as leaving it out. */
function withoutNulls(value: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(value)
            .filter(([, part]) => part !== null && part !== undefined)
            .map(([key, part]) => [key, isRecord(part) ? withoutNulls(part) : part]),
    );
}
