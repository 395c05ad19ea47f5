import { isRecord } from "../provider/atlas/json-readers";
import { printableLines } from "./printable";

/** A resource to declare: its name in the program, its arguments, and its resource options. */
export interface Declaration {
    name: string;
    args: Readonly<Record<string, unknown>>;
    options?: object;
}

/** The text of a program in TypeScript that declares these clusters. */
export function programText(declarations: readonly Declaration[]): string {
    const taken = new Set(["atlas"]);
    const statements = declarations.map(({ name, args, options = {} }) => {
        const variable = variableFor(name, taken);
        taken.add(variable);
        const given =
            Object.keys(options).length === 0
                ? `${JSON.stringify(name)}, ${block(args)}`
                : `\n${[JSON.stringify(name), block(args, indent), inline(options)]
                      .map((argument) => `${indent}${argument},\n`)
                      .join("")}`;
        return `const ${variable} = new atlas.ServerlessInstance(${given});\n`;
    });
    // In its strings, an escape is the same text.
    return printableLines(['import * as atlas from "pulumi-atlas-serverless";\n', ...statements].join("\n"));
}

/** Words that cannot name a variable in a strict TypeScript module. */
const reserved = new Set(
    (
        "arguments async await break case catch class const continue debugger default delete do else enum eval export " +
        "extends false finally for function if implements import in instanceof interface let new null package private " +
        "protected public require return static super switch this throw true try typeof undefined var void while with " +
        "yield exports module Object Promise"
    ).split(" "),
);

/** `my-orders` becomes `myOrders`; a name that is taken or reserved gets a number. */
function variableFor(name: string, taken: ReadonlySet<string>): string {
    const camel = name
        .replaceAll(/[^A-Za-z0-9]+([A-Za-z0-9]?)/g, (_, first: string) => first.toUpperCase())
        .replace(/^[A-Z]/, (first) => first.toLowerCase());
    const base = /^[a-z]/.test(camel) ? camel : `cluster${camel}`;
    for (let number = 1; ; number += 1) {
        const variable = number === 1 ? base : `${base}${number}`;
        if (!taken.has(variable) && !reserved.has(variable)) {
            return variable;
        }
    }
}

const indent = "    ";
const widest = 110;

/** An object with each property on a line of its own. */
function block(value: Readonly<Record<string, unknown>>, margin = ""): string {
    const inner = margin + indent;
    const lines = Object.entries(value).map(([key, part]) => {
        const start = `${inner}${keyText(key)}: `;
        const short = inline(part);
        const fits = start.length + short.length < widest;
        return `${start}${fits || !isRecord(part) ? short : block(part, inner)},\n`;
    });
    return `{\n${lines.join("")}${margin}}`;
}

function inline(value: unknown): string {
    return isRecord(value)
        ? `{ ${Object.entries(value)
              .map(([key, part]) => `${keyText(key)}: ${inline(part)}`)
              .join(", ")} }`
        : JSON.stringify(value);
}

function keyText(key: string): string {
    return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : JSON.stringify(key);
}
