import { ownerOf } from "../../provider/instance/ownership";
import { resourceType } from "../../provider/dynamic/stub";
import { instanceToken } from "../../provider/plugin/tokens";
import { startDesk, type Desk } from "./support";

let desk: Desk;
beforeEach(async () => {
    desk = await startDesk();
});
afterEach(() => desk.close());

function urnOf(logicalName: string, project = "shop", stack = "dev"): string {
    return `urn:pulumi:${stack}::${project}::${resourceType}::${logicalName}`;
}

/** The tag of a database that a resource has made. */
function tagOf(
    logicalName: string,
    mark: string,
    project = "shop",
    stack = "dev",
): { "pulumi-owner": string } {
    const urn = urnOf(logicalName, project, stack);
    const owner = ownerOf({ organization: "organization", project, stack, logicalName, urn });
    return { "pulumi-owner": `${owner}@${mark}` };
}

/** A database in a stack's state. */
function held(name: string, outputs: object, more: object = {}): object {
    return { type: resourceType, urn: urnOf(name), id: `${desk.projectId}/${name}`, outputs, ...more };
}

it("knows what the plugin manages, and what it was about to make", async () => {
    await desk.seed(
        { name: "held", tags: tagOf("held", "aa") },
        { name: "begun", tags: tagOf("begun", "ff") },
    );
    const pluginUrn = (name: string) => urnOf(name).replace(resourceType, instanceToken);
    desk.pulumi({
        "organization/shop/dev": {
            resources: [held("held", { __mark: "aa" }, { type: instanceToken, urn: pluginUrn("held") })],
            pending_operations: [
                { type: "creating", resource: { urn: pluginUrn("begun"), type: instanceToken } },
            ],
        },
    });
    const { code, stdout } = await desk.command(["orphans"]);
    expect(code).toBe(0);
    expect(stdout).toContain('why:    resource "begun" of stack organization/shop/dev is creating it');
    expect(stdout).toContain("1 orphan among 2 databases");
});

it("knows what a stack of an organization is creating, also from a language that tells the plugin no organization", async () => {
    const ofAcme = ownerOf({
        organization: "acme",
        project: "shop",
        stack: "dev",
        logicalName: "told",
        urn: urnOf("told"),
    });
    await desk.seed(
        { name: "untold", tags: tagOf("untold", "aa") },
        { name: "told", tags: { "pulumi-owner": `${ofAcme}@bb` } },
    );
    desk.pulumi({
        "acme/shop/dev": {
            pending_operations: ["untold", "told"].map((name) => ({
                type: "creating",
                resource: { urn: urnOf(name).replace(resourceType, instanceToken), type: instanceToken },
            })),
        },
    });
    const { stdout } = await desk.command(["orphans"]);
    expect(stdout).toContain('why:    resource "untold" of stack acme/shop/dev is creating it');
    expect(stdout).toContain('why:    resource "told" of stack acme/shop/dev is creating it');
});

it("finds what a stack forgot, and leaves what is held, and what is nobody's or another backend's", async () => {
    await desk.seed(
        { name: "held", tags: tagOf("held", "aa") },
        { name: "imported", tags: tagOf("held", "bb", "shop", "prod") },
        { name: "forgotten", tags: tagOf("for.gotten/é", "cc") },
        { name: "empty", tags: tagOf("orders", "dd", "bar.x", "dev") },
        { name: "again", tags: tagOf("again", "ee") },
        { name: "begun", tags: tagOf("begun", "ff") },
        { name: "looked-at", tags: tagOf("looked-at", "11") },
        { name: "foreign", tags: tagOf("orders", "22", "foreign") },
        { name: "other", tags: { "pulumi-owner": "somebody" } },
        { name: "free" },
    );
    desk.pulumi({
        "organization/shop/dev": {
            resources: [
                { type: "pulumi:pulumi:Stack" },
                held("held", { __mark: "aa" }),
                // Taken from prod by an import: the tag still names its old owner.
                held("imported", { __mark: "bb" }),
                held("again", { __mark: "99", __owner: tagOf("again", "ee")["pulumi-owner"].split("@")[0] }),
                held("looked-at", { __mark: "11" }, { external: true }),
            ],
            pending_operations: [
                { type: "creating", resource: { urn: urnOf("begun"), type: resourceType } },
                { type: "updating", resource: { urn: urnOf("held"), type: resourceType } },
            ],
        },
        "organization/shop/prod": {},
        "organization/bar.x/dev": { resources: null },
    });
    const { code, stdout, stderr } = await desk.command(["orphans"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const steady = stdout
        .replaceAll(desk.projectId, "<project>")
        .replaceAll(/\b[0-9a-f]{24}\b/g, "<id>")
        .replaceAll(/created [^)]+/g, "created <date>");
    expect(steady).toMatchInlineSnapshot(`
        "Database "forgotten" in project <project> (id <id>, IDLE, created <date>)
            why:    resource "for.gotten/é" of stack organization/shop/dev made it, but the stack's state does not hold it
            take:   give resource "for.gotten/é" of that stack's program name: "forgotten", adopt: "<id>" (project <project>, AWS US_EAST_1), then run \`pulumi up\`
            delete: take it, take the resource out of the program and run \`pulumi up\` again; or terminate it in Atlas

        Database "empty" in project <project> (id <id>, IDLE, created <date>)
            why:    resource "orders" of stack organization/bar.x/dev made it, but the stack's state does not hold it
            take:   give resource "orders" of that stack's program name: "empty", adopt: "<id>" (project <project>, AWS US_EAST_1), then run \`pulumi up\`
            delete: take it, take the resource out of the program and run \`pulumi up\` again; or terminate it in Atlas

        Database "again" in project <project> (id <id>, IDLE, created <date>)
            why:    resource "again" of stack organization/shop/dev has marked it since the stack's state was written, which may be an old copy
            take:   run \`pulumi refresh\`; if it is still listed then, \`pulumi state delete\` the resource, give resource "again" of that stack's program name: "again", adopt: "<id>" (project <project>, AWS US_EAST_1), then run \`pulumi up\`
            delete: take it, take the resource out of the program and run \`pulumi up\` again; or terminate it in Atlas

        Database "begun" in project <project> (id <id>, IDLE, created <date>)
            why:    resource "begun" of stack organization/shop/dev is creating it, or was interrupted when it did
            take:   wait for the deployment that is under way; if there is none, run \`pulumi up\`, or give resource "begun" of that stack's program name: "begun", adopt: "<id>" (project <project>, AWS US_EAST_1), then run \`pulumi up\`
            delete: take it, take the resource out of the program and run \`pulumi up\` again; or terminate it in Atlas

        Database "looked-at" in project <project> (id <id>, IDLE, created <date>)
            why:    resource "looked-at" of stack organization/shop/dev made it, but the stack's state does not hold it
            take:   give resource "looked-at" of that stack's program name: "looked-at", adopt: "<id>" (project <project>, AWS US_EAST_1), then run \`pulumi up\`
            delete: take it, take the resource out of the program and run \`pulumi up\` again; or terminate it in Atlas

        5 orphans, 3 of no stack of this backend among 10 databases in 1 project; 3 stacks read.
        "
    `);
});

it("tells what it cannot know", async () => {
    await desk.seed(
        { name: "one", tags: tagOf("one", "aa") },
        { name: "two", tags: tagOf("two", "bb", "shop", "prod") },
        { name: "three", tags: tagOf("three", "cc", "shop", "prod") },
    );
    desk.pulumi({
        "organization/shop/dev": "the passphrase is wrong:\n  try another",
        "organization/shop/prod": { resources: [held("two", { __mark: "bb" })] },
    });
    const { code, stdout } = await desk.command(["orphans"]);
    expect(code).toBe(0);
    expect(stdout).toContain(
        '    why:    resource "one" of stack organization/shop/dev made it; whether the stack holds it is unknown, since its state cannot be read\n' +
            "    take:   make the stack readable, and run this command again\n\n",
    );
    expect(stdout).toContain(
        "Stack organization/shop/dev could not be read: the passphrase is wrong: try another\n" +
            "1 orphan, 1 unknown among 3 databases in 1 project; 1 stack read, 1 not readable.\n",
    );
});

it("prints the same for machines", async () => {
    await desk.seed({ name: "one", tags: tagOf("one", "aa") }, { name: "two", tags: tagOf("two", "bb") });
    desk.pulumi({ "organization/shop/dev": { resources: [held("two", { __mark: "bb" })] } });
    const { code, stdout } = await desk.command(["orphans", "--json", "--project", desk.projectId]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
        orphans: [
            {
                id: `${desk.projectId}/one`,
                projectId: desk.projectId,
                name: "one",
                instanceId: expect.stringMatching(/^[0-9a-f]{24}$/) as string,
                stateName: "IDLE",
                createDate: expect.any(String) as string,
                standing: "forgotten",
                stack: "organization/shop/dev",
                resource: "one",
                owner: tagOf("one", "aa")["pulumi-owner"].replace("@aa", ""),
            },
        ],
        unknown: [],
        counts: { databases: 2, held: 1, elsewhere: 0 },
        stacks: [{ name: "organization/shop/dev", readable: true }],
        projects: [desk.projectId],
        unseenProjects: [],
    });
});

describe("the projects that it looks at", () => {
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
                `^Project ${another} could not be looked at: Could not list .*\n` +
                    "No orphans among 1 database in 1 project; 1 stack read, 1 project not seen\\.\n$",
            ),
        );
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
        expect(stderr).toContain("no project to look at: no stack's state names one. Give --project, or set");
    });
});

it("knows the stacks of a backend without projects by their names alone", async () => {
    await desk.seed(
        { name: "one", tags: tagOf("one", "aa") },
        { name: "two", tags: tagOf("two", "bb", "x", "prod") },
    );
    desk.pulumi({ dev: {} });
    const { stdout } = await desk.command(["orphans"]);
    expect(stdout).toContain('resource "one" of stack dev made it');
    expect(stdout).toContain("1 orphan, 1 of no stack of this backend among 2 databases");
});

it.each<[why: string, arrange: () => void, message: RegExp]>([
    ["is missing", () => undefined, /^pulumi-atlas-serverless: There is no command pulumi on PATH, .*\n$/],
    [
        "cannot list the stacks",
        () => desk.pulumi(undefined as unknown as Record<string, object>),
        /^pulumi-atlas-serverless: The stacks of the Pulumi backend could not be listed \(pulumi stack ls\): .*\n$/,
    ],
])("says so in one line where pulumi %s", async (_, arrange, message) => {
    arrange();
    const { code, stdout, stderr } = await desk.command(["orphans"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
});
