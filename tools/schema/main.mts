// Writes provider/schema/ from the types and docstrings: the JSON schema of the inputs, what validates inputs by it, and Pulumi's
// package schema.
// With --check it writes nothing and fails where the committed schemas have drifted from their sources.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inputsSchema } from "./inputs.mts";
import { packageSchema } from "./package.mts";
import { validator } from "./validator.mts";
import { root } from "./sources.mts";

const json = (schema: unknown) => `${JSON.stringify(schema, undefined, 4)}\n`;
const inputs = inputsSchema();
const files = {
    "serverless-instance-inputs.json": json(inputs),
    "validate-inputs.ts": validator(inputs),
    "package.json": json(packageSchema()),
};
for (const [name, text] of Object.entries(files)) {
    const file = join(root, "provider", "schema", name);
    if (!process.argv.includes("--check")) {
        writeFileSync(file, text);
    } else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
        console.error(
            `provider/schema/${name} has drifted from its sources: run \`npm run schema\` and commit.`,
        );
        process.exitCode = 1;
    }
}
