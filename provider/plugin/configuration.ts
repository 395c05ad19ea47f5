import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { secretConfigurationKeys } from "../atlas/settings";
import { asRecord, asString, type JsonRecord } from "../atlas/json-readers";
import type { AccountSettings } from "../atlas/settings";
import { unknownValue } from "../instance/model/inputs";
import { didYouMean, type Problem } from "../instance/model/schema-validation";

/** All that can be configured. */
const keys = {
    accessToken: true,
    clientId: true,
    clientSecret: true,
    publicKey: true,
    privateKey: true,
    baseUrl: true,
    allowHttp: true,
    isMongodbgovCloud: true,
    projectId: true,
    requestTimeout: true,
    serverlessApi: true,
} as const satisfies Record<keyof AccountSettings, true>;

/** What the engine itself puts into a provider's configuration. */
const engines = ["version", "pluginDownloadURL"];

/**
 * What is wrong with a provider's configuration: keys that do not exist, and values that are neither text, number nor yes or
 * no. The default provider is also given the keys of a Pulumi project that has this package's name: there, only what looks
 * like a setting counts.
 */
export function configurationProblems(configuration: JsonRecord, isDefault: boolean): Problem[] {
    return Object.entries(configuration).flatMap(([key, value]): Problem[] => {
        if (key.startsWith("__") || engines.includes(key) || value === null) {
            return [];
        }
        if (!Object.hasOwn(keys, key)) {
            const close = didYouMean(key, Object.keys(keys));
            if (isDefault && close === undefined) {
                return [];
            }
            const hint = close === undefined ? "" : `: did you mean "${close}"?`;
            return [{ path: key, problem: `unknown configuration key "${key}"${hint}` }];
        }
        return settingToString(value) === undefined
            ? [{ path: key, problem: "must be a string, a number, or a boolean" }]
            : [];
    });
}

/** A setting as text; undefined where it is none, or not known yet. */
export function settingToString(value: unknown): string | undefined {
    return typeof value === "boolean" || typeof value === "number" ? String(value) : knownText(value);
}

function knownText(value: unknown): string | undefined {
    return value === unknownValue ? "" : asString(value);
}

/** The engine adds the version, and the address where there is one. */
const defaultName = /::default(_(\d+_\d+_\d+|https?_|github_|gitlab_)[^:]*)?$/;

/** Whether the engine made this provider from the stack's configuration, rather than the program for an account of its own. */
export function isDefaultProvider(urn: string): boolean {
    return defaultName.test(urn);
}

/** The secrets that a configuration holds in plain text: the engine marks those that it has encrypted. */
export function plaintextSecrets(configuration: Struct | undefined): string[] {
    const given = asRecord(configuration?.toJavaScript());
    return secretConfigurationKeys.filter((key) => typeof given[key] === "string");
}
