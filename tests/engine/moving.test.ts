import { join } from "node:path";
import {
    pulumiExport,
    pulumiResource,
    pulumiResources,
    terraformState,
    urnOf,
    type Described,
} from "../fixtures/old-stacks.ts";
import { Cloud } from "./cloud.ts";
import { PulumiStack } from "./harness/index.ts";

let cloud: Cloud;
beforeEach(async () => {
    cloud = await Cloud.start();
});
afterEach(() => cloud.close());

const cli = join(__dirname, "../../dist/cli/index.js");

/** What changes something in Atlas. */
async function writes(): Promise<string[]> {
    const { operations } = await cloud.stats();
    return Object.keys(operations).filter((name) => !/^(list|get)|AccessToken/.test(name));
}

/** What another hand could have changed. */
async function standing(): Promise<unknown> {
    return Object.values(await cloud.databases()).map(
        ({ id, name, tags, terminationProtectionEnabled, serverlessBackupOptions }) => ({
            id,
            name,
            tags,
            terminationProtectionEnabled,
            serverlessBackupOptions,
        }),
    );
}

/** Clusters that another tool has made: three that differ, and more that do not. */
async function others(more = 0): Promise<Described[]> {
    const described: Omit<Described, "projectId">[] = [
        { name: "plain", kind: "serverless" },
        {
            name: "orders",
            kind: "serverless",
            tags: { team: "shop" },
            isProtected: true,
            hasContinuousBackup: true,
        },
        { name: "flexible", kind: "flex", tags: { "cost center": "4711" } },
        ...Array.from({ length: more }, (_, n) => ({ name: `more-${n}` })),
    ];
    await cloud.seed(
        ...described.map(({ isProtected = false, hasContinuousBackup = false, ...seed }) => ({
            ...seed,
            terminationProtectionEnabled: isProtected,
            ...(hasContinuousBackup && { serverlessContinuousBackupEnabled: true }),
        })),
    );
    const found = await cloud.databases();
    return described.map((one) => ({
        ...one,
        projectId: cloud.projectId,
        instanceId: found[one.name]?.id ?? "",
    }));
}

/** Runs the command on a file, and the commands that it says. */
async function move(stack: PulumiStack, old: object, ...args: string[]): Promise<string> {
    stack.write("", { "old.json": JSON.stringify(old) });
    const { code, stdout, stderr } = await stack.node(cli, "import", "--from", "old.json", ...args);
    expect(code === 0 ? "" : stderr).toBe("");
    const told = /^ {4}pulumi (import .*)$/m.exec(stderr)?.[1] ?? "";
    await stack.expect(...told.split(" "));
    if (args.includes("--offline")) {
        expect(stderr).toMatch(/^ {4}pulumi refresh --yes$/m);
        await stack.refresh();
    }
    stack.write(stdout);
    return stdout;
}

const files: Readonly<Record<string, (databases: readonly Described[]) => object>> = {
    "an export of a Pulumi stack": (databases) =>
        pulumiExport(
            databases.map((each) => pulumiResource(each.name, each, { protect: each.name === "plain" })),
        ),
    "a state of Terraform": (databases) =>
        terraformState([
            {
                name: "counted",
                databases: databases
                    .filter(({ kind }) => kind !== "flex")
                    .map((each, key) => ({ ...each, key })),
            },
            {
                name: "by_kind",
                databases: databases
                    .filter(({ kind }) => kind === "flex")
                    .map((each) => ({ ...each, key: "flex" })),
            },
        ]),
};

test.each([
    [3, "an export of a Pulumi stack"],
    [20, "a state of Terraform"],
])(
    "%i clusters are moved in from %s, and neither preview nor deployment shows or touches anything",
    async (count, kind) => {
        const databases = await others(count - 3);
        const before = await standing();
        const stack = await PulumiStack.create({ env: cloud.env, language: "typescript" });
        await move(stack, files[kind]?.(databases) ?? {});
        expect((await stack.preview()).changeSummary).toEqual({ same: 1 + count, create: 1 });
        await stack.up();
        expect(await writes()).toEqual([]);
        expect(await standing()).toEqual(before);
    },
);

test("clusters are moved in without reading Atlas, and are after a refresh like any other", async () => {
    const databases = await others();
    const before = await standing();
    const stack = await PulumiStack.create({ env: cloud.env, language: "typescript" });
    const program = await move(stack, files["an export of a Pulumi stack"]?.(databases) ?? {}, "--offline");
    expect((await stack.preview()).changeSummary).toEqual({ same: 4, create: 1 });
    expect(await writes()).toEqual([]);
    expect(await standing()).toEqual(before);

    stack.write(
        program
            .replace('team: "shop"', 'team: "web"')
            .replace("terminationProtectionEnabled: true", "terminationProtectionEnabled: false")
            .replace("{ protect: true }", "{ protect: false }"),
    );
    expect((await stack.preview()).ops).toMatchObject({ orders: ["update"] });
    await stack.up();
    expect(await cloud.tags("orders")).toEqual({ team: "web" });
    await stack.destroy();
    expect(await cloud.databases()).toEqual({});
});

test("the old stack forgets by the commands that are told, also what it protects", async () => {
    const databases = await others();
    const project = "mongodbatlas:index/project:Project";
    const old = await PulumiStack.create({ env: cloud.env, name: "prod" });
    const { version, deployment } = await old.export();
    const resources = pulumiResources([
        { urn: urnOf(project, "shop"), custom: true, type: project, id: "1" },
        ...databases.map((each) => pulumiResource(`my ${each.name}`, each, { protect: true })),
    ]);
    await old.import({ version, deployment: { ...deployment, resources } });

    await old.expect("stack", "export", "--file", "old.json");
    const { stderr } = await old.node(cli, "import", "--from", "old.json");
    const commands = [...stderr.matchAll(/^ {4}pulumi (state delete .*)$/gm)].map(
        ([, command = ""]) => command,
    );
    expect(commands).toHaveLength(3);
    for (const command of commands) {
        const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
            ([, quoted, plain]) => quoted ?? plain ?? "",
        );
        await old.expect(...words);
    }
    const left = (await old.resources()).map(({ type }) => type);
    expect(left.filter((type) => type.startsWith("mongodbatlas:"))).toEqual([project]);
});
