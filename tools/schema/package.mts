// Pulumi's package schema, which the SDKs of all languages are generated from.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Definition } from "typescript-json-schema";
import { resourceType } from "../../provider/dynamic/stub.ts";
import { dataSources, instanceToken, packageName, tokenOf } from "../../provider/plugin/tokens.ts";
import { inPluginWords } from "../../provider/plugin/words.ts";
import { version } from "../../provider/version.ts";
import { docOf, root, schemaOf } from "./sources.mts";

type Properties = Readonly<Record<string, object>>;

/** Types that are met on the way, by their names. */
const types = new Map<string, object>();

/** Where each data source's arguments and result are described. */
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
} as const satisfies Record<(typeof dataSources)[number], readonly [string, string]>;

/** Where the project is; package.json is the one place that says so. */
const { homepage, repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    homepage: string;
    repository: { url: string };
};

/** What the surroundings may say in a program's stead. */
const surroundings = ["projectId"];

/** One program in each language that has no SDK of its own here; each is run by a test. */
const examples = [
    ["python", "python/__main__.py"],
    ["go", "go/main.go"],
    ["yaml", "yaml/Pulumi.yaml"],
] as const;

export function packageSchema(): unknown {
    return JSON.parse(inPluginWords(JSON.stringify(schema())));
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
        homepage,
        repository: repository.url.replace(/^git\+|\.git$/g, ""),
        license: "Apache-2.0",
        publisher: "pulumi-atlas-serverless",
        meta: { supportPack: true },
        config: { variables: settings },
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
                // A stack that used the dynamic provider goes on with the databases that it has.
                aliases: [{ type: resourceType }],
            },
        },
        functions,
        types: Object.fromEntries([...types].sort(([one], [other]) => (one < other ? -1 : 1))),
        language: {
            nodejs: { respectSchemaVersion: true },
            python: { respectSchemaVersion: true, pyproject: { enabled: true } },
            go: { respectSchemaVersion: true, generateResourceContainerTypes: true },
            csharp: { respectSchemaVersion: true },
        },
    };
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
    const { description, properties, required, enum: choices } = definition;
    types.set(
        tokenOfType(name),
        choices === undefined
            ? { type: "object", description, properties: converted(properties ?? {}, name), required }
            : { type: "string", description, enum: choices.map((value) => ({ value })) },
    );
}

function converted(properties: NonNullable<Definition["properties"]>, owner: string): Properties {
    return Object.fromEntries(
        Object.entries(properties).map(([name, definition]) => {
            if (typeof definition === "boolean") {
                throw new Error(`The property ${name} of ${owner} has no type.`);
            }
            const { description } = definition;
            const marks = Object.fromEntries(
                ["secret", "willReplaceOnChanges"].flatMap((mark) =>
                    mark in definition ? [[mark, true]] : [],
                ),
            );
            return [
                name,
                {
                    description,
                    ...typeOf(definition, name, owner),
                    ...marks,
                },
            ];
        }),
    );
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
    if (choices !== undefined && owner === "AccountSettings") {
        // Pulumi hands settings on as texts, and would make JSON of what is not one to it.
        return { type: "string" };
    }
    if (choices !== undefined) {
        // A plain text does as well; `check` says which there are.
        const name = property.charAt(0).toUpperCase() + property.slice(1);
        note(name, { type: "string", description: `Choices of \`${property}\`.`, enum: choices });
        return { oneOf: [{ type: "string" }, { $ref: `#/types/${tokenOfType(name)}` }] };
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
        const text = readFileSync(join(root, "examples", file), "utf8").trim();
        return `\`\`\`${language}\n${text}\n\`\`\``;
    });
    return [
        "{{% examples %}}",
        "## Example Usage",
        "{{% example %}}",
        ...blocks,
        "{{% /example %}}",
        "{{% /examples %}}",
    ].join("\n\n");
}
