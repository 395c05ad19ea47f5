// Validates what a client sends, by JSON schemas that its types come from, too. All problems of an input are reported at once.
import { validateHeaderName, validateHeaderValue } from "node:http";
import * as Type from "@sinclair/typebox";
import type { Static, TProperties, TSchema } from "@sinclair/typebox";
import { Ajv2020, type ErrorObject, type Options } from "ajv/dist/2020";

/** One thing that is wrong with an input. */
export interface Problem {
    /** Where, for example `tags[2].key`; empty for the input as a whole. */
    readonly field: string;
    /** What, as the rest of a sentence that begins with the field. */
    readonly description: string;
}

/** An input that is not what it must be. */
export class InvalidInput extends Error {
    override readonly name = "InvalidInput";
    readonly problems: readonly Problem[];

    constructor(problems: readonly Problem[]) {
        super(problems.map(({ field, description }) => `${field || "the input"} ${description}`).join("; "));
        this.problems = problems;
    }
}

/** Headers that say where an answer ends: with another one than the server's, the next answer would not be found. */
const FRAMING: readonly string[] = ["content-length", "transfer-encoding", "trailer"];

/** What a text can be held to besides a pattern. */
const formats = {
    "date-time": (text: string) => !Number.isNaN(Date.parse(text)),
    "header-name": (text: string) => passes(() => validateHeaderName(text)),
    "header-own": (text: string) => !FRAMING.includes(text.toLowerCase()),
    "header-value": (text: string) => passes(() => validateHeaderValue("any", text)),
};

function passes(check: () => void): boolean {
    try {
        check();
        return true;
    } catch {
        return false;
    }
}

/** A validator of JSON schemas, which may say in `problem` what is wrong with a value that breaks them. */
export function validator(options: Options = {}): Ajv2020 {
    return new Ajv2020({ allErrors: true, strict: false, verbose: true, formats, ...options });
}

const ajv = validator();

/** The value, where it is as a schema has it; else throws {@link InvalidInput}. */
export function read<S extends TSchema>(schema: S, value: unknown): Static<S> {
    const validate = ajv.compile<Static<S>>(schema);
    if (validate(value)) {
        return value;
    }
    throw new InvalidInput(problemsOf(validate.errors ?? []));
}

/** What is wrong with an input, for people. */
export function problemsOf(errors: readonly ErrorObject[]): Problem[] {
    // These say only that one of the others is there.
    return errors.filter(({ keyword }) => !["if", "propertyNames"].includes(keyword)).map(problemOf);
}

function problemOf({
    keyword,
    instancePath,
    params,
    parentSchema,
    propertyName,
    message = "is not valid",
}: ErrorObject): Problem {
    const path = instancePath
        .split("/")
        .slice(1)
        .map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
        .join("");
    const child: unknown = params["missingProperty"] ?? params["additionalProperty"] ?? propertyName;
    const field = `${path}${typeof child === "string" ? `.${child}` : ""}`.replace(/^\./, "");
    const allowed: unknown = params["allowedValues"];
    const known: Readonly<Record<string, string>> = {
        required: "is required",
        additionalProperties: "is not a known field",
        enum: `must be one of ${Array.isArray(allowed) ? allowed.join(", ") : ""}`,
    };
    const problem: unknown = keyword in known ? undefined : parentSchema?.["problem"];
    return { field, description: typeof problem === "string" ? problem : (known[keyword] ?? message) };
}

/** An object with these properties and no others. */
export function object<P extends TProperties>(properties: P) {
    return Type.Object(properties, { additionalProperties: false });
}

/** The same, each of which may be omitted. */
export function partial<P extends TProperties>(properties: P) {
    return Type.Partial(object(properties));
}

/** One of a few values. */
export function oneOf<const T extends readonly (string | number | boolean)[]>(values: T) {
    return Type.Unsafe<T[number]>({ enum: values });
}

/** An object whose keys are free, within what a schema says of them, and whose values are all alike. */
export function mapOf<S extends TSchema>(additionalProperties: S, limits: object = {}) {
    return Type.Unsafe<Record<string, Static<S>>>({ type: "object", additionalProperties, ...limits });
}
