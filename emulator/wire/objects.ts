// Objects with known keys: the types come from the description, so that reading and using cannot disagree.
import { isRecord } from "./reader";
import type { Problem, Reader } from "./reader";

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

type Taken<F> = F extends Optional<infer T> ? T : F extends Reader<infer T> ? T : never;
type OptionalKey<S extends Shape> = { [K in keyof S]: S[K] extends Optional<unknown> ? K : never }[keyof S];

/** The type an object of that shape has once read. */
export type Shaped<S extends Shape> = { [K in Exclude<keyof S, OptionalKey<S>>]: Taken<S[K]> } & {
    [K in OptionalKey<S>]?: Taken<S[K]>;
};

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
