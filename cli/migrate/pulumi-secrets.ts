import { isRecord, asString, parseJson, type JsonRecord } from "../../provider/atlas/json-readers";
import { specialSecretSig, specialSigKey } from "../../provider/instance/model/inputs";
import { isTooDeep } from "./json-file";
import { encrypted } from "./property-reader";

/**
 * Properties with their secrets in plain, where the export shows them; and which these are. Without what Pulumi's bridges note
 * for themselves, in maps of a program's own, too: `__defaults` and others. Atlas has no tag that begins like that.
 */
export function unwrapSecrets(properties: JsonRecord): { value: JsonRecord; secrets: string[] } {
    const secrets: string[] = [];
    const reveal = (value: unknown, name: string): unknown => {
        if (Array.isArray(value)) {
            return value.map((part) => reveal(part, name));
        }
        if (!isRecord(value)) {
            return value;
        }
        if (value[specialSigKey] === specialSecretSig) {
            secrets.push(name);
            const plain = asString(value["plaintext"]);
            return plain === undefined ? encrypted : reveal(parsed(plain), name);
        }
        return Object.fromEntries(declared(value).map(([key, part]) => [key, reveal(part, name)]));
    };
    const value = Object.fromEntries(declared(properties).map(([name, part]) => [name, reveal(part, name)]));
    return { value, secrets: [...new Set(secrets)] };
}

function declared(properties: JsonRecord): [string, unknown][] {
    return Object.entries(properties).filter(([name]) => !name.startsWith("__"));
}

/** What is no JSON that can be read is a text, which the property's reader refuses or takes. */
function parsed(text: string): unknown {
    const json = parseJson(text);
    return json === undefined || isTooDeep(json) ? text : json;
}
