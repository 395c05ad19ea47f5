// The types and docstrings that the schemas are made of.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildGenerator, programFromConfig, ts, type Definition } from "typescript-json-schema";

export const root = fileURLToPath(new URL("../../", import.meta.url));

const program = programFromConfig(
    join(root, "tsconfig.json"),
    ["provider/instance/data-sources.ts", "provider/atlas/settings.ts", "sdk/index.ts"].map((file) =>
        join(root, file),
    ),
);

const generators = {
    open: generatorWith({ noExtraProps: false }),
    /** Further properties are mistakes. */
    closed: generatorWith({ noExtraProps: true }),
};

function generatorWith(options: { noExtraProps: boolean }) {
    const generator = buildGenerator(program, {
        ...options,
        required: true,
        validationKeywords: ["secret", "willReplaceOnChanges"],
    });
    if (generator === null) {
        throw new Error("typescript-json-schema cannot read the sources.");
    }
    return generator;
}

/** The JSON schema of a type. */
export function schemaOf(type: string, kind: keyof typeof generators = "open"): Definition {
    return generators[kind].getSchemaForSymbol(type);
}

/** The docstring of a class, or of a function that an interface declares: its prose, without code and without tags. */
export function docOf(file: string, name: string): string {
    const source = program.getSourceFile(join(root, file));
    const found = source?.statements.flatMap((statement): ts.Node[] => {
        if (ts.isInterfaceDeclaration(statement)) {
            const member = statement.members.find((one) => isNamed(one.name, name));
            const type = member && ts.isPropertySignature(member) ? member.type : undefined;
            return type && ts.isTypeLiteralNode(type) ? [...type.members] : [];
        }
        return ts.isClassDeclaration(statement) && isNamed(statement.name, name) ? [statement] : [];
    });
    const [doc] = found?.flatMap((node) => ts.getJSDocCommentsAndTags(node)).filter(ts.isJSDoc) ?? [];
    const text = ts.getTextOfJSDocComment(doc?.comment);
    if (text === undefined) {
        throw new Error(`${file} has no docstring of ${name}.`);
    }
    return text.replace(/```ts\n[^]*?```\n*/g, "").trim();
}

function isNamed(node: ts.Node | undefined, name: string): boolean {
    return node !== undefined && ts.isIdentifier(node) && node.text === name;
}
