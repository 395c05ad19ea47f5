// Reads JSON whose shape is known, and says where it is another.

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What can be read out of a value, which is called `name` where it is not as expected. */
export interface Reading {
    object(): JsonObject;
    list(): readonly Reading[];
    text(): string;
    number(): number;
    /** A member of an object; undefined where it is not there or null. */
    optional(key: string): Reading | undefined;
    /** A member of an object that must be there. */
    at(key: string): Reading;
    /** The members of an object that is a dictionary of numbers. */
    numbers(): Readonly<Record<string, number>>;
}

function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a parsed value. */
export function reading(value: unknown, name: string): Reading {
    const expected = (what: string) =>
        new Error(`${name} should be ${what} and is ${JSON.stringify(value ?? null).slice(0, 100)}`);
    const object = () => {
        if (!isObject(value)) {
            throw expected("an object");
        }
        return value;
    };
    return {
        object,
        list() {
            if (!Array.isArray(value)) {
                throw expected("a list");
            }
            return value.map((item: unknown, index) => reading(item, `${name}[${index}]`));
        },
        text() {
            if (typeof value !== "string") {
                throw expected("text");
            }
            return value;
        },
        number() {
            if (typeof value !== "number") {
                throw expected("a number");
            }
            return value;
        },
        optional(key) {
            const member = object()[key];
            return member === undefined || member === null ? undefined : reading(member, `${name}.${key}`);
        },
        at(key) {
            return reading(object()[key], `${name}.${key}`);
        },
        numbers() {
            const entries = Object.entries(object());
            return Object.fromEntries(
                entries.map(([key, member]) => [key, reading(member, `${name}.${key}`).number()]),
            );
        },
    };
}

/** Parses text and reads it. */
export function parse(text: string, name: string): Reading {
    const value: unknown = JSON.parse(text);
    return reading(value, name);
}
