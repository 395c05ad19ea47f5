// Strict validation of what a client sends: every part is named, typed and bounded, and all problems are reported at once.

/** One thing that is wrong with an input. */
export interface Problem {
    /** Where, for example `tags[2].key`; empty for the input as a whole. */
    readonly field: string;
    /** What, as the rest of a sentence that begins with the field. */
    readonly description: string;
}

/** Takes a value of unknown shape: gives it back typed, or notes what is wrong with it. */
export type Reader<T> = (value: unknown, field: string, problems: Problem[]) => T | undefined;

/** An input that is not what it must be. */
export class InvalidInput extends Error {
    override readonly name = "InvalidInput";
    readonly problems: readonly Problem[];

    constructor(problems: readonly Problem[]) {
        super(problems.map(({ field, description }) => `${field || "the input"} ${description}`).join("; "));
        this.problems = problems;
    }
}

/** Reads a whole input; throws {@link InvalidInput}. */
export function read<T>(reader: Reader<T>, value: unknown): T {
    const problems: Problem[] = [];
    const result = reader(value, "", problems);
    if (result === undefined || problems.length > 0) {
        throw new InvalidInput(problems);
    }
    return result;
}

/** A reader from a test: the value, or undefined with the description of what was expected. */
export function expecting<T>(description: string, take: (value: unknown) => T | undefined): Reader<T> {
    return (value, field, problems) => {
        const taken = take(value);
        if (taken === undefined) {
            problems.push({ field, description });
        }
        return taken;
    };
}

/** `true` or `false`. */
export const boolean: Reader<boolean> = expecting("must be a boolean", (value) =>
    typeof value === "boolean" ? value : undefined,
);

/** Text of any length, or within bounds and to a pattern. */
export function text(limits: { min?: number; max?: number; pattern?: RegExp } = {}): Reader<string> {
    const { min = 0, max = Infinity, pattern } = limits;
    const length =
        max === Infinity
            ? min > 0
                ? ` of at least ${min} characters`
                : ""
            : ` of ${min} to ${max} characters`;
    const form = pattern === undefined ? "" : ` that matches ${pattern.source}`;
    return expecting(`must be a string${length}${form}`, (value) =>
        typeof value === "string" &&
        value.length >= min &&
        value.length <= max &&
        (pattern?.test(value) ?? true)
            ? value
            : undefined,
    );
}

/** A number within bounds, by default an integer. */
export function number(limits: { min: number; max?: number; fraction?: boolean }): Reader<number> {
    const { min, max = Number.MAX_SAFE_INTEGER, fraction = false } = limits;
    const kind = fraction ? "a number" : "an integer";
    return expecting(`must be ${kind} from ${min} to ${max}`, (value) =>
        typeof value === "number" && value >= min && value <= max && (fraction || Number.isInteger(value))
            ? value
            : undefined,
    );
}

/** One of a few words. */
export function oneOf<const T extends string | number | boolean>(allowed: readonly T[]): Reader<T> {
    return expecting(`must be one of ${allowed.join(", ")}`, (value) => allowed.find((one) => one === value));
}

/** A list whose items are all alike. */
export function listOf<T>(item: Reader<T>, limits: { max?: number } = {}): Reader<T[]> {
    const { max = Infinity } = limits;
    return (value, field, problems) => {
        if (!Array.isArray(value)) {
            problems.push({ field, description: "must be a list" });
            return undefined;
        }
        if (value.length > max) {
            problems.push({ field, description: `must have at most ${max} items, got ${value.length}` });
            return undefined;
        }
        const items = value.map((one: unknown, index) => item(one, `${field}[${index}]`, problems));
        return items.filter((one) => one !== undefined);
    };
}

/** An object whose keys are free and whose values are all alike. */
export function mapOf<T>(item: Reader<T>): Reader<Record<string, T>> {
    return (value, field, problems) => {
        if (!isRecord(value)) {
            problems.push({ field, description: "must be an object" });
            return undefined;
        }
        const entries: [string, T][] = [];
        for (const [key, one] of Object.entries(value)) {
            const taken = item(one, `${field}.${key}`, problems);
            if (taken !== undefined) {
                entries.push([key, taken]);
            }
        }
        return Object.fromEntries(entries);
    };
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A key that may be left out. */
export interface Optional<T> {
    readonly optional: Reader<T>;
}

/** Marks a key of an object as one that may be left out. */
export function optional<T>(reader: Reader<T>): Optional<T> {
    return { optional: reader };
}

/** The keys of an object and how each is read. */
export type Shape = Readonly<Record<string, Reader<unknown> | Optional<unknown>>>;

type Taken<F> = F extends Optional<infer T> ? T : Read<F>;
type OptionalKey<S extends Shape> = { [K in keyof S]: S[K] extends Optional<unknown> ? K : never }[keyof S];

/** The type an object of that shape has once read. */
export type Shaped<S extends Shape> = { [K in Exclude<keyof S, OptionalKey<S>>]: Taken<S[K]> } & {
    [K in OptionalKey<S>]?: Taken<S[K]>;
};

/** What a reader gives. */
export type Read<R> = R extends Reader<infer T> ? T : never;

/** An object that has the described keys and no others. */
export function object<S extends Shape>(shape: S): Reader<Shaped<S>> {
    return (value, field, problems) => {
        if (!isRecord(value)) {
            problems.push({ field, description: "must be an object" });
            return undefined;
        }
        const at = (key: string) => (field === "" ? key : `${field}.${key}`);
        for (const key of Object.keys(value)) {
            if (!Object.hasOwn(shape, key)) {
                problems.push({ field: at(key), description: "is not a known field" });
            }
        }
        const entries = Object.entries(shape).flatMap(([key, part]) =>
            entry(key, part, value, at(key), problems),
        );
        // The one place where the description's type is asserted rather than inferred: entries are built from it.
        return Object.fromEntries(entries) as Shaped<S>;
    };
}

function entry(
    key: string,
    part: Reader<unknown> | Optional<unknown>,
    value: Readonly<Record<string, unknown>>,
    field: string,
    problems: Problem[],
): [string, unknown][] {
    if (!Object.hasOwn(value, key)) {
        if (typeof part === "function") {
            problems.push({ field, description: "is required" });
        }
        return [];
    }
    const reader = typeof part === "function" ? part : part.optional;
    return [[key, reader(value[key], field, problems)]];
}
