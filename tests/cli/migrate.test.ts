import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ImportEntry } from "../../cli/import-entry";
import { check } from "../../provider/instance/preview/check";
import { diff } from "../../provider/instance/preview/diff";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { parseState } from "../../provider/instance/state";
import {
    encodedId,
    pulumiExport,
    pulumiResource,
    pulumiType,
    secretValue,
    shownResource,
    terraformShow,
    terraformState,
    urnOf,
    type Described,
} from "../fixtures/old-stacks";
import { startDesk, type Desk, type Outcome } from "./support";

let desk: Desk;
let from: string;
let file: string;
beforeEach(async () => {
    desk = await startDesk();
    from = join(desk.folder, "old.json");
    file = join(desk.folder, "import.json");
});
afterEach(() => desk.close());

function moves(old: object, ...args: string[]): Promise<Outcome> {
    writeFileSync(from, JSON.stringify(old, undefined, 2));
    return desk.command(["import", "--from", from, "--file", file, ...args]);
}

function written(): ImportEntry[] {
    return (JSON.parse(readFileSync(file, "utf8")) as { resources: ImportEntry[] }).resources;
}

/** A cluster that is there as it is described. */
async function there(...described: Omit<Described, "projectId">[]): Promise<Described[]> {
    await desk.seed(
        ...described.map(
            ({ name, kind = "serverless", cloud, region, tags, isProtected, hasContinuousBackup }) => ({
                name,
                kind,
                ...(cloud && { backingProviderName: cloud }),
                ...(region && { regionName: region }),
                ...(tags && { tags }),
                ...(isProtected && { terminationProtectionEnabled: true }),
                ...(hasContinuousBackup && { serverlessContinuousBackupEnabled: true }),
            }),
        ),
    );
    return described.map((one) => ({ projectId: desk.projectId, ...one }));
}

function one(databases: readonly Described[]): Described {
    const [first] = databases;
    if (first === undefined) {
        throw new Error("there is none");
    }
    return first;
}

/** What is told, without what differs between two runs. */
function steady(told: string): string {
    return told.replaceAll(desk.folder, "").replaceAll(desk.projectId, "<project>");
}

/** Asks as Pulumi will: the program's inputs pass the check, and change nothing. */
function expectNoChange(): void {
    for (const { inputs, outputs } of written()) {
        const program = Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
        expect(check(inputs, program).problems).toEqual([]);
        const state = parseState(outputs);
        expect(state && diff(state, program as unknown as CheckedInputs)).toMatchObject({
            changes: false,
            replaces: [],
        });
    }
}

async function operations(): Promise<string[]> {
    const { body } = await desk.bench.control("/stats");
    return Object.keys(body["operations"] ?? {}).toSorted();
}

const onlyReads = ["createAccessToken", "listFlexClusters", "listServerlessInstances", "revokeAccessToken"];

it("takes a serverless instance out of an export of @pulumi/mongodbatlas", async () => {
    const orders = one(
        await there({
            name: "orders-db",
            region: "EU_WEST_1",
            tags: { team: "shop", "cost center": "4711" },
            isProtected: true,
            hasContinuousBackup: true,
        }),
    );
    const { code, stdout, stderr } = await moves(
        pulumiExport([pulumiResource("my orders", orders, { protect: true })]),
    );
    expect({ code, told: steady(stderr) }).toEqual({
        code: 0,
        told: `Wrote /import.json: 1 cluster that /old.json holds, an export of a Pulumi stack.
Next, in the folder of the stack's project:
    pulumi import --file /import.json --generate-code=false --yes --protect=false
    (put the generated code above into the stack's program)
    pulumi preview
The preview shows no change. Without --protect=false Pulumi protects the clusters against being deleted.
Then, in the old stack's folder, let it forget the clusters, or its next destroy deletes them:
    pulumi state delete '${urnOf(pulumiType({}), "my orders")}' --stack prod --yes --force
`,
    });
    expect(steady(stdout)).toBe(`import * as atlas from "pulumi-atlas-serverless";

const myOrders = new atlas.ServerlessInstance(
    "my orders",
    {
        projectId: "<project>",
        name: "orders-db",
        providerSettings: { backingProviderName: "AWS", regionName: "EU_WEST_1" },
        tags: { team: "shop", "cost center": "4711" },
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
        terminationProtectionEnabled: true,
    },
    { protect: true },
);
`);
    expect(written()).toMatchObject([
        {
            type: "pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance",
            name: "my orders",
            id: `${desk.projectId}/orders-db`,
            outputs: { instanceId: expect.stringMatching(/^[0-9a-f]{24}$/) as string, stateName: "IDLE" },
        },
    ]);
    expectNoChange();
});

it.each(["classic", "transition", "sunset"])(
    "takes twenty clusters of one Pulumi stack in the era %s, with two requests",
    async (era) => {
        const databases = await there(
            ...Array.from({ length: 20 }, (_, n) => ({
                name: `db-${n}`,
                kind: n % 2 === 0 ? ("serverless" as const) : ("flex" as const),
                tags: { number: String(n) },
                isProtected: n % 3 === 0,
            })),
        );
        await desk.bench.control("/era", { era });
        const found = await moves(
            pulumiExport(databases.map((each) => pulumiResource(`old-${each.name}`, each))),
        );
        expect(found).toMatchObject({ code: 0 });
        expect(written().map(({ name }) => name)).toEqual(databases.map(({ name }) => `old-${name}`));
        expectNoChange();
        expect(await operations()).toEqual(onlyReads);
        // What the old program sets to what a new cluster has anyway, this one sets, too.
        expect(written()[1]?.inputs).toMatchObject({ terminationProtectionEnabled: false });
        expect(found.stderr.match(/^ {4}pulumi state delete /gm)).toHaveLength(20);
    },
);

it("takes count, for_each and modules out of a Terraform state, each with a name of its own", async () => {
    const [single, zero, first, eu, us, shop, web] = await there(
        { name: "single", isProtected: true, tags: { team: "shop" } },
        { name: "counted-0" },
        { name: "counted-1", hasContinuousBackup: true },
        { name: "eu", kind: "flex", region: "EU_WEST_1", tags: { team: "web" } },
        { name: "us", kind: "flex" },
        { name: "shop-0" },
        { name: "shop-web" },
    );
    if (!single || !zero || !first || !eu || !us || !shop || !web) {
        throw new Error("they are not there");
    }
    const { code, stdout, stderr } = await moves(
        terraformState([
            { name: "single", databases: [single] },
            {
                name: "counted",
                databases: [
                    { ...zero, key: 0 },
                    { ...first, key: 1 },
                ],
            },
            {
                name: "by_region",
                databases: [
                    { ...eu, key: "eu-west/1" },
                    { ...us, key: "us" },
                ],
            },
            { name: "counted", module: "module.shop", databases: [{ ...shop, key: 0 }] },
            { name: "db", module: 'module.shop["a.b"].module.inner[1]', databases: [web] },
        ]),
    );
    expect(code).toBe(0);
    expect(
        [...stdout.matchAll(/const (\S+) = new atlas.ServerlessInstance\("([^"]+)"/g)].map(
            ([, ...both]) => both,
        ),
    ).toEqual([
        ["single", "single"],
        ["counted0", "counted_0"],
        ["counted1", "counted_1"],
        ["byRegionEuWest1", "by_region_eu-west-1"],
        ["byRegionUs", "by_region_us"],
        ["shopCounted0", "shop_counted_0"],
        ["shopABInner1Db", "shop_a.b_inner_1_db"],
    ]);
    expectNoChange();
    // What is as in a new cluster the state of Terraform does not tell from what was asked for.
    expect(stdout).not.toContain("false");
    expect(steady(stderr).replaceAll(/(?<=in Atlas is )[0-9a-f]{24}/g, "<id>"))
        .toBe(`Wrote /import.json: 7 clusters that /old.json holds, a state of Terraform.
warning: mongodbatlas_serverless_instance.single, mongodbatlas_serverless_instance.counted[0], mongodbatlas_serverless_instance.counted[1], module.shop.mongodbatlas_serverless_instance.counted[0], module.shop["a.b"].module.inner[1].mongodbatlas_serverless_instance.db: auto indexing is not migrated: this provider leaves it as it is in Atlas.
warning: mongodbatlas_flex_cluster.by_region["eu-west/1"], mongodbatlas_flex_cluster.by_region["us"]: deleteOnCreateTimeout is not migrated: a create that runs out of time keeps the cluster, and the next \`pulumi up\` resumes it.
warning: mongodbatlas_flex_cluster.by_region["eu-west/1"]: its ID in Atlas is <id>, and in the file 65f0c0ffee65f0c0ffee65f0: make sure that it is not another cluster of the same name.
warning: mongodbatlas_flex_cluster.by_region["us"]: its ID in Atlas is <id>, and in the file 65f0c0ffee65f0c0ffee65f0: make sure that it is not another cluster of the same name.
Next, in the folder of the stack's project:
    pulumi import --file /import.json --generate-code=false --yes --protect=false
    (put the generated code above into the stack's program)
    pulumi preview
The preview shows no change, unless a warning above says so. Without --protect=false Pulumi protects the clusters against being deleted.
Then, in the old stack's folder, let it forget the clusters, or its next destroy deletes them:
    terraform state rm mongodbatlas_serverless_instance.single 'mongodbatlas_serverless_instance.counted[0]' 'mongodbatlas_serverless_instance.counted[1]' 'mongodbatlas_flex_cluster.by_region["eu-west/1"]' 'mongodbatlas_flex_cluster.by_region["us"]' 'module.shop.mongodbatlas_serverless_instance.counted[0]' 'module.shop["a.b"].module.inner[1].mongodbatlas_serverless_instance.db'
`);
});

it("gives equal names numbers", async () => {
    const [first, second, third] = await there(
        { name: "one" },
        { name: "two", kind: "flex" },
        { name: "db" },
    );
    if (!first || !second || !third) {
        throw new Error("they are not there");
    }
    const { code, stdout } = await moves(
        pulumiExport([
            pulumiResource("db", first),
            pulumiResource("db", second),
            pulumiResource("db", third, { urn: urnOf("my:index:Shop$mongodbatlas:index", "db") }),
        ]),
    );
    expect(code).toBe(0);
    expect(written().map(({ name }) => name)).toEqual(["db", "db-2", "db-3"]);
    expect(stdout).toMatch(/^const db3 = new atlas\.ServerlessInstance\("db-3", \{$/m);
});

it("tells a thing once, whether it concerns one of twenty clusters or all", async () => {
    const databases = await there(...Array.from({ length: 20 }, (_, n) => ({ name: `db-${n}` })));
    const { code, stderr } = await moves(
        terraformState([{ name: "db", databases: databases.map((each, key) => ({ ...each, key })) }]),
    );
    expect(code).toBe(0);
    const warnings = stderr.split("\n").filter((line) => line.startsWith("warning: "));
    expect(warnings).toEqual([
        "warning: mongodbatlas_serverless_instance.db[0], mongodbatlas_serverless_instance.db[1], mongodbatlas_serverless_instance.db[2], " +
            "mongodbatlas_serverless_instance.db[3], mongodbatlas_serverless_instance.db[4] and 15 more: auto " +
            "indexing is not migrated: " +
            "this provider leaves it as it is in Atlas.",
    ]);
    expect(await operations()).toEqual(onlyReads.filter((operation) => operation !== "listFlexClusters"));
    expectNoChange();
});

it("takes what `terraform show -json` writes, with its modules", async () => {
    const [root, inner] = await there({ name: "root", isProtected: true }, { name: "inner", kind: "flex" });
    if (!root || !inner) {
        throw new Error("they are not there");
    }
    const { code } = await moves(
        terraformShow({
            resources: [shownResource('mongodbatlas_serverless_instance.db["x"]', root, "x")],
            child_modules: [
                {
                    address: "module.a",
                    child_modules: [
                        {
                            address: "module.a.module.b",
                            resources: [
                                shownResource("module.a.module.b.mongodbatlas_flex_cluster.db", inner),
                            ],
                        },
                    ],
                },
            ],
        }),
    );
    expect(code).toBe(0);
    expect(written().map(({ name }) => name)).toEqual(["db_x", "a_b_db"]);
    expectNoChange();
});

it("keeps what Atlas has where the file says otherwise, and tells", async () => {
    await there(
        { name: "drifted", tags: { team: "web" } },
        { name: "bare", tags: { by: "hand" }, isProtected: true },
        { name: "flexible", kind: "flex" },
    );
    const { projectId } = desk;
    const { code, stdout, stderr } = await moves(
        pulumiExport([
            pulumiResource("drifted", {
                projectId,
                name: "drifted",
                tags: { team: "hunter2" },
                isProtected: true,
            }),
            pulumiResource("bare", { projectId, name: "bare" }),
            pulumiResource("flexible", { projectId, name: "flexible", hasContinuousBackup: true }),
        ]),
    );
    expect(code).toBe(0);
    expect(stderr.split("\n").filter((line) => line.startsWith("warning"))).toEqual([
        'warning: "drifted": tags in Atlas and in the file differ: the program declares what Atlas has.',
        'warning: "drifted": termination protection in Atlas and in the file differ: the program declares what Atlas has.',
        'warning: "bare": Atlas has tags that the old program does not set: left unmanaged.',
        'warning: "bare": Atlas has termination protection that the old program does not set: left unmanaged.',
        'warning: "flexible": continuous backup is not migrated: it is a Flex cluster by now, which has none.',
    ]);
    expect(stdout).toContain('tags: { team: "web" },\n    terminationProtectionEnabled: false,');
    expect(stdout.match(/tags:/g)).toHaveLength(1);
    expect(stdout + stderr).not.toContain("hunter2");
    expectNoChange();
});

it("goes by the id where the old tool pretends that it has changed a name or a region", async () => {
    await there({ name: "real" });
    const { projectId } = desk;
    const real = { projectId, name: "real" };
    const inTerraform = await moves(
        terraformState([{ name: "db", databases: [{ ...real, attributes: { name: "wish" } }] }]),
    );
    expect(inTerraform.code).toBe(0);
    expect(inTerraform.stderr).toContain(
        "warning: mongodbatlas_serverless_instance.db: the old program gives another name than the cluster has, " +
            "which the old tool never changed: it is taken as it is, real.",
    );
    const inPulumi = await moves(
        pulumiExport([pulumiResource("db", real, {}, { providerSettingsRegionName: "EU_WEST_1" })]),
        "--force",
    );
    expect(inPulumi.code).toBe(0);
    expect(inPulumi.stderr).toContain("gives another regionName than the cluster has");
    expect(written()).toMatchObject([
        { id: `${projectId}/real`, inputs: { name: "real", providerSettings: { regionName: "US_EAST_1" } } },
    ]);
});

it("tells what else it does not carry", async () => {
    const databases = await there({ name: "one" }, { name: "two" });
    const [first, second] = databases;
    if (!first || !second) {
        throw new Error("they are not there");
    }
    const inPulumi = await moves(
        pulumiExport([
            {
                urn: urnOf("mongodbatlas:index/project:Project", "shop"),
                type: "mongodbatlas:index/project:Project",
                custom: true,
            },
            { urn: urnOf("aws:s3/bucket:Bucket", "files"), type: "aws:s3/bucket:Bucket", custom: true },
            pulumiResource("one", first, {
                customTimeouts: { create: 1800, update: 0, delete: 0 },
                ignoreChanges: ["tags"],
                retainOnDelete: true,
                parent: urnOf("my:index:Shop", "shop"),
                provider: `${urnOf("pulumi:providers:mongodbatlas", "partner")}::5f0c1a8e`,
            }),
            pulumiResource("read", first, { external: true }),
            pulumiResource("leaving", second, { delete: true }),
            pulumiResource("two", second, { customTimeouts: { create: 0, update: 0, delete: 0 } }),
            pulumiResource("again", { ...second, kind: "flex" }),
        ]),
    );
    expect(inPulumi.code).toBe(0);
    expect(inPulumi.stderr.split("\n").filter((line) => line.startsWith("warning"))).toEqual([
        'warning: "shop": no cluster that this provider manages (mongodbatlas:index/project:Project): it stays with the old stack.',
        'warning: "one": customTimeouts are not migrated: give them in the program.',
        'warning: "one": ignoreChanges is not migrated: give it in the program.',
        'warning: "one": the provider "partner" is not migrated: where it stands for another account, set that account\'s credentials for this command, and give `provider` in the program.',
        'warning: "one": its parent is not migrated: the program declares it outside of any component.',
        'warning: "read": it was only read there, so it is left out.',
        'warning: "leaving": it is about to be deleted there, so it is left out.',
        'warning: "again": another resource of the file is the same cluster: it is taken once.',
    ]);
    expect(inPulumi.stdout).toContain("    { retainOnDelete: true },\n);");
    expect(inPulumi.stderr.match(/pulumi state delete/g)).toHaveLength(3);

    const inTerraform = await moves(
        terraformState(
            [
                {
                    name: "one",
                    provider: 'provider["registry.terraform.io/mongodb/mongodbatlas"].partner',
                    databases: [
                        { ...first, attributes: { auto_indexing: null }, more: { status: "tainted" } },
                        { ...first, more: { deposed: "00000000" } },
                    ],
                },
                {
                    name: "two",
                    databases: [
                        {
                            ...second,
                            kind: "flex",
                            attributes: { timeouts: { create: "30m" }, delete_on_create_timeout: false },
                            more: { create_before_destroy: true },
                        },
                    ],
                },
            ],
            [
                {
                    mode: "managed",
                    type: "mongodbatlas_project",
                    name: "shop",
                    instances: [{ attributes: {} }],
                },
                { mode: "managed", type: "aws_s3_bucket", name: "files", instances: [{ attributes: {} }] },
            ],
        ),
        "--force",
    );
    expect(inTerraform.code).toBe(0);
    expect(inTerraform.stderr.split("\n").filter((line) => line.startsWith("warning"))).toEqual([
        "warning: mongodbatlas_project.shop: no cluster that this provider manages (mongodbatlas_project): it stays with Terraform.",
        'warning: mongodbatlas_serverless_instance.one: the provider "partner" is not migrated: where it stands for another account, set that account\'s credentials for this command, and give `provider` in the program.',
        "warning: mongodbatlas_serverless_instance.one: Terraform has marked it as tainted, and would replace it; here it is taken as it is.",
        "warning: mongodbatlas_serverless_instance.one: a deposed object of it is about to be deleted, so it is left out.",
        "warning: mongodbatlas_flex_cluster.two: lifecycle (create_before_destroy) is not migrated: with a name " +
            "of its own a cluster is deleted before the new one is made.",
        "warning: mongodbatlas_flex_cluster.two: timeouts are not migrated: give customTimeouts in the program.",
        expect.stringMatching(
            /^warning: mongodbatlas_flex_cluster\.two: its ID in Atlas is [0-9a-f]{24}, and in the file 65f0c0ffee65f0c0ffee65f0: make sure that it is not another cluster of the same name\.$/,
        ),
    ]);
});

it("takes the clusters of these names only, and says which there are", async () => {
    const databases = await there({ name: "one" }, { name: "two" }, { name: "three" });
    const old = terraformState([{ name: "db", databases: databases.map((each, key) => ({ ...each, key })) }]);
    expect(await moves(old, "two")).toMatchObject({
        code: 0,
        stderr: expect.stringContaining("state rm 'mongodbatlas_serverless_instance.db[1]'\n") as string,
    });
    expect(written().map(({ name }) => name)).toEqual(["db_1"]);
    const wrong = await moves(old, "tow", "--force");
    expect(wrong.code).toBe(1);
    expect(steady(wrong.stderr)).toBe(
        'pulumi-atlas-serverless: /old.json holds no cluster "tow"; it holds "one", "two", "three". Check the names; nothing was written.\n',
    );
});

it("with --offline asks nobody, and has the state completed afterwards", async () => {
    const { projectId } = desk;
    const { code, stdout, stderr } = await moves(
        pulumiExport([
            pulumiResource("orders", {
                projectId,
                name: "orders",
                tags: { team: "shop" },
                isProtected: true,
            }),
            pulumiResource("strange", { projectId, name: "strange", tags: { team: "" } }),
        ]),
        "--offline",
    );
    expect(code).toBe(0);
    expect(await operations()).toEqual([]);
    expect(stdout).toContain('tags: { team: "shop" },\n    terminationProtectionEnabled: true,');
    expect(stdout.match(/tags:/g)).toHaveLength(1);
    expect(stderr).toContain(
        'warning: "strange": tags are not migrated, because a program could not declare them: the tag\'s value is empty',
    );
    expect(stderr).toContain("--protect=false\n    pulumi refresh --yes\n");
    expect(written()).toMatchObject([
        { id: `${projectId}/orders`, outputs: { tags: { team: "shop" } } },
        { id: `${projectId}/strange` },
    ]);
    // The state says that nobody has looked: so a refresh looks, and nothing is deleted before.
    expect(written().map(({ outputs }) => parseState(outputs))).toEqual([undefined, undefined]);
});

it("opens what an export shows of secrets, and says where they are to be read now", async () => {
    await there({ name: "orders", tags: { team: "shop" } });
    const { projectId } = desk;
    const { code, stdout, stderr } = await moves(
        pulumiExport([
            pulumiResource(
                "orders",
                { projectId, name: "orders" },
                {},
                {
                    projectId: secretValue(projectId),
                    tags: [{ key: "team", value: secretValue("shop") }],
                },
            ),
        ]),
    );
    expect(code).toBe(0);
    expect(stdout).toContain('tags: { team: "shop" }');
    expect(stderr).toContain(
        'warning: "orders": projectId, tags were secrets there, and in the generated code and the import file anybody can read it',
    );
    expectNoChange();
});

/** A step of a path in a state of Terraform. */
const attribute = (value: string) => ({ type: "get_attr", value });
const key = (value: string) => ({ type: "index", value: { value, type: "string" } });

const secretsOfTerraform: [string, (database: Described) => object][] = [
    [
        "a state",
        (database) =>
            terraformState([
                {
                    name: "orders",
                    databases: [
                        {
                            ...database,
                            more: {
                                sensitive_attributes: [
                                    [attribute("tags"), key("team")],
                                    [attribute("tags"), key("owner")],
                                    [attribute("project_id")],
                                    [attribute("connection_strings_standard_srv")],
                                    [attribute("timeouts")],
                                ],
                            },
                        },
                    ],
                },
            ]),
    ],
    [
        "what `show -json` writes",
        (database) =>
            terraformShow({
                resources: [
                    shownResource("mongodbatlas_serverless_instance.orders", database, undefined, {
                        tags: { team: true, cost: false },
                        project_id: true,
                        connection_strings_standard_srv: true,
                        links: [{}],
                        name: false,
                    }),
                ],
            }),
    ],
];

it.each(secretsOfTerraform)(
    "says what %s of Terraform marks as sensitive, once for all",
    async (_what, old) => {
        const database = one(await there({ name: "orders", tags: { team: "shop" } }));
        const { code, stdout, stderr } = await moves(old(database));
        expect(code).toBe(0);
        expect(stdout).toContain('tags: { team: "shop" }');
        expect(stderr).toContain(
            "warning: mongodbatlas_serverless_instance.orders: projectId, tags were secrets there, and in the " +
                "generated code and the " +
                "import file anybody can read it",
        );
        expect(stderr).not.toContain("shop");
    },
);

it("says of a part of a Flex cluster's settings that it is sensitive, and of nothing that is not migrated", async () => {
    const database = one(await there({ name: "orders", kind: "flex" }));
    const address = "mongodbatlas_flex_cluster.orders";
    const settings = { provider_settings: { region_name: true } };
    const resource = shownResource(address, database, undefined, settings);
    const { stderr } = await moves(terraformShow({ resources: [resource] }));
    expect(stderr).toContain(`warning: ${address}: providerSettings was a secret there,`);

    const plain = shownResource(address, database, undefined, { tags: true, create_date: true });
    expect((await moves(terraformShow({ resources: [plain] }), "--force")).stderr).not.toContain("secret");
});

it("reads ids as the tools write them", async () => {
    await there({ name: "orders" });
    const { projectId } = desk;
    const id = encodedId({ cluster_name: "orders", project_id: projectId });
    const old = pulumiExport([pulumiResource("orders", { projectId, name: "orders" }, { id })]);
    expect(await moves(old)).toMatchObject({ code: 0 });
    expect(written()[0]?.id).toBe(`${projectId}/orders`);
});

it("skips what Pulumi's older bridges noted for themselves: __defaults and the like", async () => {
    const orders = one(await there({ name: "orders-db", tags: { team: "shop" } }));
    const web = one(await there({ name: "web-db", kind: "flex", tags: { team: "web" } }));
    const noted = { __defaults: [], __meta: { schema_version: "0" } };
    const { code, stdout, stderr } = await moves(
        pulumiExport([
            pulumiResource("orders", orders, {}, { ...noted, tags: { ...noted, team: "shop" } }),
            pulumiResource(
                "web",
                web,
                {},
                {
                    ...noted,
                    tags: { ...noted, team: "web" },
                    providerSettings: { ...noted, backingProviderName: "AWS", regionName: "US_EAST_1" },
                },
            ),
        ]),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("__") as string });
    expect(stdout).toContain('tags: { team: "shop" }');
    expect(stdout).toContain('tags: { team: "web" }');
    expect(written().map(({ inputs }) => inputs["tags"])).toEqual([{ team: "shop" }, { team: "web" }]);
    expectNoChange();
});
