// The package schema, as Pulumi's own tools read it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../provider/version.ts";
import { PulumiStack } from "../engine/harness/index.ts";

const root = join(__dirname, "../..");
const file = join(root, "provider/schema/package.json");

let stack: PulumiStack;
beforeAll(async () => {
    stack = await PulumiStack.create();
});

test("is one by Pulumi's own metaschema", async () => {
    await stack.expect("schema", "check", file);
});

test("is what the plugin answers", async () => {
    const { stdout } = await stack.expect(
        "package",
        "get-schema",
        join(root, "dist/plugin/pulumi-resource-atlas-serverless"),
    );
    const committed = JSON.parse(readFileSync(file, "utf8")) as {
        resources: object;
        functions: object;
        types: object;
    };
    expect(JSON.parse(stdout)).toMatchObject({ name: "atlas-serverless", version });
    const { resources, functions, types } = JSON.parse(stdout) as typeof committed;
    expect(Object.keys(resources)).toEqual(Object.keys(committed.resources));
    expect(Object.keys(functions).sort()).toEqual(Object.keys(committed.functions).sort());
    expect(Object.keys(types).sort()).toEqual(Object.keys(committed.types).sort());
});
