// Writes provider/schema/ from the types and docstrings: the JSON schema of the inputs, and Pulumi's package schema.
// With --check it writes nothing and fails where the committed schemas have drifted from their sources.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inputsSchema } from "./inputs.mts";
import { packageSchema } from "./package.mts";
import { root } from "./sources.mts";

const schemas = { "serverless-instance-inputs.json": inputsSchema(), "package.json": packageSchema() };
for (const [name, schema] of Object.entries(schemas)) {
    const file = join(root, "provider", "schema", name);
    const text = `${JSON.stringify(schema, undefined, 4)}\n`;
    if (!process.argv.includes("--check")) {
        writeFileSync(file, text);
    } else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
        console.error(
            `provider/schema/${name} has drifted from its sources: run \`npm run schema\` and commit.`,
        );
        process.exitCode = 1;
    }
}
