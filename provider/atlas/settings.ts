import { ConfigurationError } from "./errors";
import { quoteIfPlausible } from "./redaction";

/** What proves to Atlas who we are; all of it comes from one place. */
export type Credential =
    | { kind: "accessToken"; accessToken: string }
    | { kind: "serviceAccount"; clientId: string; clientSecret: string }
    | { kind: "apiKey"; publicKey: string; privateKey: string };

/** Which paths carry the serverless generation of the API. */
export type ServerlessApiVersion = "v2" | "v1.0";

/**
 * An Atlas account, and how to reach it. Those of an explicit provider take precedence over environment variables, and those over
 * the stack configuration. Changing any of them replaces no cluster.
 */
export interface AccountSettings {
    /**
     * OAuth 2.0 access token of a service account. Takes precedence over the other credentials. A secret.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_ACCESS_TOKEN`.
     *
     * @secret true
     */
    accessToken?: string;
    /**
     * Client ID of a service account. Requires `clientSecret`.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_CLIENT_ID`.
     */
    clientId?: string;
    /**
     * Client secret of the service account. Requires `clientId`. A secret.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_CLIENT_SECRET`.
     *
     * @secret true
     */
    clientSecret?: string;
    /**
     * Public key of an API key. Requires `privateKey`. Not used if a service account is set.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_PUBLIC_KEY`.
     */
    publicKey?: string;
    /**
     * Private key of the API key. Requires `publicKey`. A secret.
     *
     * Default: none. Environment variable: `MONGODB_ATLAS_PRIVATE_KEY`.
     *
     * @secret true
     */
    privateKey?: string;
    /**
     * Base URL of the Atlas Administration API: scheme, host, and port.
     *
     * Default: `https://cloud.mongodb.com`, or `https://cloud.mongodbgov.com` with `isMongodbgovCloud`. Environment variable:
     * `MONGODB_ATLAS_BASE_URL`.
     */
    baseUrl?: string;
    /**
     * Whether to allow unencrypted HTTP to another machine.
     *
     * Default: `false`. Environment variable: `MONGODB_ATLAS_ALLOW_HTTP`.
     */
    allowHttp?: boolean;
    /** Whether to use Atlas for Government. Default: `false`. */
    isMongodbgovCloud?: boolean;
    /**
     * ID of the Atlas project of clusters and functions that don't set `projectId`: 24 lowercase hexadecimal characters.
     *
     * Default: the stack configuration's `atlas:projectId`. Environment variable, used if neither is set:
     * `MONGODB_ATLAS_PROJECT_ID`.
     */
    projectId?: string;
    /**
     * Seconds that a single request to Atlas may take, at most 600.
     *
     * Default: `60`. Environment variable: `MONGODB_ATLAS_REQUEST_TIMEOUT`.
     */
    requestTimeout?: number;
    /** API version of the retired serverless operations: `v2` or `v1.0`. Default: `v2`. You normally don't need to set this. */
    serverlessApi?: "v2" | "v1.0";
}

/** Where Atlas is, and who we are there. */
export interface Settings {
    /** Without a slash at the end. */
    baseUrl: string;
    /** Default: `v2`. */
    serverlessApi?: ServerlessApiVersion;
    /** Milliseconds until a request without any answer is given up. Default: a minute. */
    requestTimeout?: number | undefined;
    credential: Credential;
    /** Where the credential came from, for messages: `the environment` or `the Pulumi configuration`. */
    source: string;
    /** The namespace of the Pulumi configuration, for messages. Default: `atlas`. */
    namespace?: string;
}

/** The environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A value of the Pulumi configuration by its key without the namespace: `clientId` for `atlas:clientId`. */
export type Configuration = (key: string) => string | undefined;

/** The namespace of the Pulumi configuration. A plugin's is another one: Pulumi names it after the plugin. */
export const atlasNamespace = "atlas";

/** The configuration keys that hold secrets. */
export const secretConfigurationKeys = ["accessToken", "clientSecret", "privateKey"] as const;

/** What a person is told of a secret that the configuration holds in plain text. */
export function plainSecretWarning(key: string, namespace = atlasNamespace): string {
    return (
        `${namespace}:${key} is stored in plain text in the stack configuration. Encrypt it: pulumi config set ` +
        `--secret ${namespace}:${key}`
    );
}

/** The key of the base URL in the Pulumi configuration. */
export function baseUrlKey({ namespace = atlasNamespace }: Settings): string {
    return `${namespace}:baseUrl`;
}

/** Marks the configuration of a provider that the program made for an account of its own. */
export const explicitProviderKey = "explicitProvider";

/** The names that an API key has in the environment, the first that is set going first: both halves have one kind of name. */
const apiKeyVariables = [
    ["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"],
    ["MONGODB_ATLAS_PUBLIC_KEY", "MONGODB_ATLAS_PRIVATE_KEY"],
    ["MCLI_PUBLIC_API_KEY", "MCLI_PRIVATE_API_KEY"],
] as const;

/** The longest time that can be set for a request. Seconds. */
const longestRequest = 600;

const atlas = "https://cloud.mongodb.com";
const atlasForGovernment = "https://cloud.mongodbgov.com";

/** Whose words go first: an explicit provider's own settings, or the environment. */
export type Precedence = "environment" | "configuration";

/**
 * Finds the credential and the address: the environment first (`MONGODB_ATLAS_*`), then the Pulumi configuration
 * (`atlas:*`, in the plugin `atlas-serverless:*`); the other way round for a provider that the program made for an account of its own. In each place an
 * access token goes before a service account, that before an API key. Sources are never mixed.
 *
 * @throws ConfigurationError where there is none, where a part of one is missing, or where the address is none.
 */
export function resolveSettings(
    environment: Environment,
    configuration: Configuration,
    precedence: Precedence = "environment",
    namespace = atlasNamespace,
): Settings {
    const fromEnvironment = (): Found | undefined =>
        readCredential("the environment", [
            [setting(environment, ["MONGODB_ATLAS_ACCESS_TOKEN"])],
            [
                setting(environment, ["MONGODB_ATLAS_CLIENT_ID"]),
                setting(environment, ["MONGODB_ATLAS_CLIENT_SECRET"]),
            ],
            apiKeyIn(environment),
        ]);
    const configured = settingsOf(configuration, precedence, namespace);
    const fromConfiguration = (): Found | undefined =>
        readCredential(
            precedence === "configuration" ? "the program's atlas.Provider" : "the stack configuration",
            [
                [configured("accessToken")],
                [configured("clientId"), configured("clientSecret")],
                [configured("publicKey"), configured("privateKey")],
            ],
        );
    const found =
        precedence === "environment"
            ? (fromEnvironment() ?? fromConfiguration())
            : (fromConfiguration() ?? fromEnvironment());
    if (found === undefined) {
        throw new ConfigurationError(
            precedence === "environment"
                ? "No Atlas credentials found. Create a service account (Atlas UI: Identity & Access > " +
                      "Applications > Service Accounts), then set MONGODB_ATLAS_CLIENT_ID and " +
                      `MONGODB_ATLAS_CLIENT_SECRET, or run \`pulumi config set ${namespace}:clientId CLIENT_ID\` and ` +
                      `\`pulumi config set --secret ${namespace}:clientSecret CLIENT_SECRET\`.`
                : "No Atlas credentials found for this Provider. Set its clientId and clientSecret to those of " +
                      "a service account (Atlas UI: Identity & Access > Applications > Service Accounts), or set " +
                      "MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET.",
        );
    }
    return {
        baseUrl: resolveBaseUrl(environment, configured, precedence),
        serverlessApi: resolveServerlessApi(configured),
        requestTimeout: resolveRequestTimeout(environment, configured, precedence),
        namespace,
        ...found,
    };
}

function resolveServerlessApi(configured: Configured): ServerlessApiVersion {
    const { name, value = "v2" } = configured("serverlessApi");
    if (value !== "v2" && value !== "v1.0") {
        throw new ConfigurationError(
            `${name} is ${quoteIfPlausible(value)}, which is not valid: it must be "v2" (the default) or "v1.0".`,
        );
    }
    return value;
}

function resolveRequestTimeout(
    environment: Environment,
    configured: Configured,
    precedence: Precedence,
): number | undefined {
    const { name, value } = preferred(precedence, {
        environment: setting(environment, ["MONGODB_ATLAS_REQUEST_TIMEOUT"]),
        configuration: configured("requestTimeout"),
    });
    if (value === undefined) {
        return undefined;
    }
    const seconds = Number(value);
    if (!(seconds > 0 && seconds <= longestRequest)) {
        throw new ConfigurationError(
            `${name} is ${quoteIfPlausible(value)}, which is not valid: it must be a number of seconds, more ` +
                `than 0 and at most ${longestRequest}.`,
        );
    }
    return seconds * 1000;
}

/** What to do where nobody names a project. */
export function nameAProject(namespace = atlasNamespace): string {
    return (
        `set projectId on the resource or its Provider, run \`pulumi config set ${namespace}:projectId PROJECT_ID\`, ` +
        "or set MONGODB_ATLAS_PROJECT_ID"
    );
}

/** Whether a text has the form of Atlas's ids. */
export function isObjectId(text: string): boolean {
    return /^[a-f0-9]{24}$/.test(text);
}

/** What is wrong with the form of a project's id; undefined where nothing is. */
export function projectIdProblem(projectId: string): string | undefined {
    return isObjectId(projectId)
        ? undefined
        : `${quoteIfPlausible(projectId)} is not a valid project ID: it must be 24 lowercase hexadecimal ` +
              "characters (Atlas UI: Project Settings)";
}

/** The project that the surroundings name, and where; undefined where they name none. */
export function resolveProjectId(
    environment: Environment,
    configuration: Configuration,
    precedence: Precedence = "environment",
    namespace = atlasNamespace,
): { projectId: string; source: string } | undefined {
    const configured = nonEmpty(configuration("projectId"));
    if (configured !== undefined) {
        const isExplicit = precedence === "configuration";
        return {
            projectId: configured,
            source: isExplicit
                ? "the atlas.Provider's projectId"
                : `the configuration's ${namespace}:projectId`,
        };
    }
    const { name, value } = setting(environment, ["MONGODB_ATLAS_PROJECT_ID"]);
    return value === undefined ? undefined : { projectId: value, source: name };
}

type Found = Pick<Settings, "credential" | "source">;

interface Setting {
    /** How a person names it. */
    name: string;
    value: string | undefined;
}

/** What the configuration says of a key, or the provider that the program made. */
type Configured = (key: string) => Setting;

function settingsOf(configuration: Configuration, precedence: Precedence, namespace: string): Configured {
    return (key) => ({
        name: precedence === "configuration" ? `the atlas.Provider's ${key}` : `${namespace}:${key}`,
        value: nonEmpty(configuration(key)),
    });
}

function apiKeyIn(environment: Environment): [Setting, Setting] {
    const isSet = (name: string): boolean => nonEmpty(environment[name]) !== undefined;
    const [publicName, privateName] =
        apiKeyVariables.find((names) => names.some(isSet)) ?? apiKeyVariables[0];
    return [setting(environment, [publicName]), setting(environment, [privateName])];
}

function setting(environment: Environment, names: readonly string[]): Setting {
    const set = names.find((name) => nonEmpty(environment[name]) !== undefined);
    return { name: set ?? names[0] ?? "", value: set === undefined ? undefined : nonEmpty(environment[set]) };
}

/** Of two places that may set the same, the one whose words go first, where it has any. */
function preferred(
    precedence: Precedence,
    { environment, configuration }: Record<Precedence, Setting>,
): Setting {
    const [first, second] =
        precedence === "environment" ? [environment, configuration] : [configuration, environment];
    return first.value === undefined ? second : first;
}

function nonEmpty(value: string | undefined): string | undefined {
    return value === undefined || value.trim() === "" ? undefined : value.trim();
}

function readCredential(
    source: string,
    [[token], [id, secret], [publicKey, privateKey]]: [[Setting], [Setting, Setting], [Setting, Setting]],
): Found | undefined {
    if (token.value !== undefined) {
        return { credential: { kind: "accessToken", accessToken: token.value }, source };
    }
    const account = both(id, secret);
    if (account !== undefined) {
        return {
            credential: { kind: "serviceAccount", clientId: account[0], clientSecret: account[1] },
            source,
        };
    }
    const key = both(publicKey, privateKey);
    if (key !== undefined) {
        return { credential: { kind: "apiKey", publicKey: key[0], privateKey: key[1] }, source };
    }
    return undefined;
}

function both(one: Setting, other: Setting): [string, string] | undefined {
    if (one.value !== undefined && other.value !== undefined) {
        return [one.value, other.value];
    }
    if (one.value === undefined && other.value === undefined) {
        return undefined;
    }
    const [there, missing] = one.value === undefined ? [other, one] : [one, other];
    throw new ConfigurationError(
        `Incomplete Atlas credentials: ${there.name} is set, but ${missing.name} is not. ` +
            `Set ${missing.name} too, or remove ${there.name}.`,
    );
}

function resolveBaseUrl(environment: Environment, configured: Configured, precedence: Precedence): string {
    const ofGovernment = isYes(configured("isMongodbgovCloud")) ? atlasForGovernment : undefined;
    const safe = configured("allowHttp");
    const isHttpAllowed = isYes(
        preferred(precedence, {
            environment: setting(environment, ["MONGODB_ATLAS_ALLOW_HTTP"]),
            configuration: safe,
        }),
    );
    const own = configured("baseUrl");
    const { name, value } = preferred(precedence, {
        environment: setting(environment, ["MONGODB_ATLAS_BASE_URL", "MCLI_OPS_MANAGER_URL"]),
        configuration: { ...own, value: own.value ?? ofGovernment },
    });
    if (value === undefined) {
        return atlas;
    }
    const address = value.replace(/\/+$/, "");
    if (!isOrigin(address)) {
        // The value is not shown: a password may be part of it.
        throw new ConfigurationError(
            `${name} is not a valid base URL: it must be a scheme, a host and an optional port, such as ` +
                `${atlas}. Correct it, or remove it.`,
        );
    }
    const { protocol, hostname, origin } = new URL(address);
    if (protocol === "http:" && !isLoopback(hostname) && !isHttpAllowed) {
        throw new ConfigurationError(
            `${name} uses http:, which would send credentials unencrypted. Use https:, or, if you trust the ` +
                `network, set MONGODB_ATLAS_ALLOW_HTTP (or ${safe.name}) to true.`,
        );
    }
    return origin;
}

/** Whether a switch is on, in the spellings that Go's `strconv.ParseBool` and so MongoDB's tools take, in any case. */
function isYes({ name, value = "false" }: Setting): boolean {
    if (/^(true|t|1)$/i.test(value)) {
        return true;
    }
    if (/^(false|f|0)$/i.test(value)) {
        return false;
    }
    throw new ConfigurationError(
        `${name} is neither true nor false. Set it to "true" or "false", or remove it.`,
    );
}

/** Whether a host is one of MongoDB's own. */
export function isMongodbHost(hostname: string): boolean {
    return /(^|\.)mongodb(gov)?\.com$/.test(hostname);
}

/** Whether a host's name or address means this machine. */
export function isLoopback(hostname: string): boolean {
    return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

/** Whether it is scheme, host and port alone. Below a path of its own, Atlas would answer as if nothing existed. */
function isOrigin(address: string): boolean {
    if (!URL.canParse(address)) {
        return false;
    }
    const { protocol, origin, href } = new URL(address);
    return /^https?:$/.test(protocol) && href === `${origin}/`;
}
