import { ownerOf, ownerTag } from "../../provider/instance/ownership/owner-tag";
import { resourceType } from "../../provider/dynamic/stub";
import { instanceToken } from "../../provider/plugin/tokens";
import { currentBackend, startDesk, type Desk } from "./support";

let desk: Desk;
beforeEach(async () => {
    desk = await startDesk();
});
afterEach(() => desk.close());

interface Cluster {
    name: string;
    status: string;
    stack?: string;
    backend?: string;
}

interface Report {
    clusters: Cluster[];
    counts: Record<string, number>;
    backends: { url: string; stacks: object[] }[];
}

/** What identifies the state of the stack that most tests have. */
const identity = "6a1c0e52-6f0d-4c53-9a53-0f6a3ad1f5d0";
/** A state's identity that no backend here has. */
const elsewhere = "0c6ef5b4-5ab4-4a0f-8d0b-0b9f6f4c7d11";

function urnOf(logicalName: string, project = "shop", stack = "dev"): string {
    return `urn:pulumi:${stack}::${project}::${resourceType}::${logicalName}`;
}

/** The owner tag of a cluster that a resource has created. */
function tagOf(
    logicalName: string,
    marks: string,
    { of = identity, project = "shop", stack = "dev" } = {},
): Record<string, string> {
    const urn = urnOf(logicalName, project, stack);
    const owner = ownerOf({ __urn: urn, ...(of !== "" && { __identity: of }) });
    return { [ownerTag]: `${owner}@${marks}` };
}

/** The resource that identifies a state. */
function stash(id = identity): object {
    return {
        type: "pulumi:index:Stash",
        urn: "urn:pulumi:dev::shop::pulumi:index:Stash::atlas-serverless",
        id,
    };
}

/** A cluster in a stack's state. */
function held(name: string, outputs: object, more: object = {}): object {
    return {
        type: resourceType,
        urn: urnOf(name),
        id: `${desk.projectId}/${name}`,
        inputs: { __urn: urnOf(name), __identity: identity },
        outputs,
        ...more,
    };
}

/** A create that the engine has begun, and has not seen the end of. */
function begun(name: string, type = resourceType, inputs: object = { __identity: identity }): object {
    return {
        type: "creating",
        resource: { urn: urnOf(name).replace(resourceType, type), type, inputs },
    };
}

/** Atlas's ID of each cluster. */
async function idsByName(): Promise<ReadonlyMap<string, string>> {
    const { body } = await desk.bench.control("/state", undefined, "GET");
    const { projects } = body as unknown as { projects: { instances: { name: string; id: string }[] }[] };
    return new Map(projects.flatMap(({ instances }) => instances.map(({ name, id }) => [name, id])));
}

/** The report as JSON, after a run that ends well. */
async function report(...args: string[]): Promise<Report> {
    const { code, stdout, stderr } = await desk.command(["orphans", "--json", ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return JSON.parse(stdout) as Report;
}

/** The clusters that are listed, each with its status. */
async function statuses(...args: string[]): Promise<Record<string, string>> {
    const { clusters } = await report(...args);
    return Object.fromEntries(clusters.map(({ name, status }) => [name, status]));
}

/** A run's text, without what differs from run to run. */
async function text(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await desk.command(["orphans", ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout
        .replaceAll(desk.projectId, "<project>")
        .replaceAll(/\b[0-9a-f]{24}\b/g, "<id>")
        .replaceAll(/created \d{4}-[^),]+/g, "created <date>");
}

describe("a cluster that a stack of another backend manages", () => {
    it("is no orphan of the stack with the same names, and is not to be terminated unchecked", async () => {
        await desk.seed({ name: "orders", tags: tagOf("orders", "aa", { of: elsewhere }) });
        desk.pulumi({ "organization/shop/dev": { resources: [stash()] } });
        expect(await statuses()).toEqual({ orders: "unknown" });
        const said = await text();
        expect(said).toContain("another backend");
        expect(said).toContain("--backend URL");
        expect(said).not.toMatch(/terminate it in Atlas\n/);
        expect(said).toMatch(/^No orphaned clusters found\./m);
    });

    it("is none of a stack that has only been initialized", async () => {
        await desk.seed({ name: "orders", tags: tagOf("orders", "aa", { of: elsewhere }) });
        desk.pulumi({ "organization/shop/dev": {} });
        expect(await statuses()).toEqual({ orders: "unknown" });
    });

    it("is managed where that backend is read, too", async () => {
        await desk.seed({ name: "orders", tags: tagOf("orders", "aa", { of: elsewhere }) });
        desk.pulumi(
            {},
            {
                backends: {
                    "file:///a": {
                        "organization/shop/dev": { resources: [held("orders", { __mark: "aa" })] },
                    },
                    "file:///b?metadata=skip": { "organization/shop/dev": {} },
                },
            },
        );
        const of = (...urls: string[]) => report(...urls.flatMap((url) => ["--backend", url]));
        const project = desk.projectId;
        expect(await of("file:///a", "file:///b?metadata=skip", "file:///a")).toEqual({
            clusters: [],
            counts: { managed: 1 },
            backends: ["file:///a", "file:///b"].map((url) => ({
                url,
                stacks: [{ name: "organization/shop/dev", readable: true }],
            })),
            projects: [project],
            unreadableProjects: [],
        });
        expect(await of("file:///b?metadata=skip")).toMatchObject({
            clusters: [{ name: "orders", status: "unknown" }],
            backends: [{ url: "file:///b" }],
        });
    });
});

it("tells each cluster's status by the identity, the mark and the ID", async () => {
    await desk.seed(
        { name: "managed", tags: tagOf("managed", "a0") },
        { name: "imported", tags: tagOf("x", "a1", { of: elsewhere, stack: "prod" }) },
        { name: "pending-delete", tags: tagOf("pending-delete", "a2") },
        { name: "provided", tags: tagOf("provided", "a3", { of: "provider" }) },
        { name: "renamed-stack", tags: tagOf("x", "a4", { stack: "old" }) },
        { name: "looked-at", tags: tagOf("looked-at", "a5") },
        { name: "taken-again", tags: tagOf("taken-again", "a6") },
        { name: "handed-over", tags: tagOf("other", "a7.99", { of: elsewhere, stack: "other" }) },
        { name: "begun", tags: tagOf("begun", "a8") },
        { name: "begun-plugin", tags: tagOf("begun-plugin", "a9", { of: "provider" }) },
        { name: "begun-elsewhere", tags: tagOf("begun", "b0", { of: elsewhere }) },
        { name: "no-identity", tags: tagOf("no-identity", "b1", { of: "" }) },
        { name: "begun-none", tags: tagOf("begun-none", "b2", { of: "" }) },
        { name: "removed-stack", tags: tagOf("orders", "b3", { of: elsewhere, stack: "removed" }) },
        { name: "of-old", tags: { [ownerTag]: "shop.dev.of-old.0123456789abcdef@b4" } },
        { name: "somebodys", tags: { [ownerTag]: "somebody" } },
        { name: "untagged" },
    );
    const ids = await idsByName();
    desk.pulumi({
        "organization/shop/dev": {
            resources: [
                { type: "pulumi:pulumi:Stack" },
                stash(),
                { type: "pulumi:providers:atlas-serverless", id: "provider", urn: "x" },
                held("managed", { __mark: "a0", instanceId: ids.get("managed") }),
                held("imported", { instanceId: ids.get("imported") }),
                held("pending-delete", { __mark: "a2" }, { delete: true }),
                held("looked-at", { __mark: "a5" }, { external: true }),
                held("taken-again", {
                    __mark: "98",
                    __owner: tagOf("taken-again", "0")[ownerTag]?.split("@")[0],
                }),
                held("handed-over", { __mark: "99", instanceId: ids.get("handed-over") }),
            ],
            pending_operations: [
                begun("begun"),
                begun("begun-plugin", instanceToken, {}),
                begun("begun-none", resourceType, {}),
                { ...begun("managed"), type: "updating" },
            ],
        },
        "organization/shop/prod": { resources: null },
    });
    const { clusters, counts } = await report();
    expect(Object.fromEntries(clusters.map(({ name, status }) => [name, status]))).toEqual({
        provided: "orphaned",
        "renamed-stack": "orphaned",
        "looked-at": "orphaned",
        "taken-again": "stale-state",
        "handed-over": "transferred",
        begun: "creating",
        "begun-plugin": "creating",
        "begun-elsewhere": "unknown",
        "no-identity": "unknown",
        "begun-none": "creating",
        "removed-stack": "unknown",
        "of-old": "unknown",
    });
    expect(counts).toEqual({
        managed: 3,
        orphaned: 3,
        "stale-state": 1,
        transferred: 1,
        creating: 3,
        unknown: 4,
        untagged: 2,
    });
    expect(clusters.find(({ name }) => name === "renamed-stack")?.stack).toBe("organization/shop/dev");
});

it("counts as managed what a state holds by its ID where there is no tag", async () => {
    await desk.seed({ name: "orders" });
    const ids = await idsByName();
    desk.pulumi({
        "organization/shop/dev": {
            resources: [held("orders", { __mark: "aa", instanceId: ids.get("orders") })],
        },
    });
    expect(await report()).toMatchObject({ clusters: [], counts: { managed: 1 } });
});

describe("while a deployment is under way", () => {
    it("what it makes after Atlas was asked is not looked at", async () => {
        desk.pulumi(
            { "organization/shop/dev": { resources: [stash()] } },
            {
                meanwhile: {
                    path: "/seed",
                    body: { instances: [{ name: "new", tags: tagOf("new", "aa") }] },
                },
            },
        );
        expect(await report("--project", desk.projectId)).toMatchObject({ clusters: [], counts: {} });
    });

    it("what it saves after the states were read is managed", async () => {
        await desk.seed({ name: "new", tags: tagOf("new", "aa") });
        desk.pulumi(
            { "organization/shop/dev": { resources: [stash()] } },
            { later: { "organization/shop/dev": { resources: [stash(), held("new", { __mark: "aa" })] } } },
        );
        expect(await report()).toMatchObject({ clusters: [], counts: { managed: 1 } });
    });

    it("a cluster that is gone at the second look is not listed", async () => {
        await desk.seed({ name: "old", tags: tagOf("old", "aa") });
        desk.pulumi(
            { "organization/shop/dev": { resources: [stash()] } },
            { meanwhile: { path: "/state", body: { instance: "old", stateName: "GONE" } } },
        );
        expect(await report("--project", desk.projectId)).toMatchObject({ clusters: [], counts: {} });
    });

    it.each([
        ["CREATING", "creating", 1],
        ["DELETING", undefined, 0],
    ])("what Atlas shows %s is no orphan", async (stateName, status, listed) => {
        await desk.seed({ name: "one", tags: tagOf("one", "aa") });
        await desk.bench.control("/state", { instance: "one", stateName, takes: 36_000 });
        desk.pulumi({ "organization/shop/dev": { resources: [stash()] } });
        const { clusters } = await report();
        expect(clusters).toHaveLength(listed);
        expect(clusters[0]?.status).toBe(status);
    });
});

it("a person can read what it found, and what to do", async () => {
    await desk.seed(
        { name: "orphan", tags: tagOf("or.phan/é", "a0") },
        { name: "moved-on", tags: tagOf("other", "a1", { of: elsewhere, stack: "other" }) },
        { name: "retaken", tags: tagOf("retaken", "a2") },
        { name: "begun", tags: tagOf("begun", "a3") },
        { name: "same-names", tags: tagOf("orders", "a4", { of: elsewhere }) },
        { name: "removed-stack", tags: tagOf("orders", "a5", { of: elsewhere, stack: "removed" }) },
        { name: "closed", tags: tagOf("orders", "a6", { of: elsewhere, stack: "closed" }) },
        { name: "free" },
    );
    const ids = await idsByName();
    desk.pulumi({
        "organization/shop/dev": {
            resources: [
                stash(),
                held("moved-on", {
                    __mark: "99",
                    instanceId: ids.get("moved-on"),
                }),
                held("retaken", { __mark: "98", __owner: tagOf("retaken", "0")[ownerTag]?.split("@")[0] }),
            ],
            pending_operations: [begun("begun")],
        },
        "organization/shop/closed": "the passphrase is wrong:\n  try another",
    });
    expect(await text()).toMatchInlineSnapshot(`
        "1 orphaned. A stack that was read created them, and no state that was read contains them. The create may have been interrupted, or they were kept on purpose (\`retainOnDelete\`, \`pulumi state delete\`).
          - orphan (ID <id>, IDLE, AWS US_EAST_1, created <date>, project <project>)
            tagged by resource "or.phan/é" of stack shop/dev; compared with stack organization/shop/dev
          To keep one: if the program still declares its resource, run \`pulumi up\` once with MONGODB_ATLAS_RESUME=ID. If it does not, declare a ServerlessInstance with name: "NAME", adopt: "ID" and the same cloud and region, then run \`pulumi up\`.
          To delete one: make sure that every stack could be read and that no copy of the stack's state is in use elsewhere, then terminate the cluster in Atlas.

        2 unknown. No stack that was read has the identity in their tags. A stack in another backend may manage them, even one with the same names. Or their stack was removed with \`pulumi stack rm --force\`, or destroyed after an interrupted create.
          - same-names (ID <id>, IDLE, AWS US_EAST_1, created <date>, project <project>)
            tagged by resource "orders" of stack shop/dev
          - removed-stack (ID <id>, IDLE, AWS US_EAST_1, created <date>, project <project>)
            tagged by resource "orders" of stack shop/removed
          Before you change one: find out whether another backend manages it. Run this command with --backend URL for each backend in use.
          If none manages it: to keep it, declare a ServerlessInstance with name: "NAME", adopt: "ID" and the same cloud and region, then run \`pulumi up\`. To delete it, terminate it in Atlas.

        1 unreadable-stack. Their tags name a stack whose state could not be read.
          - closed (ID <id>, IDLE, AWS US_EAST_1, created <date>, project <project>)
            tagged by resource "orders" of stack shop/closed; compared with stack organization/shop/closed
          Next step: make the stack readable, then run this command again.

        1 stale-state. The stack's state contains them, with an ownership tag other than the one in Atlas. The state may be an old copy, or an update was interrupted.
          - retaken (ID <id>, IDLE, AWS US_EAST_1, created <date>, project <project>)
            tagged by resource "retaken" of stack shop/dev; compared with stack organization/shop/dev
          Next step: run \`pulumi refresh\`, then \`pulumi up\`.

        1 transferred. The stack's state still contains them, but their tags say that another stack, which was not read, adopted them.
          - moved-on (ID <id>, IDLE, AWS US_EAST_1, created <date>, project <project>)
            tagged by resource "other" of stack shop/other; compared with stack organization/shop/dev
          If that is right, run \`pulumi state delete\` for the resource and take it out of this stack's program: the cluster is left unchanged. If it is not, run \`pulumi state delete\` for the resource, set adopt: "ID", then run \`pulumi up\`.

        1 creating. Their create is in progress, or was interrupted.
          - begun (ID <id>, IDLE, AWS US_EAST_1, created <date>, project <project>)
            tagged by resource "begun" of stack shop/dev; compared with stack organization/shop/dev
          Next step: wait for the update that is running. If none is running, run \`pulumi up\` to resume the create; if it asks for that, once with MONGODB_ATLAS_RESUME=ID. If the program no longer declares the resource, declare a ServerlessInstance with name: "NAME", adopt: "ID" and the same cloud and region, then run \`pulumi up\`.

        Could not read stack organization/shop/closed: the passphrase is wrong: try another

        Found 1 orphaned cluster.
        Checked 8 clusters in 1 project against 1 stack in file:///states: 1 orphaned, 2 unknown, 1 unreadable-stack, 1 stale-state, 1 transferred, 1 creating, 1 untagged.
        1 stack could not be read.
        "
    `);
});

it("a stack that cannot be read leaves its clusters open", async () => {
    await desk.seed(
        { name: "one", tags: tagOf("one", "aa") },
        { name: "two", tags: tagOf("two", "bb", { of: "prods", stack: "prod" }) },
        { name: "three", tags: tagOf("three", "cc", { of: "prods", stack: "prod" }) },
    );
    desk.pulumi({
        "organization/shop/dev": "the passphrase is wrong:\n  try another",
        "organization/shop/prod": { resources: [stash("prods"), held("two", { __mark: "bb" })] },
    });
    const { clusters, backends } = await report();
    expect(clusters).toMatchObject([
        { name: "three", status: "orphaned", stack: "organization/shop/prod" },
        { name: "one", status: "unreadable-stack", stack: "organization/shop/dev" },
    ]);
    expect(backends).toEqual([
        {
            url: currentBackend,
            stacks: [
                {
                    name: "organization/shop/dev",
                    readable: false,
                    why: "the passphrase is wrong: try another",
                },
                { name: "organization/shop/prod", readable: true },
            ],
        },
    ]);
});

it("prints the same for machines", async () => {
    await desk.seed({ name: "one", tags: tagOf("one", "aa") }, { name: "two", tags: tagOf("two", "bb") });
    desk.pulumi({ "organization/shop/dev": { resources: [stash(), held("two", { __mark: "bb" })] } });
    expect(await report("--project", desk.projectId)).toEqual({
        clusters: [
            {
                status: "orphaned",
                id: `${desk.projectId}/one`,
                projectId: desk.projectId,
                name: "one",
                instanceId: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
                stateName: "IDLE",
                createDate: expect.any(String) as string,
                createdBy: {
                    project: "shop",
                    stack: "dev",
                    resource: "one",
                },
                stack: "organization/shop/dev",
                backend: currentBackend,
            },
        ],
        counts: { managed: 1, orphaned: 1 },
        backends: [{ url: currentBackend, stacks: [{ name: "organization/shop/dev", readable: true }] }],
        projects: [desk.projectId],
        unreadableProjects: [],
    });
});

describe("the exit code", () => {
    const exitCode = async (...args: string[]) => (await desk.command(["orphans", ...args])).code;

    it("is 0 with orphans, and 3 where it is asked for", async () => {
        await desk.seed({ name: "one", tags: tagOf("one", "aa") });
        desk.pulumi({ "organization/shop/dev": { resources: [stash()] } });
        expect(await exitCode()).toBe(0);
        expect(await exitCode("--exit-code")).toBe(3);
        expect(await exitCode("--exit-code", "--json")).toBe(3);
    });

    it.each<[string, object | string, number]>([
        ["nothing is orphaned", {}, 0],
        ["a stack cannot be read", "no", 4],
    ])("tells by %s where it is asked for", async (_, deployment, code) => {
        await desk.seed({ name: "one", tags: tagOf("one", "aa", { of: elsewhere }) });
        desk.pulumi({ "organization/shop/prod": deployment });
        expect(await exitCode()).toBe(0);
        expect(await exitCode("--exit-code")).toBe(code);
    });
});

describe("what is secret in a backend's address", () => {
    const url = "postgres://me:hunter2@127.0.0.1:1/states?sslmode=disable&password=hunter3";

    it("is in no output", async () => {
        desk.pulumi({}, { backends: { [url]: { "organization/shop/dev": `no key for ${url}: sorry` } } });
        const { stdout } = await desk.command(["orphans", "--backend", url]);
        expect(stdout).toContain("postgres://127.0.0.1:1/states");
        expect(stdout).toContain("no key for postgres://127.0.0.1:1/states: sorry");
        const json = await desk.command(["orphans", "--json", "--backend", url]);
        expect(stdout + json.stdout).not.toMatch(/hunter|me:/);
    });

    it.each([
        ["given", ["--backend", url], {}],
        ["in the environment", [], { PULUMI_BACKEND_URL: url }],
    ])("is in no error, where it was %s", async (_, args, env) => {
        desk.pulumi({});
        const { code, stdout, stderr } = await desk.command(["orphans", ...args], env);
        expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
        expect(stderr).toMatch(
            /^pulumi-atlas-serverless: Could not list the stacks in postgres:\/\/127\.0\.0\.1:1\/states \(pulumi stack ls\): unable to open .*\n$/,
        );
        expect(stderr).not.toMatch(/hunter|me:/);
    });
});

describe("the projects that it reads", () => {
    const another = "0123456789abcdef01234567";

    it("are those that the states name, of which it may not see all", async () => {
        await desk.seed({ name: "one", tags: tagOf("one", "aa") });
        desk.pulumi({
            "organization/shop/dev": {
                resources: [
                    held("one", { __mark: "aa" }),
                    held("far", { __mark: "bb" }, { id: `${another}/far` }),
                    // Not ours to know, and no reason to fail.
                    held("odd", {}, { id: "odd" }),
                    { type: "random:index:RandomId", id: "x" },
                ],
            },
        });
        const { code, stdout } = await desk.command(["orphans"], { MONGODB_ATLAS_PROJECT_ID: undefined });
        expect(code).toBe(0);
        expect(stdout).toMatch(
            new RegExp(
                `^Could not read project ${another}: Could not list .*\n\n` +
                    "No orphaned clusters found\\.\n" +
                    `Checked 1 cluster in 1 project against 1 stack in ${currentBackend}: 1 managed\\.\n` +
                    "1 project could not be read\\.\n$",
            ),
        );
    });

    it("are also those in which a state has begun to create", async () => {
        await desk.seed({ name: "begun", tags: tagOf("begun", "aa") });
        const inputs = { projectId: desk.projectId, __identity: identity };
        desk.pulumi({ dev: { pending_operations: [begun("begun", resourceType, inputs)] } });
        const { stdout } = await desk.command(["orphans"], { MONGODB_ATLAS_PROJECT_ID: undefined });
        expect(stdout).toContain("1 creating");
    });

    it("must all be seen where they were asked for", async () => {
        desk.pulumi({ "organization/shop/dev": {} });
        const args = ["orphans", "--project", desk.projectId, "--project", another];
        const { code, stdout, stderr } = await desk.command(args);
        expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
        expect(stderr).toMatch(new RegExp(`^pulumi-atlas-serverless: Could not list .*${another}.*\n$`));
    });

    it("must be named where nothing names one", async () => {
        desk.pulumi({ "organization/shop/dev": {} });
        const { code, stderr } = await desk.command(["orphans"], { MONGODB_ATLAS_PROJECT_ID: undefined });
        expect(code).toBe(2);
        expect(stderr).toContain("no Atlas project found in any stack's state; use --project or set");
    });
});

it.each<[why: string, arrange: () => void, message: RegExp]>([
    ["is missing", () => undefined, /^pulumi-atlas-serverless: There is no command pulumi on PATH, .*\n$/],
    [
        "cannot list the stacks",
        () => desk.pulumi(undefined as unknown as Record<string, object>),
        /^pulumi-atlas-serverless: Could not list the stacks in the current backend \(pulumi stack ls\): .*\n$/,
    ],
])("says so in one line where pulumi %s", async (_, arrange, message) => {
    arrange();
    const { code, stdout, stderr } = await desk.command(["orphans"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
});
