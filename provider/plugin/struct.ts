import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isRecord, asRecord, type JsonRecord } from "../atlas/json-readers";
import { specialSecretSig, specialSigKey, unknownValue } from "../instance/model/inputs";
import { toPlainJson } from "../host/plain-json";

/** How the engine writes a value that is not known yet, by the type that it will have. */
const unknowns: readonly unknown[] = [
    unknownValue,
    // Boolean, number, array, asset, archive, object.
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/**
 * The engine's properties as JSON: what is not known yet is `unknown`, whatever its type, and a secret is its value. The
 * engine remembers itself which are secret, in the configuration, too.
 */
export function fromStruct(properties: Struct | undefined): JsonRecord {
    const all: unknown = properties?.toJavaScript() ?? {};
    return asRecord(asJson(all));
}

/** Properties as the engine reads them. */
export function toStruct(properties: object): Struct {
    return Struct.fromJavaScript(toPlainJson(properties) as Parameters<typeof Struct.fromJavaScript>[0]);
}

function asJson(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(asJson);
    }
    if (isRecord(value)) {
        if (value[specialSigKey] === specialSecretSig) {
            return asJson(value["value"]);
        }
        return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asJson(part)]));
    }
    return unknowns.includes(value) ? unknownValue : value;
}
