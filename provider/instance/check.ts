import { isObjectId, projectIdProblem } from "../atlas/credentials";
import { isRecord, record, text } from "../atlas/json";
import { quoteIfPlausible } from "../atlas/redaction";
import { parseDuration } from "./durations";
import { unknown } from "./inputs";
import { automaticName, nameProblem } from "./names";
import { regionProblem } from "./regions";
import { shapeProblems, type Problem } from "./shape";
import { mostTags, tagProblems } from "./tags";
import { readUrn } from "./urn";

/** The outcome of a check: the inputs to go on with, and what is wrong with them. */
export interface Checked {
    inputs: Record<string, unknown>;
    problems: Problem[];
}

/**
 * Validates the inputs of a database and completes them with an automatic name. Pure: no network, no clock; what
 * is not known yet passes.
 *
 * Source: Pulumi's `check`, which gets the inputs of the last deployment (none for a new resource) and the new ones.
 */
export function check(olds: unknown, news: unknown, autonaming?: Autonaming): Checked {
    const old = record(olds);
    const inputs = withOrigin(withoutStrangeHidden(withoutNulls(record(news))), old);
    const visible = Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
    const problems = [...shapeProblems(visible), ...meaningProblems(inputs, old), ...timeoutProblems(inputs)];
    const named = withName(inputs, old, autonaming);
    return "problem" in named
        ? { inputs, problems: [...problems, { path: "name", problem: named.problem }] }
        : { inputs: named.inputs, problems };
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
        whenKnown(record(inputs["providerSettings"])["regionName"], regionProblem),
    );
    const tags = inputs["tags"];
    if (isRecord(tags)) {
        const texts = Object.entries(tags).flatMap(([key, value]) =>
            typeof value === "string" ? [[key, value] as const] : [],
        );
        const mayBeUnowned = [false, unknown].some((value) => inputs["ownershipTag"] === value);
        const most = mayBeUnowned ? mostTags : mostTags - 1;
        problems.push(...tagProblems(Object.fromEntries(texts), most, (value) => value === unknown));
    }
    problems.push(...takingProblems(inputs));
    about("projectId", movedProblem(inputs, old));
    return problems;
}

function whenKnown(value: unknown, problem: (value: string) => string | undefined): string | undefined {
    return typeof value === "string" && value !== unknown ? problem(value) : undefined;
}

/** What cannot be said of taking a database that is there already. */
function takingProblems(inputs: Record<string, unknown>): Problem[] {
    const { adopt, ownershipTag, upgradeFromSharedTier, name } = inputs;
    const problems: Problem[] = [];
    if (typeof adopt === "string" && adopt !== unknown && !isObjectId(adopt)) {
        problems.push({
            path: "adopt",
            problem: `${quoteIfPlausible(adopt)} is no id of a database: that has 24 hexadecimal digits`,
        });
    }
    if (ownershipTag === false && ![undefined, false, unknown].some((value) => adopt === value)) {
        problems.push({
            path: "adopt",
            problem:
                "without the ownership tag nothing can be adopted: leave ownershipTag: false out, or adopt",
        });
    }
    if (upgradeFromSharedTier === true && name === undefined) {
        problems.push({
            path: "upgradeFromSharedTier",
            problem: "needs a name: that of the shared-tier cluster to upgrade",
        });
    }
    return problems;
}

/** A project that the surroundings name must never move a database: that would replace it, and lose its data. */
function movedProblem(inputs: Record<string, unknown>, old: Record<string, unknown>): string | undefined {
    const source = text(inputs["__projectIdFrom"]);
    const before = text(old["projectId"]);
    const now = text(inputs["projectId"]);
    return source === undefined || before === undefined || before === unknown || before === now
        ? undefined
        : `the database is in project ${before}, but ${source} now says ${saidOf(now)}: ` +
              "correct that, or give projectId in the program if the database shall be replaced";
}

function saidOf(projectId: string | undefined): string {
    if (projectId === undefined) {
        return "nothing";
    }
    return isObjectId(projectId) ? projectId : quoteIfPlausible(projectId);
}

function timeoutProblems(inputs: Record<string, unknown>): Problem[] {
    return Object.entries(record(inputs["__timeouts"])).flatMap(([operation, duration]) =>
        typeof duration === "string" && (duration === unknown || parseDuration(duration) !== undefined)
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
    const before = text(old["name"]);
    if (old["__automaticName"] === true && before !== undefined && before !== unknown) {
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
    const urn = text(inputs["__urn"]) ?? "";
    return automatic([...forcing, urn].includes(unknown) ? unknown : automaticName(urn, forcing));
}

function forcingInputs(inputs: Record<string, unknown>): string[] {
    const settings = record(inputs["providerSettings"]);
    const whole = inputs["providerSettings"] === unknown ? unknown : "";
    return [inputs["projectId"], settings["backingProviderName"], settings["regionName"]].map(
        (value, index) => text(value) ?? (index > 0 ? whole : ""),
    );
}

/** The origin, which the constructor tells, as what the provider goes on with. */
function withOrigin(
    { __origin: origin, ...inputs }: Record<string, unknown>,
    old: Record<string, unknown>,
): Record<string, unknown> {
    if (origin === undefined) {
        return inputs;
    }
    const urn = text(record(origin)["urn"]) ?? unknown;
    const identity = text(record(origin)["identity"]);
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
    const [oldUrn, oldIdentity] = [text(old["__urn"]), text(old["__identity"])];
    if (oldUrn === undefined || [oldUrn, urn].includes(unknown)) {
        return undefined;
    }
    const [before, now] = [readUrn(oldUrn), readUrn(urn)];
    const isOtherState =
        oldIdentity !== undefined && oldIdentity !== identity && ![oldIdentity, identity].includes(unknown);
    const isElsewhere = before.project !== now.project || before.stack !== now.stack;
    return before.path !== now.path || (isOtherState && isElsewhere) ? oldUrn : undefined;
}

/** The constructor's own inputs are texts, yes or no, and two maps; whatever else has such a name is not from it. */
function withoutStrangeHidden(inputs: Record<string, unknown>): Record<string, unknown> {
    const isOfConstructor = (key: string, value: unknown): boolean =>
        typeof value === "string" ||
        typeof value === "boolean" ||
        (["__timeouts", "__origin"].includes(key) && isRecord(value));
    // What an earlier check has made, `ignoreChanges: ["*"]` hands in again; it is found anew.
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
