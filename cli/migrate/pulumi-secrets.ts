import { isRecord, asString, type JsonRecord } from "../../provider/atlas/json-readers";
import { encrypted } from "./property-reader";

/** By this, Pulumi's state tells special values from plain ones; and by that, a secret. */
const special = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";

/** Properties with their secrets in plain, where the export shows them; and which these are. */
export function unwrapSecrets(properties: JsonRecord): { value: JsonRecord; secrets: string[] } {
    const secrets: string[] = [];
    const reveal = (value: unknown, name: string): unknown => {
        if (Array.isArray(value)) {
            return value.map((part) => reveal(part, name));
        }
        if (!isRecord(value)) {
            return value;
        }
        if (value[special] === secret) {
            secrets.push(name);
            const plain = asString(value["plaintext"]);
            return plain === undefined ? encrypted : reveal(parsed(plain), name);
        }
        return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, reveal(part, name)]));
    };
    const value = Object.fromEntries(
        Object.entries(properties).map(([name, part]) => [name, reveal(part, name)]),
    );
    return { value, secrets: [...new Set(secrets)] };
}

function parsed(json: string): unknown {
    try {
        return JSON.parse(json) as unknown;
    } catch {
        return undefined;
    }
}
