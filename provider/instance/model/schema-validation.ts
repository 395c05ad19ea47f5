import type { ErrorObject } from "ajv";
import { distance } from "fastest-levenshtein";
import { atlasNamespace, nameAProject } from "../../atlas/settings";
import { quoteIfPlausible } from "../../atlas/redaction";
import { validate } from "../../schema/validate-inputs";
import { unknownValue } from "./inputs";

/** A problem of an input, with the path of the property that has it. */
export interface Problem {
    path: string;
    problem: string;
}

/**
 * Both in one text, for the engine: beside a property's path it would print the property's value too: all tags, say, a secret, or
 * `<nil>` for a nested one.
 */
export function problemText({ path, problem }: Problem): string {
    return path === "" ? problem : `${path}: ${problem}`;
}

/**
 * What is wrong with the shape of inputs, by the JSON schema that is generated from their types. A value that is
 * not known yet may stand anywhere.
 */
export function schemaProblems(
    inputs: Readonly<Record<string, unknown>>,
    namespace = atlasNamespace,
): Problem[] {
    if (validate(inputs)) {
        return [];
    }
    return (validate.errors ?? [])
        .filter((error) => error.data !== unknownValue)
        .map((error) => explain(error, namespace));
}

function explain(error: ErrorObject, namespace: string): Problem {
    const path = error.instancePath
        .split("/")
        .slice(1)
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
        .join(".");
    const params = error.params as Readonly<Record<string, unknown>>;
    switch (error.keyword) {
        case "required":
            return missing(join(path, String(params["missingProperty"])), namespace);
        case "additionalProperties": {
            const extra = String(params["additionalProperty"]);
            const close = didYouMean(extra, Object.keys(error.parentSchema?.["properties"] as object));
            const hint = close === undefined ? "" : `: did you mean "${close}"?`;
            return { path: join(path, extra), problem: `unknown property "${extra}"${hint}` };
        }
        case "enum":
        case "const": {
            const choices = (params["allowedValues"] ?? [params["allowedValue"]]) as string[];
            return { path, problem: oneOf(choices, error.data) };
        }
        case "type":
            return { path, problem: wrongType(String(params["type"]), error.data) };
        default:
            return { path, problem: error.message ?? "is not valid" };
    }
}

function missing(path: string, namespace: string): Problem {
    return path === "projectId"
        ? { path, problem: `no project: ${nameAProject(namespace)}` }
        : { path, problem: "is required" };
}

function oneOf(choices: string[], given: unknown): string {
    const list = choices.map((choice) => `"${choice}"`).join(" or ");
    if (typeof given !== "string") {
        return `must be ${list}, not ${kind(given)}`;
    }
    const close = didYouMean(given, choices);
    return `${quoteIfPlausible(given)} is not a valid value: use ${list}${close === undefined ? "" : ` (did you mean "${close}"?)`}`;
}

function wrongType(expected: string, given: unknown): string {
    return `must be ${article(expected)}, not ${kind(given)}${typeHint(expected, given)}`;
}

/** What to write instead, for the two mix-ups that are common. */
function typeHint(expected: string, given: unknown): string {
    if (expected === "boolean" && (given === "true" || given === "false")) {
        return " (use a boolean, not a string; read configuration values with getBoolean)";
    }
    return expected === "string" && (typeof given === "number" || typeof given === "boolean")
        ? " (write the value as a string, in quotes)"
        : "";
}

function kind(value: unknown): string {
    return Array.isArray(value) ? "a list" : article(typeof value);
}

function article(type: string): string {
    return type === "object" ? "a map" : `a ${type}`;
}

function join(path: string, name: string): string {
    return path === "" ? name : `${path}.${name}`;
}

/** The choice that was probably meant; undefined where none is near. */
export function didYouMean(given: string, choices: string[]): string | undefined {
    const ranked = choices
        .map((choice) => ({ choice, steps: distance(given.toLowerCase(), choice.toLowerCase()) }))
        .sort((a, b) => a.steps - b.steps);
    const best = ranked[0];
    const isPart = (choice: string): boolean => choice.toLowerCase().startsWith(given.toLowerCase());
    if (best !== undefined && best.steps <= Math.max(2, given.length / 3)) {
        return best.choice;
    }
    return given.length >= 3 ? choices.find(isPart) : undefined;
}
