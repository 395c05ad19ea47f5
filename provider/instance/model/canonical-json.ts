import { isRecord } from "../../atlas/json-readers";

/** Equal texts for equal values, whatever the order of keys. */
export function canonicalJson(value: unknown): string {
    return JSON.stringify(value, (_key, part: unknown) =>
        isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
    );
}
