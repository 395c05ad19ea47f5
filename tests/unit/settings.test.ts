import {
    resolveProjectId,
    resolveSettings,
    type Credential,
    type Settings,
} from "../../provider/atlas/settings";
import { ConfigurationError } from "../../provider/atlas/errors";

type Values = Record<string, string>;

const resolve = (environment: Values, configuration: Values = {}): Settings =>
    resolveSettings(environment, (key) => configuration[key]);

function problem(environment: Values, configuration: Values = {}): string {
    try {
        resolve(environment, configuration);
    } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        return (error as ConfigurationError).message;
    }
    throw new Error("it was accepted");
}

const token: Credential = { kind: "accessToken", accessToken: "t" };
const account: Credential = { kind: "serviceAccount", clientId: "i", clientSecret: "s" };
const key: Credential = { kind: "apiKey", publicKey: "pub", privateKey: "priv" };

const tokenVariables = { MONGODB_ATLAS_ACCESS_TOKEN: "t" };
const accountVariables = { MONGODB_ATLAS_CLIENT_ID: "i", MONGODB_ATLAS_CLIENT_SECRET: "s" };
const keyVariables = { MONGODB_ATLAS_PUBLIC_API_KEY: "pub", MONGODB_ATLAS_PRIVATE_API_KEY: "priv" };
const others = { clientId: "other", clientSecret: "other" };

const publicNames = ["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PUBLIC_KEY", "MCLI_PUBLIC_API_KEY"];
const privateNames = ["MONGODB_ATLAS_PRIVATE_API_KEY", "MONGODB_ATLAS_PRIVATE_KEY", "MCLI_PRIVATE_API_KEY"];

describe("the credential", () => {
    it.each<[string, Values, Values, Credential, string]>([
        ["a token in the environment", tokenVariables, {}, token, "the environment"],
        ["an account in the environment", accountVariables, {}, account, "the environment"],
        ["a key in the environment", keyVariables, {}, key, "the environment"],
        ["a token in the configuration", {}, { accessToken: "t" }, token, "the stack configuration"],
        [
            "an account in the configuration",
            {},
            { clientId: "i", clientSecret: "s" },
            account,
            "the stack configuration",
        ],
        [
            "a key in the configuration",
            {},
            { publicKey: "pub", privateKey: "priv" },
            key,
            "the stack configuration",
        ],
        [
            "token before account before key, in the environment",
            { ...keyVariables, ...accountVariables, ...tokenVariables },
            {},
            token,
            "the environment",
        ],
        [
            "account before key, in the environment",
            { ...keyVariables, ...accountVariables },
            {},
            account,
            "the environment",
        ],
        [
            "token before account before key, in the configuration",
            {},
            { publicKey: "pub", privateKey: "priv", clientId: "i", clientSecret: "s", accessToken: "t" },
            token,
            "the stack configuration",
        ],
        [
            "account before key, in the configuration",
            {},
            { publicKey: "pub", privateKey: "priv", clientId: "i", clientSecret: "s" },
            account,
            "the stack configuration",
        ],
        [
            "even a key of the environment before a token of the configuration",
            keyVariables,
            { accessToken: "other" },
            key,
            "the environment",
        ],
        ["the whole account from one place", accountVariables, others, account, "the environment"],
        [
            "nothing in the environment but empty texts and blanks",
            {
                MONGODB_ATLAS_ACCESS_TOKEN: "",
                MONGODB_ATLAS_CLIENT_ID: "  ",
                MONGODB_ATLAS_PUBLIC_API_KEY: "\n",
            },
            { clientId: "i", clientSecret: "s" },
            account,
            "the stack configuration",
        ],
        [
            "an empty token before an account",
            { ...accountVariables, MONGODB_ATLAS_ACCESS_TOKEN: "" },
            {},
            account,
            "the environment",
        ],
        [
            "a value with the newline of the file it was read from",
            { MONGODB_ATLAS_ACCESS_TOKEN: "t\n" },
            {},
            token,
            "the environment",
        ],
        [
            "the first pair of names, whatever others say",
            {
                MONGODB_ATLAS_PUBLIC_KEY: "pub",
                MONGODB_ATLAS_PRIVATE_KEY: "priv",
                MCLI_PUBLIC_API_KEY: "other",
                MCLI_PRIVATE_API_KEY: "other",
            },
            {},
            key,
            "the environment",
        ],
    ])("%s", (_what, environment, configuration, credential, source) => {
        expect(resolve(environment, configuration)).toMatchObject({ credential, source });
    });

    it.each(publicNames.map((name, index) => [name, privateNames[index] ?? ""]))(
        "knows %s and %s",
        (publicName, privateName) => {
            expect(resolve({ [publicName]: "pub", [privateName]: "priv" }).credential).toEqual(key);
        },
    );

    it("takes the first name that is not empty", () => {
        const environment = {
            MONGODB_ATLAS_PUBLIC_API_KEY: "",
            MONGODB_ATLAS_PUBLIC_KEY: "pub",
            MCLI_PUBLIC_API_KEY: "other",
            MONGODB_ATLAS_PRIVATE_KEY: "priv",
            MCLI_PRIVATE_API_KEY: "other",
        };
        expect(resolve(environment).credential).toEqual(key);
    });
});

describe("what is missing", () => {
    it("everything", () => {
        expect(problem({})).toBe(
            "No Atlas credentials found. Create a service account (Atlas UI: Identity & Access > Applications > " +
                "Service Accounts), then set MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET, or run " +
                "`pulumi config set atlas:clientId CLIENT_ID` and `pulumi config set --secret atlas:clientSecret " +
                "CLIENT_SECRET`.",
        );
    });

    it.each<[there: string, missing: string]>([
        ["MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET"],
        ["MONGODB_ATLAS_CLIENT_SECRET", "MONGODB_ATLAS_CLIENT_ID"],
        ["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"],
        ["MONGODB_ATLAS_PRIVATE_API_KEY", "MONGODB_ATLAS_PUBLIC_API_KEY"],
        ["MCLI_PUBLIC_API_KEY", "MCLI_PRIVATE_API_KEY"],
        ["MONGODB_ATLAS_PRIVATE_KEY", "MONGODB_ATLAS_PUBLIC_KEY"],
        ["atlas:clientId", "atlas:clientSecret"],
        ["atlas:clientSecret", "atlas:clientId"],
        ["atlas:publicKey", "atlas:privateKey"],
        ["atlas:privateKey", "atlas:publicKey"],
    ])("the other half of %s", (there, missing) => {
        const place = (name: string) => (name.startsWith("atlas:") ? 1 : 0);
        const values: [Values, Values] = [{}, {}];
        values[place(there)][there.replace("atlas:", "")] = "s3cret";
        const message =
            `Incomplete Atlas credentials: ${there} is set, but ${missing} is not. ` +
            `Set ${missing} too, or remove ${there}.`;
        expect(problem(...values)).toBe(message);
        // An empty other half is none.
        values[place(missing)][missing.replace("atlas:", "")] = "";
        expect(problem(...values)).toBe(message);
    });

    it.each(
        publicNames.flatMap((name, index) =>
            privateNames.map((other, at) => [name, other, at - index] as const),
        ),
    )(
        "%s and %s are halves of one key only where both are of one kind",
        (publicName, privateName, distance) => {
            const environment = { [publicName]: "pub", [privateName]: "priv" };
            if (distance === 0) {
                expect(resolve(environment).credential).toEqual(key);
            } else {
                expect(problem(environment)).toMatch(/^Incomplete Atlas credentials/);
            }
        },
    );

    it("nor is a half made up for by a whole key under other names: which one is meant, nobody can tell", () => {
        const environment = {
            MONGODB_ATLAS_PUBLIC_API_KEY: "stale",
            MONGODB_ATLAS_PUBLIC_KEY: "pub",
            MONGODB_ATLAS_PRIVATE_KEY: "priv",
        };
        expect(problem(environment)).toBe(
            "Incomplete Atlas credentials: MONGODB_ATLAS_PUBLIC_API_KEY is set, but " +
                "MONGODB_ATLAS_PRIVATE_API_KEY is not. " +
                "Set MONGODB_ATLAS_PRIVATE_API_KEY too, or remove MONGODB_ATLAS_PUBLIC_API_KEY.",
        );
    });

    it.each<[string, Values, Values]>([
        ["the configuration", { MONGODB_ATLAS_CLIENT_ID: "i" }, { clientSecret: "s" }],
        ["a whole one in the configuration", { MONGODB_ATLAS_CLIENT_ID: "i" }, others],
        ["a whole key after it", { MONGODB_ATLAS_CLIENT_ID: "i", ...keyVariables }, {}],
    ])("a half in the environment is not made up for by %s", (_what, environment, configuration) => {
        expect(problem(environment, configuration)).toMatch(/^Incomplete Atlas credentials/);
    });
});

describe("the address", () => {
    it.each(["http://localhost:1", "http://127.9.9.9", "http://[::1]:8080"])(
        "%s stays on this machine, so nobody reads what is sent there",
        (address) => {
            const environment = { ...tokenVariables, MONGODB_ATLAS_BASE_URL: address };
            expect(resolve(environment).baseUrl).toBe(address);
        },
    );

    it.each([
        "http://cloud.mongodb.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
    ])("%s would send credentials for everybody to read", (address) => {
        const environment = { ...tokenVariables, MONGODB_ATLAS_BASE_URL: address };
        expect(problem(environment, {})).toMatch(/^MONGODB_ATLAS_BASE_URL uses http:.*Use https:/);
        expect(resolve({ ...environment, MONGODB_ATLAS_ALLOW_HTTP: "true" }).baseUrl).toBe(address);
        expect(resolve(environment, { allowHttp: "true" }).baseUrl).toBe(address);
        expect(problem(environment, { allowHttp: "0" })).toMatch(/uses http:/);
    });

    it.each<[string, Values, Values, string]>([
        ["Atlas", {}, {}, "https://cloud.mongodb.com"],
        ["its Government", {}, { isMongodbgovCloud: "true" }, "https://cloud.mongodbgov.com"],
        ["not its Government", {}, { isMongodbgovCloud: "false" }, "https://cloud.mongodb.com"],
        [
            "the environment's",
            { MONGODB_ATLAS_BASE_URL: "http://127.0.0.1:8080" },
            {},
            "http://127.0.0.1:8080",
        ],
        ["the other tool's", { MCLI_OPS_MANAGER_URL: "https://b/" }, {}, "https://b"],
        [
            "the first of the two",
            { MCLI_OPS_MANAGER_URL: "https://b", MONGODB_ATLAS_BASE_URL: "https://a" },
            {},
            "https://a",
        ],
        ["the configuration's", {}, { baseUrl: "https://c" }, "https://c"],
        [
            "the environment's before the configuration's",
            { MONGODB_ATLAS_BASE_URL: "https://a" },
            { baseUrl: "https://c" },
            "https://a",
        ],
        [
            "a given one before the Government's",
            {},
            { baseUrl: "https://c", isMongodbgovCloud: "true" },
            "https://c",
        ],
        [
            "an empty one is none",
            { MONGODB_ATLAS_BASE_URL: "", MCLI_OPS_MANAGER_URL: " " },
            {},
            "https://cloud.mongodb.com",
        ],
        ["without slashes at the end", { MONGODB_ATLAS_BASE_URL: "https://a//" }, {}, "https://a"],
        ["without a path that is none", { MONGODB_ATLAS_BASE_URL: "https://a/." }, {}, "https://a"],
        ["without blanks around", { MONGODB_ATLAS_BASE_URL: " https://a \n" }, {}, "https://a"],
    ])("%s", (_what, environment, configuration, baseUrl) => {
        expect(resolve({ ...tokenVariables, ...environment }, configuration).baseUrl).toBe(baseUrl);
    });

    it.each([
        "cloud.mongodb.com",
        "cloud.mongodb.com:443",
        "ftp://cloud.mongodb.com",
        "file:///etc/passwd",
        "https://",
        "not an address",
        // Below a path, a service answers 404 to everything, which could look like a cluster that is gone.
        "https://cloud.mongodb.com/api/atlas/v2",
        "https://cloud.mongodb.com/?a=b",
        "https://cloud.mongodb.com/#top",
        "https://user:s3cret@cloud.mongodb.com",
    ])("%s is none", (address) => {
        const rest =
            " is not a valid base URL: it must be a scheme, a host and an optional port, such as " +
            "https://cloud.mongodb.com. Correct it, or remove it.";
        expect(problem({ ...tokenVariables, MONGODB_ATLAS_BASE_URL: address })).toBe(
            `MONGODB_ATLAS_BASE_URL${rest}`,
        );
        expect(problem(tokenVariables, { baseUrl: address })).toBe(`atlas:baseUrl${rest}`);
    });
});

describe("yes or no", () => {
    const government = "https://cloud.mongodbgov.com";
    const ofCloud = (value: string) => resolve(tokenVariables, { isMongodbgovCloud: value }).baseUrl;
    const open = { ...tokenVariables, MONGODB_ATLAS_BASE_URL: "http://atlas.internal" };

    it.each(["true", "True", "TRUE", "tRuE", "t", "T", "1", " true\n"])("%j is yes", (value) => {
        expect(ofCloud(value)).toBe(government);
        expect(resolve({ ...open, MONGODB_ATLAS_ALLOW_HTTP: value }).baseUrl).toBe("http://atlas.internal");
        expect(resolve(open, { allowHttp: value }).baseUrl).toBe("http://atlas.internal");
    });

    it.each(["false", "False", "FALSE", "f", "F", "0"])("%j is no", (value) => {
        expect(ofCloud(value)).toBe("https://cloud.mongodb.com");
        expect(problem({ ...open, MONGODB_ATLAS_ALLOW_HTTP: value })).toMatch(/uses http:/);
    });

    it.each(["yes", "no", "on", "2", "truee", "mdb_sa_sk_hidden"])(
        "%j is neither, and not shown",
        (value) => {
            const rest = ' is neither true nor false. Set it to "true" or "false", or remove it.';
            expect(problem(tokenVariables, { isMongodbgovCloud: value })).toBe(
                `atlas:isMongodbgovCloud${rest}`,
            );
            // Also where another address is given, for which it means nothing.
            expect(problem(open, { isMongodbgovCloud: value, allowHttp: "true" })).toBe(
                `atlas:isMongodbgovCloud${rest}`,
            );
            expect(problem({ ...tokenVariables, MONGODB_ATLAS_ALLOW_HTTP: value })).toBe(
                `MONGODB_ATLAS_ALLOW_HTTP${rest}`,
            );
            expect(problem(tokenVariables, { allowHttp: value })).toBe(`atlas:allowHttp${rest}`);
        },
    );
});

describe("an account of the program's own", () => {
    const own = { accessToken: "t" };
    const ofProgram = (environment: Values, configuration: Values): Settings =>
        resolveSettings(environment, (key) => ({ ...own, ...configuration })[key], "configuration");

    it.each<[string, Values, Values, Partial<Settings>]>([
        [
            "the address",
            { MONGODB_ATLAS_BASE_URL: "https://a" },
            { baseUrl: "https://c" },
            { baseUrl: "https://c" },
        ],
        [
            "its being one of the Government",
            { MONGODB_ATLAS_BASE_URL: "https://cloud.mongodb.com" },
            { isMongodbgovCloud: "true" },
            { baseUrl: "https://cloud.mongodbgov.com" },
        ],
        [
            "the time that a request may take",
            { MONGODB_ATLAS_REQUEST_TIMEOUT: "5" },
            { requestTimeout: "7" },
            { requestTimeout: 7000 },
        ],
        [
            "that its network is safe",
            { MONGODB_ATLAS_ALLOW_HTTP: "false", MONGODB_ATLAS_BASE_URL: "http://a" },
            { allowHttp: "true" },
            { baseUrl: "http://a" },
        ],
    ])("goes before the environment: %s", (_what, environment, configuration, expected) => {
        expect(ofProgram(environment, configuration)).toMatchObject(expected);
    });

    it("does not have its credential sent over a network that it does not call safe", () => {
        const environment = { MONGODB_ATLAS_ALLOW_HTTP: "true", MONGODB_ATLAS_BASE_URL: "http://a" };
        expect(() => ofProgram(environment, { allowHttp: "false" })).toThrow(/uses http:/);
    });

    it("is told what to do where it has no credential, or half of one: of the configuration it has nothing", () => {
        const resolveWith = (configuration: Values) => () =>
            resolveSettings({}, (key) => configuration[key], "configuration");
        expect(resolveWith({})).toThrow(
            "No Atlas credentials found for this Provider. Set its clientId and clientSecret to those of a " +
                "service account (Atlas UI: Identity & Access > Applications > Service Accounts), or set " +
                "MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET.",
        );
        expect(resolveWith({ clientId: "i" })).toThrow(
            "Incomplete Atlas credentials: the atlas.Provider's clientId is set, but the atlas.Provider's " +
                "clientSecret is not.",
        );
    });

    it("has the environment's address, time and network where it says nothing of them", () => {
        const environment = {
            MONGODB_ATLAS_BASE_URL: "http://a",
            MONGODB_ATLAS_ALLOW_HTTP: "true",
            MONGODB_ATLAS_REQUEST_TIMEOUT: "5",
        };
        expect(ofProgram(environment, { isMongodbgovCloud: "false" })).toMatchObject({
            baseUrl: "http://a",
            requestTimeout: 5000,
        });
    });
});

it.each<[string, Values, Values, ReturnType<typeof resolveProjectId>]>([
    [
        "the configuration's",
        { MONGODB_ATLAS_PROJECT_ID: "e" },
        { projectId: "c" },
        { projectId: "c", source: "the configuration's atlas:projectId" },
    ],
    [
        "the environment's",
        { MONGODB_ATLAS_PROJECT_ID: "e" },
        { projectId: "" },
        { projectId: "e", source: "MONGODB_ATLAS_PROJECT_ID" },
    ],
    ["none", { MONGODB_ATLAS_PROJECT_ID: " " }, {}, undefined],
])("the project of the surroundings: %s", (_what, environment, configuration, expected) => {
    expect(resolveProjectId(environment, (key) => configuration[key])).toEqual(expected);
});

describe("the time that a request may take", () => {
    it.each<[string, Values, Values, number | undefined]>([
        ["the client's own", {}, {}, undefined],
        ["the environment's", { MONGODB_ATLAS_REQUEST_TIMEOUT: "5" }, { requestTimeout: "7" }, 5000],
        ["the configuration's", {}, { requestTimeout: "0.5" }, 500],
    ])("%s", (_what, environment, configuration, milliseconds) => {
        expect(resolve({ ...tokenVariables, ...environment }, configuration).requestTimeout).toBe(
            milliseconds,
        );
    });

    it.each(["0", "-1", "601", "soon", "NaN"])("%s is none", (value) => {
        expect(problem({ ...tokenVariables, MONGODB_ATLAS_REQUEST_TIMEOUT: value }, {})).toBe(
            `MONGODB_ATLAS_REQUEST_TIMEOUT is "${value}", which is not valid: it must be a number of seconds, ` +
                `more than 0 and at most 600.`,
        );
    });
});
