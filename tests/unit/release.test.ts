// A release: the workflow that does it, the rehearsal that does the same, and the guide that lists it, held together; and the version
// in all the places where it stands.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { version as current } from "../../provider/version";

const root = join(__dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const workflow = read(".github/workflows/release.yml");

/** Evaluates an expression with a module of the tools, which jest does not load. */
function evaluated(module: string, expression: string): unknown {
    const script = `
        const tools = await import(${JSON.stringify(join(root, "tools/release", module))});
        console.log(JSON.stringify(${expression}));
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
        encoding: "utf8",
    });
    return stdout === "" ? stderr : JSON.parse(stdout);
}

const { steps, standIns } = evaluated(
    "workflow.mts",
    "{ steps: tools.releaseSteps(), standIns: tools.standIns }",
) as {
    steps: readonly { name: string; shell: string }[];
    standIns: Readonly<Record<string, string>>;
};
const names = steps.map(({ name }) => name);

describe("the workflow", () => {
    it("has a name for each of its steps, and one alone", () => {
        expect(names).not.toContain("");
        expect(new Set(names).size).toBe(names.length);
        expect(names.length).toBe([...workflow.matchAll(/^ +(?:- )?run: /gm)].length);
    });

    it("runs commands that there are", () => {
        const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
        const run = [...workflow.matchAll(/npm run ([\w:-]+)/g)].map(([, script = ""]) => script);
        expect(run.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
        expect(run).toContain("release:check");
    });

    it("uses the actions that CI uses, by their hashes, and no secret", () => {
        const actions = (text: string) => [...text.matchAll(/uses: (.+)$/gm)].map(([, action]) => action);
        expect(actions(read(".github/workflows/ci.yml"))).toEqual(actions(workflow));
        expect(actions(workflow).every((action) => /@[0-9a-f]{40} # v/.test(action ?? ""))).toBe(true);
        expect(workflow).not.toContain("secrets.");
    });

    it("publishes nothing before all is built, and the plugin before what makes Pulumi download it", () => {
        const publishes = names.filter((name) => /^(Create the GitHub|Publish)/.test(name));
        expect(names.slice(-publishes.length)).toEqual(publishes);
        expect(publishes[0]).toBe("Create the GitHub release");
        expect(names.indexOf("Test")).toBeLessThan(names.indexOf("Pack the npm package"));
    });
});

test("what the rehearsal does in another way are steps of the workflow; it runs all others as they are", () => {
    expect(Object.keys(standIns).filter((name) => !names.includes(name))).toEqual([]);
});

test("the guide has all steps in their order, and what a rehearsal does of each", () => {
    const rows = [...read("docs/contributing/releasing.md").matchAll(/^\| (\w.+?) +\| (.+?) +\|$/gm)];
    expect(rows.map(([, step, inRehearsal]) => [step, inRehearsal])).toEqual([
        ["step", "in a rehearsal"],
        ...names.map((name) => [name, standIns[name] ?? "the same"]),
    ]);
});

describe("the version", () => {
    const pages = ["csharp", "go", "java", "python", "yaml"].map((name) => `docs/languages/${name}.md`);
    const places = [
        "package.json",
        "package-lock.json",
        "provider/version.ts",
        "provider/plugin/package/package.json",
        ...pages,
        "CHANGELOG.md",
    ];
    let copy: string;
    beforeEach(() => {
        copy = mkdtempSync(join(tmpdir(), "atlas-version-"));
        for (const file of places) {
            mkdirSync(dirname(join(copy, file)), { recursive: true });
            cpSync(join(root, file), join(copy, file));
        }
        change("CHANGELOG.md", /^## /m, "## 7.8.9 (not released yet)\n\n- New.\n\n## ");
    });
    afterEach(() => rmSync(copy, { recursive: true }));

    function change(file: string, from: string | RegExp, to: string): void {
        const path = join(copy, file);
        writeFileSync(path, readFileSync(path, "utf8").replace(from, to));
    }

    const set = (version: string) =>
        evaluated(
            "version.mts",
            `tools.setVersion(${JSON.stringify(copy)}, ${JSON.stringify(version)}, "2026-12-24") ?? null`,
        );
    const problems = (tag: string) =>
        evaluated("version.mts", `tools.problemsOf(${JSON.stringify(copy)}, ${JSON.stringify(tag)})`);

    it("is set in all places at once, with its date; its tag is then right, once there is an owner", () => {
        expect(set("7.8.9")).toBeNull();
        for (const file of places) {
            expect(readFileSync(join(copy, file), "utf8")).toContain("7.8.9");
        }
        expect(readFileSync(join(copy, "CHANGELOG.md"), "utf8")).toContain("\n## 7.8.9 (2026-12-24)\n");
        change("package.json", /PLACEHOLDER-[A-Z]+/g, "somebody");
        expect(problems("v7.8.9")).toEqual([]);
    });

    it("is told where a tag is another one's, and what else is missing", () => {
        expect(problems("v7.8.9")).toEqual([
            `package.json is of version ${current}, the tag of 7.8.9.`,
            `package-lock.json is of version ${current} and ${current}, the tag of 7.8.9.`,
            `provider/version.ts is of version ${current}, the tag of 7.8.9.`,
            `provider/plugin/package/package.json is of version ${current}, the tag of 7.8.9.`,
            ...pages.map((page) => `${page} is of version ${current}, the tag of 7.8.9.`),
            "CHANGELOG.md has no date for 7.8.9.",
            expect.stringContaining("in place of the repository's owner."),
        ]);
        set("7.8.9");
        expect(problems("7.8.9")).toContain('The tag "7.8.9" is not v and a version.');
    });

    it.each([
        ["7.8", '"7.8" is no version: write it like 1.2.3.'],
        ["7.9.0", 'CHANGELOG.md has no section "## 7.9.0 (not released yet)": write what changed'],
    ])("%s is refused, and nothing is changed", (wrong, message) => {
        expect(set(wrong)).toContain(message);
        expect(readFileSync(join(copy, "package.json"), "utf8")).toBe(read("package.json"));
    });
});
