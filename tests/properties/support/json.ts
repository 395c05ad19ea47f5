// Any JSON: all that may come where somebody else's JSON is read, with what is known to break readers put in often.
import fc from "fast-check";
import { unknownValue } from "../../../provider/instance/model/inputs";

/** Keys that mean something to JavaScript, to Pulumi or to this package. */
const tellingKeys = [
    "__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length", "then", "toJSON", "",
    "a/b", "a~1b", "a.b", "$ref", "id", "urn", "__provider", "__owner", "__timeouts", "__automaticName", "__projectIdFrom",
    "projectId", "groupId", "name", "providerSettings", "backingProviderName", "regionName", "tags", "key", "value",
    "serverlessBackupOptions", "serverlessContinuousBackupEnabled", "terminationProtectionEnabled", "adopt",
    "ownershipTag", "upgradeFromSharedTier", "apiGeneration", "stateName", "instanceId", "connectionStrings",
    "privateEndpoint", "endpoints", "results", "links", "rel", "error", "errorCode", "detail", "parameters",
    "badRequestDetail", "fields", "field", "description", "__managed", "__ignored", "__mark", "servedBy",
]; // prettier-ignore

/** Texts that are nearly something else. */
const tellingTexts = [
    unknownValue, "", " ", "0", "-1", "1e400", "NaN", "true", "null", "next", "AWS", "US_EAST_1", "us-east-1", "orders",
    "IDLE", "CREATING", "SERVERLESS", "auto", "flex", "30m", "__proto__", "\u0000", "\ud800", "𝒳", "0123456789abcdef01234567",
    "pulumi-owner", "DUPLICATE_CLUSTER_NAME", "CLUSTER_NOT_FOUND", "mongodb+srv://orders.abc.mongodb.net",
]; // prettier-ignore

/** The key and the value by which Pulumi marks a wrapped secret. */
const secretKey = "4dabf18193072939515e22adb298388d";
const secretMark = "1b47061264138c4ac30d75fd1eb44270";

/** Deeper than anything that a person writes, and as deep as every stack of calls takes. */
const deepest = 500;

export const anyKey = fc.oneof(fc.constantFrom(...tellingKeys), fc.string({ maxLength: 10 }));

const anyText = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...tellingTexts) },
    { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1000, max: 20_000 }).map((length) => "x".repeat(length)) },
);

const anyNumber = fc.oneof(
    fc.integer(),
    // A zero below zero does not come back from JSON as it went.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    fc.constantFrom(0, -1, 2 ** 53, 1e21),
);

const { any } = fc.letrec<{ any: unknown; list: unknown[]; map: Record<string, unknown> }>((tie) => ({
    any: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        { weight: 4, arbitrary: anyText },
        { weight: 2, arbitrary: anyNumber },
        { weight: 2, arbitrary: fc.boolean() },
        { weight: 2, arbitrary: fc.constant(null) },
        { weight: 2, arbitrary: tie("list") },
        { weight: 4, arbitrary: tie("map") },
        { weight: 1, arbitrary: tie("any").map((value) => ({ [secretKey]: secretMark, value })) },
    ),
    list: fc.array(tie("any"), { maxLength: 4 }),
    // Built from entries, "__proto__" is a key like any other, as it is in JSON that was parsed.
    map: fc
        .array(fc.tuple(anyKey, tie("any")), { maxLength: 6 })
        .map((entries) => Object.fromEntries(entries)),
}));

/** A value in a nest of lists and maps. */
const nested = fc
    .tuple(fc.integer({ min: 20, max: deepest }), fc.boolean(), anyKey, anyText)
    .map(([depth, isList, key, text]) => {
        let value: unknown = text;
        for (let level = 0; level < depth; level += 1) {
            value = isList && level % 2 === 0 ? [value] : Object.fromEntries([[key, value]]);
        }
        return value;
    });

/** Any JSON. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
    { weight: 20, arbitrary: any },
    { weight: 1, arbitrary: nested },
);

/** Some JSON in which parts are replaced by any other, or taken out. */
export function nearly<T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
    const change = fc.record({
        steps: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        by: fc.option(anyJson, { nil: undefined }),
    });
    return fc
        .tuple(right, fc.array(change, { minLength: 1, maxLength: 3 }))
        .map(([json, changes]) =>
            changes.reduce<unknown>((value, { steps, by }) => changed(value, steps, by), json),
        );
}

/** A copy with one part replaced; undefined takes it out. Each step chooses among the parts that there are. */
function changed(json: unknown, [step, ...rest]: readonly number[], by: unknown): unknown {
    if (step === undefined || typeof json !== "object" || json === null) {
        return by === undefined ? json : by;
    }
    const entries: [string, unknown][] = Object.entries(json);
    const chosen = entries[step % Math.max(entries.length, 1)];
    if (chosen === undefined) {
        return by ?? json;
    }
    const [key, part] = chosen;
    const replaced = entries.flatMap(([other, value]) => {
        if (other !== key) {
            return [[other, value] as const];
        }
        const next = rest.length === 0 ? by : changed(part, rest, by);
        return next === undefined ? [] : [[other, next] as const];
    });
    return Array.isArray(json) ? replaced.map(([, value]) => value) : Object.fromEntries(replaced);
}

/** What JSON has no form for, anywhere in a value: its paths. */
export function alien(value: unknown, path = ""): string[] {
    if (typeof value === "object" && value !== null) {
        return Object.entries(value).flatMap(([key, part]) => alien(part, `${path}/${key}`));
    }
    const isPlain = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    return isPlain ? [] : [path];
}

/** A copy without some of its parts. */
export function without<T extends object, K extends keyof T>(value: T, ...keys: K[]): Omit<T, K> {
    const names = keys.map(String);
    return Object.fromEntries(Object.entries(value).filter(([key]) => !names.includes(key))) as Omit<T, K>;
}

/** The same, as it is after its way through JSON. */
export function throughJson<T>(value: T): T {
    return JSON.parse(JSON.stringify(value)) as T;
}

/** Makes every later change of a value an error. */
export function frozen<T>(value: T): T {
    if (typeof value === "object" && value !== null) {
        Object.values(value).forEach(frozen);
        Object.freeze(value);
    }
    return value;
}
