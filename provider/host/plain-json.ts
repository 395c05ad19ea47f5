import { isRecord, type JsonRecord } from "../atlas/json-readers";

/**
 * The same properties, of JSON's types only. The host fails on an `undefined` anywhere in them, and it does so after
 * the cluster was made.
 */
export function toPlainJson(properties: object): JsonRecord {
    const copy: unknown = JSON.parse(JSON.stringify(properties));
    return isRecord(copy) ? copy : {};
}
