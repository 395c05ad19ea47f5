import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stub } from "../../provider/dynamic/stub";
import { isRecord } from "../../provider/atlas/json-readers";
import { check } from "../../provider/instance/preview/check";
import { diff } from "../../provider/instance/preview/diff";
import type { CheckedInputs } from "../../provider/instance/model/inputs";
import { parseState } from "../../provider/instance/state";
import type { ImportEntry } from "../../cli/import-entry";
import { startDesk, type Desk, type Outcome } from "./support";

let desk: Desk;
let file: string;
beforeEach(async () => {
    desk = await startDesk();
    file = join(desk.folder, "import.json");
});
afterEach(() => desk.close());

const owned = { "pulumi-owner": "shop.dev.orders.0123456789abcdef@a1b2c3" };

function imports(...args: string[]): Promise<Outcome> {
    return desk.command(["import", "--project", desk.projectId, "--file", file, ...args]);
}

function written(): ImportEntry[] {
    return (JSON.parse(readFileSync(file, "utf8")) as { resources: ImportEntry[] }).resources;
}

it("writes what the provider itself would have written for the program that it prints", async () => {
    await desk.seed({
        name: "orders",
        tags: { team: "shop", ...owned },
        terminationProtectionEnabled: true,
        serverlessContinuousBackupEnabled: true,
    });
    const { code, stdout, stderr } = await imports("orders");
    expect(code).toBe(0);
    expect(stdout).toBe(`import * as atlas from "pulumi-atlas-serverless";

const orders = new atlas.ServerlessInstance("orders", {
    projectId: "${desk.projectId}",
    name: "orders",
    providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
    tags: { team: "shop" },
    serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
    terminationProtectionEnabled: true,
});
`);
    const [entry] = written();
    const { instanceId, createDate, mongoDBVersion, connectionStrings, ...outputs } = entry?.outputs ?? {};
    expect([instanceId, createDate, mongoDBVersion, connectionStrings]).toEqual([
        expect.stringMatching(/^[0-9a-f]{24}$/),
        expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        expect.stringMatching(/^\d+\./),
        { standardSrv: expect.stringMatching(/^mongodb\+srv:\/\//) as string, privateEndpoint: [] },
    ]);
    const managed = {
        tags: { team: "shop" },
        serverlessBackupOptions: { serverlessContinuousBackupEnabled: true },
        terminationProtectionEnabled: true,
    };
    const place = { projectId: desk.projectId, name: "orders" };
    const settings = { backingProviderName: "AWS", regionName: "US_EAST_1" };
    const hidden = { __provider: stub };
    expect({ ...entry, outputs }).toEqual({
        type: "pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance",
        name: "orders",
        id: `${desk.projectId}/orders`,
        inputs: { ...hidden, ...place, ...managed, providerSettings: settings },
        outputs: {
            ...hidden,
            ...place,
            ...managed,
            providerSettings: {
                ...settings,
                providerName: "SERVERLESS",
                effectiveProviderName: "SERVERLESS",
                effectiveInstanceSizeName: "SERVERLESS_V2",
                effectiveDiskSizeGBLimit: expect.any(Number) as number,
            },
            stateName: "IDLE",
            servedBy: "serverless",
            __schemaVersion: 1,
            __managed: ["tags", "serverlessBackupOptions", "terminationProtectionEnabled"],
            __ignored: {},
            // Whether that is the stack which imports it, nobody knows yet.
            __noted: { relation: "foreign", owner: "shop.dev.orders.0123456789abcdef" },
        },
    });
    expect(stderr.replaceAll(desk.folder, "").replaceAll(desk.projectId, "<project>")).toBe(
        `Wrote /import.json: 1 cluster of project <project>.
warning: the pulumi-owner tag of cluster "orders" names resource "orders" in stack shop/dev, so the first preview shows an update that adopts the cluster. If another stack still manages it, first remove it there with \`pulumi state delete\`, which does not delete the cluster.
Next, in the folder of the stack's project:
    pulumi import --file /import.json --generate-code=false --yes --protect=false
    (put the generated code above into the stack's program)
    pulumi preview
The preview shows no change, unless a warning above says so. Without --protect=false Pulumi protects the clusters against being deleted.
`,
    );
});

it("tells the next step in a way that a shell takes, also of a file with a blank", async () => {
    await desk.seed({ name: "orders" });
    file = join(desk.folder, "my import.json");
    const { stderr } = await imports();
    expect(stderr).toContain(`    pulumi import --file '${file}' --generate-code=false `);
});

it.each(["classic", "transition", "sunset"])("takes all clusters of a project in the era %s", async (era) => {
    await desk.seed(
        { name: "one", tags: { team: "shop" }, serverlessContinuousBackupEnabled: true },
        { name: "two", backingProviderName: "GCP", tags: owned },
        { name: "three", terminationProtectionEnabled: true },
        { name: "flexible", kind: "flex", tags: { "key of": "a flex" } },
    );
    await desk.bench.control("/era", { era });
    const program = join(desk.folder, "databases.ts");
    expect(await imports("--program", program)).toMatchObject({ code: 0, stdout: "" });
    const { body } = await desk.bench.control("/stats");
    expect(Object.keys(body["operations"] ?? {}).toSorted()).toEqual([
        "createAccessToken",
        "listFlexClusters",
        "listServerlessInstances",
        "revokeAccessToken",
    ]);
    expect(written().map(({ name }) => name)).toEqual(["flexible", "one", "three", "two"]);
    expect(readFileSync(program, "utf8").match(/new atlas\.ServerlessInstance\("/g)).toHaveLength(4);
    for (const { name, inputs, outputs } of written()) {
        // What Pulumi will ask: whether the program's inputs pass, and what they would change.
        const declared = Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
        expect(check(inputs, declared).problems).toEqual([]);
        const state = parseState(outputs);
        expect(state).toMatchObject({ servedBy: expect.stringMatching(/^(serverless|flex)$/) as string });
        const difference =
            state === undefined ? undefined : diff(state, declared as unknown as CheckedInputs);
        // One that somebody's tag is on is adopted by the first update; no property of it changes.
        expect(difference).toMatchObject({ changes: name === "two", details: [], replaces: [] });
    }
    const one = written().find(({ name }) => name === "one");
    expect(isRecord(one?.inputs["serverlessBackupOptions"])).toBe(era === "classic");
});

it("names all clusters that are not there, and writes nothing", async () => {
    await desk.seed({ name: "orders" });
    const { code, stderr } = await imports("orders", "order", "ordres", "order");
    expect(code).toBe(1);
    expect(stderr).toBe(
        `pulumi-atlas-serverless: There is no serverless instance or Flex cluster "order", "ordres" in project ${desk.projectId}. ` +
            "Check the names and the project's id; nothing was written.\n",
    );
    expect(existsSync(file)).toBe(false);
});

it("says that a project has none", async () => {
    const { code, stderr } = await imports();
    expect(code).toBe(1);
    expect(stderr).toContain(`no serverless instance or Flex cluster in project ${desk.projectId} to import`);
});

it("overwrites nothing unless it is told to, and asks Atlas for nothing before it knows", async () => {
    await desk.seed({ name: "orders" });
    writeFileSync(file, "mine");
    const refused = await imports("orders");
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain(`${file} exists already, and nothing was written. Give --force`);
    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(await imports("orders", "--force")).toMatchObject({ code: 0 });
    expect(written()).toHaveLength(1);
});

it("writes neither file where the second cannot be written, and leaves an old one as it was", async () => {
    await desk.seed({ name: "orders" });
    const program = ["--program", join(desk.folder, "none", "index.ts")];
    const refused = await imports("orders", ...program);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
        /^pulumi-atlas-serverless: \S+index\.ts could not be written: ENOENT.*\n$/,
    );
    expect(existsSync(file)).toBe(false);

    writeFileSync(file, "mine");
    expect(await imports("orders", "--force", ...program)).toMatchObject({ code: 1, stderr: refused.stderr });
    expect(readFileSync(file, "utf8")).toBe("mine");
});

it("takes a cluster once, and none that is being deleted", async () => {
    await desk.seed({ name: "orders" }, { name: "leaving", stateName: "DELETING" });
    expect(await imports("orders", "orders")).toMatchObject({ code: 0 });
    expect(written()).toHaveLength(1);
    const named = await imports("leaving", "--force");
    expect(named).toMatchObject({ code: 1 });
    expect(named.stderr).toContain('Cluster "leaving" in project');
    const all = await imports("--force");
    expect(all.stderr).toContain('warning: cluster "leaving" is being deleted, so it is left out.');
    expect(written().map(({ name }) => name)).toEqual(["orders"]);
});

it("leaves tags alone that no program can declare", async () => {
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`key${n}`, "value"]));
    await desk.seed({ name: "tagged", tags });
    const { code, stdout, stderr } = await imports();
    expect(code).toBe(0);
    expect(stdout).not.toContain("tags");
    expect(stderr).toContain(
        'the tags of cluster "tagged" are left unmanaged, because a program could not declare them: there are 50 tags',
    );
    expect(written()[0]?.outputs).toMatchObject({ tags, __managed: [] });
});
