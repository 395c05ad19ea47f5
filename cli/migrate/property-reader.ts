import { isRecord, type JsonRecord } from "../../provider/atlas/json-readers";

/** Stands for a value that the file holds only encrypted. */
export const encrypted = Symbol("sealed");

/** What is wrong with the fields that were asked for. */
export interface FieldErrors {
    /** Sentences without an end. */
    wrong: string[];
    /** The names of those that the file holds only encrypted. */
    encrypted: string[];
}

/** Reads the fields of a cluster, and notes which of them are not what they must be. */
export class PropertyReader {
    readonly #fields: JsonRecord;
    readonly #path: string;
    readonly complaints: FieldErrors;

    constructor(fields: JsonRecord, path = "", complaints: FieldErrors = { wrong: [], encrypted: [] }) {
        this.#fields = fields;
        this.#path = path;
        this.complaints = complaints;
    }

    /** A text that must be there. */
    text(name: string): string {
        const value = this.#fields[name];
        if (typeof value === "string" && value !== "") {
            return value;
        }
        this.#complain(name, value, "a text");
        return "";
    }

    /** A yes or no, where it is there. */
    flag(name: string): boolean | undefined {
        const value = this.#fields[name] ?? undefined;
        if (typeof value === "boolean" || value === undefined) {
            return value;
        }
        this.#complain(name, value, "true or false");
        return undefined;
    }

    /** Tags, where they are there: as a map, or as a list of keys and values. */
    tags(name: string): Record<string, string> | undefined {
        const value = this.#fields[name] ?? undefined;
        if (value === undefined) {
            return undefined;
        }
        const pairs = pairsOf(value);
        const texts = pairs?.filter(
            (pair): pair is [string, string] => typeof pair[0] === "string" && typeof pair[1] === "string",
        );
        if (pairs === undefined || texts?.length !== pairs.length) {
            this.#complain(name, pairs?.flat().includes(encrypted) ? encrypted : value, "a map of texts");
            return undefined;
        }
        return Object.fromEntries(texts);
    }

    /** The fields of a part that must be there; some versions of the tools keep it as a list of one. */
    part(name: string): PropertyReader {
        const value = this.#fields[name];
        const part: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
        if (isRecord(part)) {
            return new PropertyReader(part, `${this.#path}${name}.`, this.complaints);
        }
        this.#complain(name, part, "a map");
        // What is not there has no fields to complain of.
        return new PropertyReader({});
    }

    /** Whether there is anything. */
    has(name: string): boolean {
        return (this.#fields[name] ?? undefined) !== undefined;
    }

    #complain(name: string, value: unknown, expected: string): void {
        const path = `${this.#path}${name}`;
        if (value === encrypted) {
            this.complaints.encrypted.push(path);
            return;
        }
        const isMissing = value === undefined || value === null || value === "";
        this.complaints.wrong.push(`${path} is ${isMissing ? "missing" : `not ${expected}`}`);
    }
}

function pairsOf(tags: unknown): [unknown, unknown][] | undefined {
    if (Array.isArray(tags)) {
        return tags.map((tag: unknown) => (isRecord(tag) ? [tag["key"], tag["value"]] : [undefined, tag]));
    }
    return isRecord(tags) ? Object.entries(tags) : undefined;
}
