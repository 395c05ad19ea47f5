// Validates what a client sends against JSON schemas, from which the types are inferred. All problems of an input are reported at once.
import * as Type from "@sinclair/typebox";
import type { Static, TArray, TObject, TOptional, TProperties, TSchema } from "@sinclair/typebox";
import { Ajv2020, type ErrorObject, type Options } from "ajv/dist/2020";
import { fromJson, isRecord } from "./json";

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

/** A validator of the emulator's own schemas. Where one has an `errorMessage`, a value of the right type is told by that. */
export function validator(options: Options = {}): Ajv2020 {
    // Without strict numbers, JSON's 1e999 is an integer.
    const strictness = { strict: false, strictNumbers: true, validateSchema: false } as const;
    return new Ajv2020({ allErrors: true, verbose: true, ...strictness, ...options });
}

const ajv = validator();

/** Adds a format that a schema can hold a text to. */
export function addFormat(name: string, isValid: (text: string) => boolean): void {
    ajv.addFormat(name, isValid);
}

/**
 * The value, where it is as a schema has it; else throws {@link InvalidInput}.
 *
 * @param schema A constant, since the validator keeps what it has compiled.
 */
export function read<S extends TSchema>(schema: S, value: unknown): Static<S> {
    const validate = ajv.compile<Static<S>>(schema);
    if (validate(value)) {
        return value;
    }
    throw new InvalidInput(problemsOf(validate.errors ?? [], value));
}

/** The value of JSON text; throws {@link InvalidInput} where it is none. */
export function parsed(text: string): unknown {
    const value = fromJson(text);
    if (value === undefined) {
        throw new InvalidInput([{ field: "", description: "is not valid JSON" }]);
    }
    return value;
}

/** One value, or a list of them; throws as {@link read}. */
export function readEach<S extends TSchema>(list: TArray<S>, value: unknown): Static<S>[] {
    return Array.isArray(value) ? read(list, value) : [read(list.items, value)];
}

/** What is wrong with an input, for people. */
export function problemsOf(errors: readonly ErrorObject[], input: unknown): Problem[] {
    return (
        errors
            // These two only repeat that there is another error.
            .filter(({ keyword }) => keyword !== "if" && keyword !== "propertyNames")
            .map((error) => ({ field: fieldOf(error, input), description: descriptionOf(error) }))
    );
}

/** Where in the input an error is. */
export function fieldOf({ instancePath, params, propertyName }: ErrorObject, input: unknown): string {
    const parts = instancePath.split("/").slice(1);
    const child: unknown = params["missingProperty"] ?? params["additionalProperty"] ?? propertyName;
    let field = "";
    let at = input;
    for (const part of parts.map((one) => one.replaceAll("~1", "/").replaceAll("~0", "~"))) {
        field += Array.isArray(at) ? `[${part}]` : `.${part}`;
        at = Array.isArray(at) ? at[Number(part)] : isRecord(at) ? at[part] : undefined;
    }
    return `${field}${typeof child === "string" ? `.${child}` : ""}`.replace(/^\./, "");
}

const TYPES: Readonly<Record<string, string>> = {
    array: "a list",
    boolean: "a boolean",
    integer: "an integer",
    number: "a number",
    object: "an object",
    string: "a string",
};

function descriptionOf({
    keyword,
    params,
    parentSchema = {},
    message = "is not valid",
}: ErrorObject): string {
    const allowed: unknown = params["allowedValues"];
    const { type, minimum, maximum, errorMessage } = parentSchema as Readonly<Record<string, unknown>>;
    const kind = TYPES[String(type)];
    const isBounded = typeof minimum === "number" && typeof maximum === "number";
    const bounds = isBounded ? ` from ${minimum} to ${maximum}` : "";
    const typed = kind === undefined ? message : `must be ${kind}${bounds}`;
    const usual: Readonly<Record<string, string>> = {
        required: "is required",
        additionalProperties: "is not a known field",
        type: typed,
        enum: `must be one of ${Array.isArray(allowed) ? allowed.join(", ") : ""}`,
    };
    const isBound = keyword === "minimum" || keyword === "maximum";
    return usual[keyword] ?? (typeof errorMessage === "string" ? errorMessage : isBound ? typed : message);
}

type OptionalIn<P extends TProperties> = { [K in keyof P]: TOptional<P[K]> };

/** An object with some properties that it must have, some that it may have, and no others. */
export function object<R extends TProperties>(required: R): TObject<R>;
export function object<R extends TProperties, O extends TProperties>(
    required: R,
    optional: O,
): TObject<R & OptionalIn<O>>;
export function object(required: TProperties, optional: TProperties = {}): TObject {
    const { properties } = Type.Partial(Type.Object(optional));
    return Type.Object({ ...required, ...properties }, { additionalProperties: false });
}

/** One of a few values. */
export function oneOf<const T extends readonly (string | number | boolean)[]>(values: T) {
    return Type.Unsafe<T[number]>({ enum: values });
}

/** An integer that JavaScript counts exactly. */
export function integer(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
    return Type.Integer({ minimum, maximum });
}

/** An object whose keys are free, within what a schema says of them, and whose values are all alike. */
export function mapOf<S extends TSchema>(additionalProperties: S, limits: object = {}) {
    return Type.Unsafe<Record<string, Static<S>>>({ type: "object", additionalProperties, ...limits });
}
