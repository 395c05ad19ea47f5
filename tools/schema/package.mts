// Pulumi's package schema, which the SDKs of all languages are generated from.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Definition } from "typescript-json-schema";
import type { AccountSettings } from "../../provider/atlas/settings.ts";
import { resourceType } from "../../provider/dynamic/stub.ts";
import {
    dataSources,
    instanceToken,
    packageName,
    pluginDownloadURL,
    repository,
    tokenOf,
} from "../../provider/plugin/tokens.ts";
import { version } from "../../provider/version.ts";
import { docOf, root, schemaOf } from "./sources.mts";

type Properties = Readonly<Record<string, object>>;

/** Types that are met on the way, by their names. */
const types = new Map<string, object>();

/** Where each function's arguments and result are described. */
const shapes = {
    getServerlessInstance: ["GetServerlessInstanceArgs", "ServerlessInstanceOutputs"],
    getServerlessInstances: ["GetServerlessInstancesArgs", "GetServerlessInstancesResult"],
    getServerlessInstanceSnapshot: [
        "GetServerlessInstanceSnapshotArgs",
        "GetServerlessInstanceSnapshotResult",
    ],
    getServerlessInstanceSnapshots: [
        "GetServerlessInstanceSnapshotsArgs",
        "GetServerlessInstanceSnapshotsResult",
    ],
    getServerlessInstanceRestoreJobs: [
        "GetServerlessInstanceRestoreJobsArgs",
        "GetServerlessInstanceRestoreJobsResult",
    ],
} as const satisfies Record<(typeof dataSources)[number], readonly [string, string]>;

/** What the surroundings may say in a program's stead. */
const surroundings = ["projectId"];

/**
 * The environment variables of each setting, the first that is set going first. A generated SDK reads them where a program
 * asks for the configuration. The provider itself has none: an SDK would write one account's credentials from the environment
 * into the state of an explicit provider, which is there for another account.
 */
const environment = {
    accessToken: ["MONGODB_ATLAS_ACCESS_TOKEN"],
    clientId: ["MONGODB_ATLAS_CLIENT_ID"],
    clientSecret: ["MONGODB_ATLAS_CLIENT_SECRET"],
    publicKey: ["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PUBLIC_KEY", "MCLI_PUBLIC_API_KEY"],
    privateKey: ["MONGODB_ATLAS_PRIVATE_API_KEY", "MONGODB_ATLAS_PRIVATE_KEY", "MCLI_PRIVATE_API_KEY"],
    baseUrl: ["MONGODB_ATLAS_BASE_URL", "MCLI_OPS_MANAGER_URL"],
    allowHttp: ["MONGODB_ATLAS_ALLOW_HTTP"],
    projectId: ["MONGODB_ATLAS_PROJECT_ID"],
    requestTimeout: ["MONGODB_ATLAS_REQUEST_TIMEOUT"],
} as const satisfies Partial<Record<keyof AccountSettings, readonly string[]>>;

/** One program in each language, by the paths from the root. What the machine of a test can run is run by one. */
const examples = [
    ["typescript", "tools/schema/examples/index.ts"],
    ["python", "examples/python/__main__.py"],
    ["go", "examples/go/main.go"],
    ["csharp", "tools/schema/examples/Program.cs"],
    ["java", "tools/schema/examples/App.java"],
    ["yaml", "examples/yaml/Pulumi.yaml"],
] as const;

/** The docstrings are those of the SDK, whose configuration has the namespace `atlas`; a plugin's has the plugin's name. */
export function packageSchema(): unknown {
    return JSON.parse(JSON.stringify(schema()).replaceAll(/\batlas:(?=[a-z])/gi, `${packageName}:`));
}

function schema(): object {
    const inputs = objectOf("ServerlessInstanceInputs");
    const outputs = objectOf("ServerlessInstanceOutputs");
    const settings = objectOf("AccountSettings").properties;
    const functions = Object.fromEntries(
        dataSources.map((name) => {
            const [args, result] = shapes[name];
            return [
                tokenOf(name),
                {
                    description: docOf("sdk/data-sources.ts", name),
                    inputs: withoutSurroundings(objectOf(args)),
                    outputs: objectOf(result),
                },
            ];
        }),
    );
    return {
        name: packageName,
        version,
        displayName: "MongoDB Atlas Serverless",
        description: "Manage MongoDB Atlas Flex clusters (formerly serverless instances).",
        keywords: ["pulumi", "mongodb", "atlas", "serverless", "flex", "category/database", "kind/native"],
        license: "Apache-2.0",
        publisher: "pulumi-atlas-serverless",
        homepage: `${repository}#readme`,
        repository,
        logoUrl: `${repository.replace("https://github.com/", "https://raw.githubusercontent.com/")}/main/docs/logo.svg`,
        pluginDownloadURL,
        // No namespace: one would become part of the Python package's name.
        meta: { supportPack: true },
        config: { variables: withEnvironment(settings) },
        provider: {
            description: docOf("sdk/provider.ts", "Provider"),
            inputProperties: settings,
        },
        resources: {
            [instanceToken]: {
                description: `${docOf("sdk/serverless-instance.ts", "ServerlessInstance")}\n\n${examplesText()}`,
                properties: outputs.properties,
                required: outputs.required,
                inputProperties: inputs.properties,
                requiredInputs: withoutSurroundings(inputs).required,
                listInputs: withoutSurroundings(objectOf("GetServerlessInstancesArgs")),
                // A stack that used the dynamic provider keeps the clusters that it has.
                aliases: [{ type: resourceType }],
            },
        },
        functions,
        types: Object.fromEntries([...types].sort(([one], [other]) => (one < other ? -1 : 1))),
        language: {
            // What `pulumi import` writes into a program; nobody needs another SDK for TypeScript than the one in npm.
            nodejs: { packageName: "pulumi-atlas-serverless/plugin", respectSchemaVersion: true },
            python: { respectSchemaVersion: true, pyproject: { enabled: true } },
            go: { respectSchemaVersion: true, generateResourceContainerTypes: true },
            csharp: { respectSchemaVersion: true, namespaces: { [packageName]: "AtlasServerless" } },
            java: { basePackage: "com.pulumi", buildFiles: "gradle" },
        },
    };
}

function withEnvironment(settings: Properties): Properties {
    return Object.fromEntries(
        Object.entries(settings).map(([name, setting]) => {
            const [, variables] = Object.entries(environment).find(([key]) => key === name) ?? [];
            return [
                name,
                variables === undefined ? setting : { ...setting, defaultInfo: { environment: variables } },
            ];
        }),
    );
}

/** A type's properties; the types that they speak of are noted. */
function objectOf(type: string): { type: "object"; properties: Properties; required: readonly string[] } {
    const { properties = {}, required = [], definitions = {} } = schemaOf(type);
    for (const [name, definition] of Object.entries(definitions)) {
        note(name, definition);
    }
    return { type: "object", properties: converted(properties, type), required };
}

function withoutSurroundings<T extends { required: readonly string[] }>(shape: T): T {
    return { ...shape, required: shape.required.filter((property) => !surroundings.includes(property)) };
}

function note(name: string, definition: Definition | boolean): void {
    if (typeof definition === "boolean" || types.has(tokenOfType(name))) {
        return;
    }
    const { description, properties = {}, required } = definition;
    types.set(tokenOfType(name), {
        type: "object",
        description,
        properties: converted(properties, name),
        required,
    });
}

function converted(properties: NonNullable<Definition["properties"]>, owner: string): Properties {
    return Object.fromEntries(
        Object.entries(properties).map(([name, definition]) => {
            if (typeof definition === "boolean") {
                throw new Error(`The property ${name} of ${owner} has no type.`);
            }
            const marks = Object.fromEntries(
                ["secret", "willReplaceOnChanges"].flatMap((mark) =>
                    mark in definition ? [[mark, true]] : [],
                ),
            );
            return [
                name,
                {
                    description: withChoices(definition),
                    ...typeOf(definition, name, owner),
                    ...marks,
                },
            ];
        }),
    );
}

/** A property's description, with the texts that it may be. */
function withChoices({ description = "", enum: choices }: Definition): string {
    const named = choices?.map((choice) => `\`${JSON.stringify(choice).replaceAll(`"`, "")}\``);
    const isTold = named?.every((choice) => description.includes(choice)) ?? true;
    return isTold ? description : `${description} One of ${named?.join(", ") ?? ""}.`.trim();
}

/** A property's type in Pulumi's schema language. */
function typeOf(definition: Definition, property: string, owner: string): object {
    const { $ref, type, items, additionalProperties, enum: choices } = definition;
    if ($ref !== undefined) {
        return { $ref: `#/types/${tokenOfType($ref.replace("#/definitions/", ""))}` };
    }
    if (Array.isArray(type)) {
        return { oneOf: type.map((one) => ({ type: one })) };
    }
    if (definition.const !== undefined) {
        return { type, const: definition.const };
    }
    if (choices !== undefined) {
        // No enum, which would be a union with text here: programs in C# and Java would have to say which of the two they mean,
        // and what `pulumi import` writes would name a constant that the SDK for TypeScript does not have.
        return { type: "string" };
    }
    if (type === "array" && typeof items === "object" && !Array.isArray(items)) {
        return { type, items: typeOf(items, property, owner) };
    }
    if (type === "object" && typeof additionalProperties === "object") {
        return { type, additionalProperties: typeOf(additionalProperties, property, owner) };
    }
    if (type === "string" || type === "boolean" || type === "number" || type === "integer") {
        return { type };
    }
    throw new Error(
        `The property ${property} has a type that Pulumi's schema cannot say: ${JSON.stringify(definition)}`,
    );
}

function tokenOfType(name: string): string {
    return `${packageName}:index:${name}`;
}

/** In the form from which Pulumi's tools choose a language's example. */
function examplesText(): string {
    const blocks = examples.map(([language, file]) => {
        const text = readFileSync(join(root, file), "utf8").trim();
        return `\`\`\`${language}\n${text}\n\`\`\``;
    });
    return [
        "{{% examples %}}",
        "## Example Usage",
        "{{% example %}}",
        ...blocks,
        "{{% /example %}}",
        "{{% /examples %}}",
        "## Import",
        "By the project's id, a slash, and the cluster's name:",
        `\`\`\`sh\n$ pulumi import ${instanceToken} orders 0123456789abcdef01234567/orders\n\`\`\``,
    ].join("\n\n");
}
