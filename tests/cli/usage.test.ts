import { startDesk, type Desk } from "./support";

let desk: Desk;
beforeAll(async () => {
    desk = await startDesk();
});
afterAll(() => desk.close());

it.each([[["--help"]], [["help"]], [["import", "--help"]], [["orphans", "--json", "-h"]]])(
    "%j shows how it is used, and asks for nothing",
    async (args) => {
        const { code, stdout, stderr } = await desk.command(args, { MONGODB_ATLAS_CLIENT_ID: undefined });
        expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
        expect(stdout).toMatch(/^Usage: pulumi-atlas-serverless /m);
        expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(120);
    },
);

const project = "0123456789abcdef01234567";

it.each<[args: string[], message: string]>([
    [
        [],
        "pulumi-atlas-serverless: a command is missing: import, orphans, verify (see pulumi-atlas-serverless --help)",
    ],
    [["adopt"], 'pulumi-atlas-serverless: there is no command "adopt"; there are: import, orphans, verify '],
    [["import", "--projct", project], "pulumi-atlas-serverless import: Unknown option '--projct' "],
    [["import", "--project"], "pulumi-atlas-serverless import: Option '--project <value>' argument missing "],
    [["import", "--project="], "pulumi-atlas-serverless import: --project is empty "],
    [["import", "--project", "mine"], 'pulumi-atlas-serverless import: "mine" is not a valid project ID: '],
    [["import"], "pulumi-atlas-serverless import: --project is missing: give the id of the Atlas project "],
    [
        ["import", "--project", project, "--file", "one", "--program", "one"],
        'pulumi-atlas-serverless import: --file and --program are both "one": give two files ',
    ],
    [
        ["import", "--project", project, "--file", "one", "--program", "./two/../one"],
        'pulumi-atlas-serverless import: --file and --program are both "one": give two files ',
    ],
    [["orphans", "orders"], "pulumi-atlas-serverless orphans: Unexpected argument 'orders' "],
    [["orphans", "--project", "mine"], 'pulumi-atlas-serverless orphans: "mine" is not a valid project ID: '],
])("%j is told in one line", async (args, message) => {
    const { code, stdout, stderr } = await desk.command(args, { MONGODB_ATLAS_PROJECT_ID: undefined });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});

it.each([["import"], ["orphans"]])("%s without credentials says which it needs", async (name) => {
    const { code, stderr } = await desk.command([name], {
        MONGODB_ATLAS_CLIENT_ID: undefined,
        MONGODB_ATLAS_CLIENT_SECRET: undefined,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(
        /^pulumi-atlas-serverless: .*MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET\. This command reads only environment variables\.\n$/,
    );
    expect(stderr).not.toContain("pulumi config set");
});

it("a refusal of Atlas is told in its own words", async () => {
    const { code, stderr } = await desk.command(["import"], { MONGODB_ATLAS_CLIENT_SECRET: "hunter2" });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^pulumi-atlas-serverless: Could not .*\n$/);
    expect(stderr).not.toContain("hunter2");
});
