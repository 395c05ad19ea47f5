import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
    pulumiExport,
    pulumiResource,
    secretValue,
    terraformState,
    type Described,
} from "../fixtures/old-stacks";
import { startDesk, type Desk } from "./support";

let desk: Desk;
let from: string;
beforeAll(async () => {
    desk = await startDesk();
    from = join(desk.folder, "old.json");
});
afterAll(() => desk.close());
beforeEach(() => desk.bench.control("/reset"));

const projectId = "0123456789abcdef01234567";
const orders: Described = { projectId, name: "orders" };
const web: Described = { projectId, name: "web" };

/** What the command says of a file, line by line: it fails, and writes nothing. */
async function refusal(content: string | Buffer, ...args: string[]): Promise<string[]> {
    writeFileSync(from, content);
    const file = join(desk.folder, "import.json");
    const { code, stdout, stderr } = await desk.command(["import", "--from", from, "--file", file, ...args]);
    expect({ code, stdout, written: existsSync(file) }).toEqual({ code: 1, stdout: "", written: false });
    expect(stderr).not.toMatch(/^\s+at |Error:|undefined|\[object/m);
    const lines = stderr.replaceAll(`${desk.folder}/`, "").replaceAll(desk.projectId, "<project>");
    return lines
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/^pulumi-atlas-serverless: /, ""));
}

const offered =
    "--from takes what `pulumi stack export`, `terraform state pull` or `terraform show -json` writes.";

it.each<[what: string, content: string | Buffer, told: string]>([
    [
        "an empty one",
        "",
        "old.json is empty. Give what `pulumi stack export --file old.json` or `terraform state pull > old.tfstate` writes.",
    ],
    ["one of nothing but space", " \n\n", "old.json is empty."],
    ["a program", 'resource "mongodbatlas_flex_cluster" "db" {}', `old.json is not JSON. ${offered}`],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]), "old.json is not JSON."],
    [
        "a half-written one",
        '{\n  "version": 3,\n  "deployment": { "secret": "hunter2',
        "old.json is only half a file, or damaged: its JSON breaks off at line 3 column",
    ],
    [
        "one without its end",
        '{ "version": 3,',
        "old.json is only half a file, or damaged: its JSON breaks off",
    ],
    [
        "JSON of another kind",
        '{ "name": "hunter2" }',
        `old.json is JSON, but neither an export of a Pulumi stack nor a state of Terraform. ${offered}`,
    ],
    ["a list", "[1, 2]", "old.json is JSON, but neither"],
    ["the import file itself", '{ "resources": [] }', "old.json is JSON, but neither"],
    [
        "a plan",
        '{ "format_version": "1.2", "terraform_version": "1.9.8", "planned_values": {}, "prior_state": {} }',
        "old.json is a plan of Terraform, not a state. Write the state with `terraform state pull > old.tfstate`.",
    ],
    [
        "an old state",
        '{ "version": 3, "terraform_version": "0.11.14", "serial": 1, "lineage": "a", "modules": [] }',
        "old.json is a state of Terraform in version 3, and only version 4 can be read. Run `terraform apply -refresh-only` with",
    ],
    [
        "an encrypted state",
        '{ "serial": 1, "lineage": "a", "meta": {}, "encrypted_data": "aHVudGVyMg==", "encryption_version": "v0" }',
        "old.json is an encrypted state of OpenTofu. Write a readable one with `tofu state pull > old.tfstate`, and delete it after",
    ],
    [
        "an empty stack",
        JSON.stringify({ version: 3, deployment: { manifest: {} } }),
        "old.json, an export of a Pulumi stack, holds no cluster to import: no serverless instance or Flex cluster that it manages. " +
            "Check that it is the right stack, and that the file is not an old one.",
    ],
    [
        "a stack of this provider",
        JSON.stringify({
            version: 3,
            deployment: {
                resources: [
                    {
                        urn: "urn:pulumi:dev::shop::atlas-serverless:index:ServerlessInstance::orders",
                        type: "atlas-serverless:index:ServerlessInstance",
                    },
                ],
            },
        }),
        'old.json: "orders": it is this provider\'s already, and has no need to move. Nothing was written.',
    ],
    [
        "a state of other things",
        JSON.stringify(terraformState([])),
        "old.json, a state of Terraform, holds no cluster to import",
    ],
    [
        "a state after a destroy",
        '{ "format_version": "1.0", "terraform_version": "1.9.8" }',
        "old.json, a state of Terraform, holds no cluster to import",
    ],
])("%s is told in one line", async (_, content, told) => {
    const lines = await refusal(content);
    expect(lines).toEqual([expect.stringContaining(told)]);
    expect(lines[0]).not.toContain("hunter2");
});

it("a file that is not there, or cannot be one, is told in one line", async () => {
    for (const [name, why] of [
        ["none.json", "ENOENT"],
        [".", "EISDIR"],
    ] as const) {
        const { code, stderr } = await desk.command(["import", "--from", join(desk.folder, name)]);
        expect(code).toBe(1);
        expect(stderr).toMatch(new RegExp(`could not be read: ${why}.*Check --from\\.\n$`));
    }
});

it("what PowerShell writes is read as well", async () => {
    const text = JSON.stringify(pulumiExport([pulumiResource("orders", orders)]));
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    for (const content of [wide, Buffer.from(`\uFEFF${text}`)]) {
        writeFileSync(from, content);
        const args = ["import", "--from", from, "--offline", "--force"];
        const files = ["--file", join(desk.folder, "wide.json"), "--program", join(desk.folder, "wide.ts")];
        expect(await desk.command([...args, ...files])).toMatchObject({ code: 0 });
    }
});

it("a file that is cut off anywhere is refused in one line", async () => {
    for (const whole of [
        pulumiExport([pulumiResource("orders", orders)]),
        terraformState([{ name: "db", databases: [orders] }]),
    ]) {
        const text = JSON.stringify(whole, undefined, 2);
        for (let length = 1; length < text.length; length += 97) {
            expect(await refusal(text.slice(0, length), "--offline")).toHaveLength(1);
        }
    }
});

it("a file with anything in the place of anything else ends in a line each, or is read", async () => {
    const file = join(desk.folder, "strange.json");
    for (const whole of [
        pulumiExport([pulumiResource("orders", orders), pulumiResource("web", { ...web, kind: "flex" })]),
        terraformState([
            { name: "db", databases: [{ ...orders, key: 0 }] },
            { name: "flex", module: "module.a", databases: [{ ...web, kind: "flex" }] },
        ]),
    ]) {
        for (const path of pathsIn(whole)) {
            for (const value of [null, 7, "text", ["list"], { key: "map" }]) {
                writeFileSync(from, JSON.stringify(replaced(whole, path, value)));
                const args = ["--from", from, "--offline", "--force", "--file", file];
                const { code, stderr } = await desk.command(["import", ...args]);
                expect([0, 1]).toContain(code);
                if (code === 1) {
                    expect(stderr).toMatch(/^(pulumi-atlas-serverless: .*\n)+$/);
                }
                expect(stderr).not.toMatch(/undefined|\[object|NaN|^ +at /m);
            }
        }
    }
});

/** The paths of all values in a value. */
function pathsIn(value: unknown): string[][] {
    return typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, part]) => [
              [key],
              ...pathsIn(part).map((path) => [key, ...path]),
          ])
        : [];
}

function replaced(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
    if (key === undefined) {
        return value;
    }
    const copy = structuredClone(whole) as Record<string, unknown>;
    copy[key] = replaced(copy[key], rest, value);
    return copy;
}

it.each<[what: string, old: object, told: string]>([
    [
        "a resource without an id in Pulumi",
        pulumiExport([
            pulumiResource("orders", orders, { id: undefined }),
            pulumiResource("web", web, { id: "" }),
        ]),
        'old.json: "orders", "web": there is no id, so its creation has not ended. Finish or remove it with the old tool, then write ' +
            "the file again with `pulumi stack export --file old.json`. Nothing was written.",
    ],
    [
        "a resource without an id in Terraform",
        terraformState([{ name: "db", databases: [{ ...orders, key: 0, attributes: { id: null } }] }]),
        "old.json: mongodbatlas_serverless_instance.db[0]: there is no id, so its creation has not ended. Finish or remove it with the " +
            "old tool, then write the file again with `terraform state pull > old.tfstate`. Nothing was written.",
    ],
    [
        "encrypted values",
        pulumiExport([
            pulumiResource("orders", orders, {}, { projectId: secretValue() }),
            pulumiResource("web", web, {}, { projectId: secretValue() }),
        ]),
        'old.json: "orders", "web": projectId is encrypted. Write the file again with `pulumi stack export --show-secrets --file ' +
            "old.json`, and delete it after the import. Nothing was written.",
    ],
    [
        "an encrypted tag, and an encrypted setting",
        pulumiExport([
            pulumiResource(
                "orders",
                { ...orders, kind: "flex" },
                {},
                {
                    tags: { team: secretValue() },
                    providerSettings: { backingProviderName: "AWS", regionName: secretValue() },
                },
            ),
        ]),
        'old.json: "orders": providerSettings.regionName, tags are encrypted. Write the file again with',
    ],
    [
        "values of another type",
        terraformState([
            {
                name: "db",
                databases: [
                    {
                        ...orders,
                        attributes: {
                            name: null,
                            provider_settings_region_name: 7,
                            tags: ["team"],
                            continuous_backup_enabled: "yes",
                        },
                    },
                ],
            },
        ]),
        "old.json: mongodbatlas_serverless_instance.db: name is missing, providerSettingsRegionName is not a text, tags is not a map of " +
            "texts, continuousBackupEnabled is not true or false. Write the file again with `terraform state pull > old.tfstate`. Nothing",
    ],
    [
        "a Flex cluster without settings",
        terraformState([
            { name: "db", databases: [{ ...orders, kind: "flex", attributes: { provider_settings: [] } }] },
        ]),
        "old.json: mongodbatlas_flex_cluster.db: providerSettings is not a map. Write",
    ],
    [
        "a project that is none",
        terraformState([{ name: "db", databases: [{ ...orders, projectId: "mine" }] }]),
        'old.json: mongodbatlas_serverless_instance.db: projectId: "mine" is not a valid project ID: it must be 24 lowercase hexadecimal characters (Atlas UI: Project ' +
            "Settings). Check that the file is not an old or a damaged one. Nothing was written.",
    ],
])("%s is told in one line, before Atlas is asked", async (_, old, told) => {
    const lines = await refusal(JSON.stringify(old));
    expect(lines).toEqual([expect.stringContaining(told)]);
    expect((await desk.bench.control("/stats")).body["total"]).toBe(0);
});

it("tells all that Atlas says otherwise, each in one line", async () => {
    await desk.seed({ name: "moved", regionName: "EU_WEST_1" }, { name: "leaving", stateName: "DELETING" });
    const described = ["moved", "gone", "leaving", "lost"].map((name) => ({
        projectId: desk.projectId,
        name,
    }));
    const lines = await refusal(
        JSON.stringify(pulumiExport(described.map((each) => pulumiResource(each.name, each)))),
    );
    expect(lines).toEqual([
        'old.json: "moved": in Atlas a cluster of this name runs in AWS EU_WEST_1, by the file in AWS US_EAST_1, so it is another one. ' +
            "Run `pulumi refresh` in the old stack, and write the file again with `pulumi stack export --file old.json`. Nothing was written.",
        'old.json: "gone", "lost": Atlas has no serverless instance or Flex cluster of this name in project <project>. Run `pulumi ' +
            "refresh` in the old stack and write the file again with `pulumi stack export --file old.json`, or name the other clusters. " +
            "Nothing was written.",
        'old.json: "leaving": it is being deleted in Atlas, and cannot be imported. Name the other clusters. Nothing was written.',
    ]);
});

it("tells how to write the file again, in a way that a shell takes, also of one with a blank", async () => {
    const old = join(desk.folder, "my old.json");
    writeFileSync(
        old,
        JSON.stringify(pulumiExport([pulumiResource("gone", { projectId: desk.projectId, name: "gone" })])),
    );
    const { stderr } = await desk.command(["import", "--from", old]);
    expect(stderr).toContain(`\`pulumi stack export --file '${old}'\``);
});

it("tells a cluster that became another kind, and a project that Atlas does not show, in Atlas's words", async () => {
    await desk.seed({ name: "grown" }, { name: "kept" });
    await desk.bench.control("/convert", { instance: "grown", to: "dedicated" });
    const own = ["grown", "kept"].map((name) => ({ projectId: desk.projectId, name }));
    const foreign = ["one", "two"].map((name) => ({ projectId: "ffffffffffffffffffffffff", name }));
    const all = terraformState([
        { name: "db", databases: [...own, ...foreign].map((each, key) => ({ ...each, key })) },
    ]);
    const lines = await refusal(JSON.stringify(all));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^Could not .*"grown".*/);
    expect(lines[1]).toMatch(/^Could not .*project ffffffffffffffffffffffff/);
});

it.each<[args: string[], told: string]>([
    [["--project", projectId], "--from and --project exclude each other: the file says which projects"],
    [["--file", "old.json"], '"old.json" is to be read and written: give --file and --program other names'],
    [["--program", "./old.json"], '"old.json" is to be read and written'],
])("the use with %j is refused", async (args, told) => {
    const { code, stderr } = await desk.command(["import", "--from", "old.json", "--force", ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(`pulumi-atlas-serverless import: ${told}`);
    const alone = await desk.command(["import", "--offline"]);
    expect(alone).toMatchObject({ code: 2 });
    expect(alone.stderr).toContain("--offline needs --from");
});

it("without credentials it says that there is --offline", async () => {
    writeFileSync(from, JSON.stringify(pulumiExport([pulumiResource("orders", orders)])));
    const { code, stderr } = await desk.command(["import", "--from", from], {
        MONGODB_ATLAS_CLIENT_ID: undefined,
        MONGODB_ATLAS_CLIENT_SECRET: undefined,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
        /^pulumi-atlas-serverless: No Atlas credentials found\. .* This command reads only environment variables\. Without credentials, use --offline\.\n$/,
    );
});

it("escapes control characters in names that others gave, wherever they are printed", async () => {
    // A bell, a cleared screen, a CSI of the C1 range, a line that pretends to be ours, text that runs backwards.
    const evil = "a\u0007\u001b[2J\u009b31m\npulumi-atlas-serverless: all is well\u202egnp";
    const said: string[] = [];
    const foreign = {
        custom: true,
        type: `mongodbatlas:index/${evil}:Project`,
        urn: `urn:pulumi:p::s::mongodbatlas:x:Y::${evil}`,
    };
    const files = [
        pulumiExport([pulumiResource(evil, orders), foreign]),
        pulumiExport([pulumiResource("web", { ...web, name: evil })]),
        pulumiExport([pulumiResource(evil, { ...orders, projectId: evil })]),
        terraformState([
            { name: evil, provider: `provider["x"].${evil}`, databases: [{ ...orders, key: evil }] },
        ]),
    ];
    for (const old of files) {
        writeFileSync(from, JSON.stringify(old));
        for (const names of [[], ["nothing"]]) {
            const output = ["--file", join(desk.folder, "evil.json"), "--force"];
            const args = ["import", "--from", from, "--offline", ...output, ...names];
            const { stdout, stderr } = await desk.command(args);
            said.push(stdout, stderr);
        }
    }
    expect(said.join("")).toContain(String.raw`a\u0007\u001b[2J\u009b31m`);
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    expect(said.filter((text) => /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(text))).toEqual([]);
    expect(said.filter((text) => text.includes("\npulumi-atlas-serverless: all is well"))).toEqual([]);
});

it("reads the file and no more: it is there afterwards as it was", async () => {
    await desk.seed({ name: "orders" });
    const text = JSON.stringify(
        pulumiExport([pulumiResource("orders", { ...orders, projectId: desk.projectId })]),
    );
    writeFileSync(from, text);
    const args = ["import", "--from", from, "--file", join(desk.folder, "kept.json")];
    expect(await desk.command(args)).toMatchObject({ code: 0 });
    expect(readFileSync(from, "utf8")).toBe(text);
});
