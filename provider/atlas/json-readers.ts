/**
 * Lenient readers for what comes over the wire: a field of the wrong type reads as absent, an unknown field or a
 * new enum value does no harm.
 */

export type JsonRecord = Record<string, unknown>;

export function isRecord(value: unknown): value is JsonRecord {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as a record; an empty one where it is none. */
export function asRecord(value: unknown): JsonRecord {
    return isRecord(value) ? value : {};
}

export function asArray(value: unknown): unknown[] {
    return Array.isArray(value) ? value : [];
}

export function asString(value: unknown): string | undefined {
    return typeof value === "string" ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
    return typeof value === "number" ? value : undefined;
}

export function asBoolean(value: unknown): boolean | undefined {
    return typeof value === "boolean" ? value : undefined;
}

/** The JSON of a text; undefined where it is none. */
export function parseJson(text: string, reviver?: Parameters<typeof JSON.parse>[1]): unknown {
    try {
        return JSON.parse(text, reviver);
    } catch {
        return undefined;
    }
}

/** The same object without the properties that are undefined, so that "absent" has one form. */
export function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
    return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
