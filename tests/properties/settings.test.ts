// Where a credential and an address come from, with any environment and any configuration.
import fc from "fast-check";
import { isLoopback, resolveProjectId, resolveSettings, type Settings } from "../../provider/atlas/settings";
import { ConfigurationError } from "../../provider/atlas/errors";
import { holds } from "./support/property";

const variables = [
    "MONGODB_ATLAS_ACCESS_TOKEN",
    "MONGODB_ATLAS_CLIENT_ID",
    "MONGODB_ATLAS_CLIENT_SECRET",
    "MONGODB_ATLAS_PUBLIC_API_KEY",
    "MONGODB_ATLAS_PUBLIC_KEY",
    "MCLI_PUBLIC_API_KEY",
    "MONGODB_ATLAS_PRIVATE_API_KEY",
    "MONGODB_ATLAS_PRIVATE_KEY",
    "MCLI_PRIVATE_API_KEY",
];
const keys = ["accessToken", "clientId", "clientSecret", "publicKey", "privateKey"];

const address = fc.oneof(
    fc.constantFrom(
        "https://cloud.mongodb.com",
        "https://cloud.mongodb.com/",
        "http://cloud.mongodb.com",
        "http://127.0.0.1:8080",
        "http://localhost",
        "http://[::1]:1",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "https://user:hidden-password@cloud.mongodb.com",
        "https://cloud.mongodb.com/api",
        "ftp://cloud.mongodb.com",
        "cloud.mongodb.com",
    ),
    fc.webUrl(),
    fc.string(),
);

const others = {
    MONGODB_ATLAS_BASE_URL: address,
    MCLI_OPS_MANAGER_URL: address,
    MONGODB_ATLAS_ALLOW_HTTP: fc.constantFrom("true", "false", "", "1", "s3cret hidden-password"),
    MONGODB_ATLAS_REQUEST_TIMEOUT: fc.constantFrom(
        "30",
        "0",
        "-1",
        "1e9",
        "soon",
        "0.5",
        "s3cret hidden-password",
    ),
    MONGODB_ATLAS_PROJECT_ID: fc.string(),
};

/** Values that tell where they come from, by a word that nothing else has. */
function surroundings(names: readonly string[], where: string): fc.Arbitrary<Record<string, string>> {
    return fc
        .subarray([...names])
        .chain((chosen) =>
            fc.record(
                Object.fromEntries(
                    chosen.map((name) => [
                        name,
                        fc.constantFrom(
                            `${where}-secret of ${name}`,
                            ` ${where}-secret of ${name}\n`,
                            "",
                            "  ",
                        ),
                    ]),
                ),
            ),
        );
}

const situation = fc.record({
    environment: fc
        .tuple(surroundings(variables, "environment"), fc.record(others, { requiredKeys: [] }))
        .map(([credentials, rest]): Record<string, string> => ({ ...credentials, ...rest })),
    configuration: fc
        .tuple(
            surroundings(keys, "configuration"),
            fc.record(
                {
                    baseUrl: address,
                    allowHttp: fc.constantFrom("true", "false"),
                    serverlessApi: fc.constantFrom("v2", "v1.0", "v3", "", "s3cret hidden-password"),
                    isMongodbgovCloud: fc.constantFrom("true", "false", "True", "s3cret hidden-password"),
                    requestTimeout: fc.constantFrom("30", "601"),
                    projectId: fc.string(),
                },
                { requiredKeys: [] },
            ),
        )
        .map(([credentials, rest]): Record<string, string> => ({ ...credentials, ...rest })),
    precedence: fc.constantFrom("environment" as const, "configuration" as const),
});

holds(
    "any surroundings end in settings or in a ConfigurationError that shows no secret",
    "computed",
    fc.property(situation, ({ environment, configuration, precedence }) => {
        const settings = resolved(() =>
            resolveSettings(environment, (key) => configuration[key], precedence),
        );
        if (settings === undefined) {
            return;
        }
        // All of a credential comes from one place, trimmed.
        const { kind, ...parts } = settings.credential;
        const places = new Set(Object.values(parts).map((value: string) => value.split("-secret of ")[0]));
        expect([...places]).toEqual([
            settings.source === "the environment" ? "environment" : "configuration",
        ]);
        if (kind === "apiKey") {
            const namesOf = Object.values(parts).map((value: string) =>
                value.replace(/^.* of /, "").replace(/PUBLIC|PRIVATE|public|private/, ""),
            );
            expect(new Set(namesOf).size).toBe(1);
        }
        expect(Object.values(parts).every((value: string) => value === value.trim())).toBe(true);
        expect(["accessToken", "serviceAccount", "apiKey"]).toContain(kind);

        const { protocol, hostname, origin } = new URL(settings.baseUrl);
        expect(settings.baseUrl).toBe(origin);
        const isAllowed = [environment["MONGODB_ATLAS_ALLOW_HTTP"], configuration["allowHttp"]].some(
            (value) => value === "true" || value === "1",
        );
        expect(protocol === "https:" || isLoopback(hostname) || isAllowed).toBe(true);
    }),
);

holds(
    "the project that the surroundings name is one of theirs, without the space around it",
    "computed",
    fc.property(situation, ({ environment, configuration }) => {
        const found = resolveProjectId(environment, (key) => configuration[key]);
        const given = [configuration["projectId"], environment["MONGODB_ATLAS_PROJECT_ID"]];
        expect(found?.projectId).toBe(
            given.map((value) => value?.trim()).find((value) => (value ?? "") !== ""),
        );
    }),
);

/** The settings; undefined where they are refused in the way of this package. */
function resolved(resolve: () => Settings): Settings | undefined {
    try {
        return resolve();
    } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        expect((error as ConfigurationError).message).not.toMatch(/-secret of|hidden-password/);
        return undefined;
    }
}
