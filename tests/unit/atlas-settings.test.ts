// Whether `npm run pulumi` starts an emulator of its own: not where somebody has said which Atlas.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const source = join(__dirname, "../../tools/engine/atlas-settings.mts");

/** For each of these folders, whether its settings name an Atlas. */
function named(
    folders: readonly Readonly<Record<string, string>>[],
    env: Record<string, string> = {},
): boolean[] {
    const paths = folders.map((files) => {
        const folder = mkdtempSync(join(tmpdir(), "atlas-settings-"));
        for (const [name, text] of Object.entries(files)) {
            mkdirSync(dirname(join(folder, name)), { recursive: true });
            writeFileSync(join(folder, name), text);
        }
        return folder;
    });
    const script = `
        const { namesAtlas } = await import(${JSON.stringify(source)});
        console.log(JSON.stringify(${JSON.stringify(paths)}.map((folder) => namesAtlas(folder, process.env))));
    `;
    try {
        const told = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
            env,
            encoding: "utf8",
        });
        return JSON.parse(told) as boolean[];
    } finally {
        paths.forEach((folder) => rmSync(folder, { recursive: true }));
    }
}

const project = "name: shop\nruntime: nodejs\n";
const stack = (text: string) => ({ "Pulumi.yaml": project, "Pulumi.dev.yaml": text });

const naming: readonly [what: string, files: Readonly<Record<string, string>>][] = [
    ["the dynamic provider's configuration", stack("config:\n  atlas:projectId: x\n")],
    ["the plugin's configuration", stack("config:\n  atlas-serverless:projectId: x\n")],
    ["one in quotes", stack('config:\n  "atlas:clientSecret":\n    secure: v1:a\n')],
    ["one in JSON", stack('{ "config": { "atlas-serverless:clientId": "x" } }')],
    [
        "one in a file named .yml",
        { "Pulumi.yaml": project, "Pulumi.dev.yml": "config:\n  atlas:projectId: x\n" },
    ],
    ["a Pulumi environment, which may hold them", stack("environment:\n  - shop/atlas\n")],
    ["one written in place", stack("environment:\n  values:\n    pulumiConfig:\n      atlas:projectId: x\n")],
    [
        "the project's own configuration",
        { "Pulumi.yaml": `${project}config:\n  atlas:projectId:\n    value: x\n` },
    ],
    [
        "a stack's file in the folder that the project names",
        {
            "Pulumi.yaml": `${project}stackConfigDir: settings\n`,
            "settings/Pulumi.dev.yaml": "config:\n  atlas:projectId: x\n",
        },
    ],
];

const silent: readonly [what: string, files: Readonly<Record<string, string>>][] = [
    ["a project alone", { "Pulumi.yaml": project }],
    ["no project", {}],
    [
        "other configuration",
        stack("config:\n  shop:atlas: x\n  aws:region: eu-west-1\n  atlassian:token: x\n"),
    ],
    ["a comment", stack("# config:\n#   atlas:projectId: x\nconfig:\n  shop:team: a\n")],
    ["an empty list of environments", stack("environment: []\nconfig: {}\n")],
    ["an empty file", stack("")],
    ["a file that is no YAML, of which the engine tells", stack("config: [\n")],
];

test("settings that name an Atlas", () => {
    const found = named(naming.map(([, files]) => files));
    expect(naming.map(([what], index) => [what, found[index]])).toEqual(naming.map(([what]) => [what, true]));
});

test("settings that name none", () => {
    const found = named(silent.map(([, files]) => files));
    expect(silent.map(([what], index) => [what, found[index]])).toEqual(
        silent.map(([what]) => [what, false]),
    );
});

test("the environment names one by either prefix, an empty variable does not", () => {
    expect(named([{}], { MONGODB_ATLAS_CLIENT_ID: "x" })).toEqual([true]);
    expect(named([{}], { MCLI_PUBLIC_API_KEY: "x" })).toEqual([true]);
    expect(named([{}], { MONGODB_ATLAS_CLIENT_ID: "" })).toEqual([false]);
});
