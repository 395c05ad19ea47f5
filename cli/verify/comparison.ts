import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { asRecord, asString } from "../../provider/atlas/json-readers";
import type { Expectation, Facts, Problem, Promised } from "./expectation";
import type { Observed } from "./session";

/** What the comparison of one answer came to. */
export interface Comparison {
    problems: Problem[];
    /** Fields that the contract does not list. Readers are lenient, so they are no difference. */
    notes: string[];
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true });
const compiled = new Map<object, ValidateFunction>();

/** Holds an answer against its row. */
export function compare({ says }: Pick<Expectation, "says">, answer: Observed, facts: Facts): Comparison {
    const { status, errorCode } = says;
    const code = errorCodeOf(answer);
    if (!status.includes(answer.status)) {
        const answered = [answer.status, code].filter((part) => part !== undefined).join(" ");
        return { problems: [{ aspect: "status", contract: status.join(" or "), answered }], notes: [] };
    }
    const problems: Problem[] = [];
    if (errorCode !== undefined && !errorCode.includes(code ?? "")) {
        problems.push({
            aspect: "errorCode",
            contract: errorCode.join(" or "),
            answered: code ?? "none",
        });
    }
    const body = compareBody(says.body, answer);
    problems.push(...body.problems, ...compareHeaders(says, answer));
    // What relies on the form is only looked at where that is right.
    if (body.problems.length === 0) {
        problems.push(...(says.also?.(answer, facts) ?? []));
    }
    return { problems, notes: body.notes };
}

/** Atlas's own code of an error; undefined where there is none, or where it is no code. */
export function errorCodeOf({ json }: Observed): string | undefined {
    const code = asString(asRecord(json)["errorCode"]);
    return code !== undefined && isWord(code) ? code : undefined;
}

function compareHeaders({ headers = {} }: Promised, answer: Observed): Problem[] {
    return Object.entries(headers).flatMap(([name, pattern]) => {
        const value = answer.headers[name];
        return value !== undefined && pattern.test(value)
            ? []
            : [
                  {
                      aspect: `header ${name}`,
                      contract: pattern.source,
                      answered: value === undefined ? "missing" : "another value",
                  },
              ];
    });
}

function compareBody(schema: Promised["body"], { body, json }: Observed): Comparison {
    if (schema === undefined) {
        return { problems: [], notes: [] };
    }
    if (schema === "none") {
        const problems = [{ aspect: "body", contract: "no body", answered: `${body.length} characters` }];
        return { problems: body === "" ? [] : problems, notes: [] };
    }
    const validate = compiled.get(schema) ?? ajv.compile(schema);
    compiled.set(schema, validate);
    if (validate(json) === true) {
        return { problems: [], notes: [] };
    }
    const [notes, problems] = [new Set<string>(), new Map<string, Problem>()];
    for (const error of validate.errors ?? []) {
        const problem = problemOf(error);
        if (error.keyword === "additionalProperties") {
            notes.add(`${problem.aspect} is not in the contract`);
        } else {
            problems.set(problem.aspect, problem);
        }
    }
    return { problems: [...problems.values()], notes: [...notes] };
}

function problemOf({ keyword, params, schema, instancePath, data }: ErrorObject): Problem {
    const extra = asRecord(params);
    const own = asString(extra["missingProperty"]) ?? asString(extra["additionalProperty"]);
    const path = [...instancePath.split("/").slice(1), ...(own === undefined ? [] : [own])];
    // Of a list's items it does not matter which.
    const field = path.map((part) => (/^\d+$/.test(part) ? "[]" : `.${part}`)).join("");
    const aspect = field === "" ? "body" : `field ${field.replace(/^\./, "")}`;
    return keyword === "required"
        ? { aspect, contract: "present", answered: "missing" }
        : { aspect, contract: `${keyword} ${JSON.stringify(schema)}`, answered: shown(data) };
}

/** A value as a report may show it: a word of Atlas's, a number or a truth, but no text, in which anything may stand. */
function shown(value: unknown): string {
    if (typeof value === "string") {
        return isWord(value) ? value : `a text of ${value.length} characters`;
    }
    return value === null || typeof value !== "object"
        ? String(value)
        : Array.isArray(value)
          ? "a list"
          : "an object";
}

function isWord(text: string): boolean {
    return /^[A-Z][A-Z_]{1,79}$/.test(text);
}
