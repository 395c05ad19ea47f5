// JSON with exact 64-bit integers: a `bigint` is written digit by digit, where a number would be rounded past 2^53.

declare global {
    interface JSON {
        /** Makes `stringify` write the text as it stands (Node 21 and newer; TypeScript's library lacks it). */
        rawJSON(text: string): unknown;
    }
}

/** JSON text, on request laid out for people. */
export function toJson(value: unknown, pretty = false): string {
    const exact = (_key: string, part: unknown) =>
        typeof part === "bigint" ? JSON.rawJSON(part.toString()) : part;
    return JSON.stringify(value, exact, pretty ? 2 : 0);
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value of JSON text, or undefined where the text is not JSON (no JSON text means undefined). */
export function fromJson(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}
