// `pulumi do`: Pulumi's commands that it makes of the schema, for one resource or function without a program.
import { join } from "node:path";
import { Cloud } from "../engine/cloud.ts";
import { PulumiStack } from "../engine/harness/index.ts";

const plugin = join(__dirname, "../../dist/plugin/pulumi-resource-atlas-serverless");
const instance = "atlas-serverless:index:ServerlessInstance";

let cloud: Cloud;
let stack: PulumiStack;
beforeEach(async () => {
    cloud = await Cloud.start();
    stack = await PulumiStack.create({ env: cloud.env });
});
afterEach(() => cloud.close());

/** What a command prints, which is JSON. */
async function done(...args: string[]): Promise<unknown> {
    const { stdout } = await stack.expect("do", "--package", plugin, ...args);
    return JSON.parse(stdout);
}

test("list: six hundred clusters, which Atlas gives in two pages, with the IDs that import takes", async () => {
    const names = Array.from({ length: 600 }, (_, index) => `db-${String(index).padStart(3, "0")}`);
    await cloud.seed(...names.map((name) => ({ name })));
    const ids = names.map((name) => ({ id: `${cloud.projectId}/${name}`, name }));
    expect(await done(instance, "list")).toEqual(ids);
    expect(await done(instance, "list", "--count", "3")).toEqual(ids.slice(0, 3));
    const other = "0123456789abcdef01234567";
    await cloud.seedIn(other, { name: "theirs" });
    expect(await done(instance, "list", "--project-id", other)).toEqual([
        { id: `${other}/theirs`, name: "theirs" },
    ]);
});

test("list: with an API key, after the sunset", async () => {
    await cloud.close();
    cloud = await Cloud.start({ era: "sunset" });
    stack.setEnv({
        ...cloud.env,
        MONGODB_ATLAS_CLIENT_ID: undefined,
        MONGODB_ATLAS_CLIENT_SECRET: undefined,
        MONGODB_ATLAS_PUBLIC_KEY: cloud.emulator.publicKey,
        MONGODB_ATLAS_PRIVATE_KEY: cloud.emulator.privateKey,
    });
    await cloud.seed({ name: "orders", kind: "flex" });
    // Pulumi writes what a provider tells as information before the result, which then is no JSON.
    expect(await done(instance, "list")).toEqual([{ id: `${cloud.projectId}/orders`, name: "orders" }]);
});

test("list: what is missing or wrong is one line", async () => {
    stack.setEnv({ MONGODB_ATLAS_PROJECT_ID: undefined });
    const { code, output } = await stack.run("do", "--package", plugin, instance, "list");
    expect({ code, output }).toMatchObject({ code: 1 });
    expect(output.trim()).toMatch(
        /^error: projectId: no project: set projectId on the resource or its Provider, .*MONGODB_ATLAS_PROJECT_ID$/,
    );
});

test("create, read, patch, a function, and a delete, which leaves alone what has an ownership tag", async () => {
    stack.write("", {
        "cluster.pp": 'providerSettings = { backingProviderName = "AWS", regionName = "US_EAST_1" }\n',
        "change.pp": 'tags = { team = "shop" }\n',
    });
    const run = async (...args: string[]) => (await stack.expect("do", "--package", plugin, ...args)).output;
    const change = (operation: string, ...args: string[]) =>
        run("--stateless", instance, operation, ...args, "--yes");
    const inputs = (file: string) => ["--input", "pcl", "--input-file", file];
    const id = `${cloud.projectId}/orders`;

    expect(await change("create", "--name", "orders", ...inputs("cluster.pp"))).toContain("+ 1 created");
    expect(await run(instance, "read", id)).toMatch(/stateName *: "IDLE"/);
    expect(await change("patch", id, ...inputs("change.pp"))).toContain("~ 1 updated");
    expect(await cloud.tags("orders")).toMatchObject({ team: "shop" });
    const snapshots = "atlas-serverless:index:getServerlessInstanceSnapshots";
    expect(await done(snapshots, "--name", "orders")).toMatchObject({ name: "orders", results: [{}] });

    // Without a state nobody knows whose it is.
    expect(await change("delete", id)).toContain("It was not changed or deleted.");
    expect(Object.keys(await cloud.databases())).toEqual(["orders"]);
});
