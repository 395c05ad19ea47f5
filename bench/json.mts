// Reads JSON whose shape is known, and says where it is another.

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What can be read out of a value, which is called `name` where it is not as expected. */
export interface JsonReader {
    object(): JsonObject;
    list(): readonly JsonReader[];
    text(): string;
    number(): number;
    /** A member of an object; undefined where it is not there or null. */
    optional(key: string): JsonReader | undefined;
    /** A member of an object that must be there. */
    at(key: string): JsonReader;
    /** The members of an object that is a dictionary of numbers. */
    numbers(): Readonly<Record<string, number>>;
}

function isObject(value: unknown): value is JsonObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a parsed value. */
export function jsonReader(value: unknown, name: string): JsonReader {
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
            return value.map((item: unknown, index) => jsonReader(item, `${name}[${index}]`));
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
            return member === undefined || member === null ? undefined : jsonReader(member, `${name}.${key}`);
        },
        at(key) {
            return jsonReader(object()[key], `${name}.${key}`);
        },
        numbers() {
            const entries = Object.entries(object());
            return Object.fromEntries(
                entries.map(([key, member]) => [key, jsonReader(member, `${name}.${key}`).number()]),
            );
        },
    };
}

/** Parses text and reads it. */
export function parse(text: string, name: string): JsonReader {
    const value: unknown = JSON.parse(text);
    return jsonReader(value, name);
}
