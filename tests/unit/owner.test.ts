// Where the project is: said by provider/plugin/tokens.ts, repeated where a file format needs it, and with a placeholder for as long as there is no owner.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");

/** Stands for the account that will own the repository. */
const placeholder = "PLACEHOLDER-OWNER";

/** Where it stands: all that has to be changed, and what is then generated. Empty once there is an owner. */
const standsIn = [
    ".github/CODEOWNERS",
    "docs/_index.md",
    "docs/languages/csharp.md",
    "docs/languages/go.md",
    "docs/languages/java.md",
    "docs/languages/python.md",
    "docs/languages/yaml.md",
    "examples/go/main.go",
    "package.json",
    "provider/plugin/tokens.ts",
    "provider/schema/package.json",
];

const manifest = JSON.parse(read("package.json")) as {
    name: string;
    homepage: string;
    bugs: string;
    repository: { type: string; url: string };
};

test("the placeholder stands in these files, and in no other", () => {
    const files = globSync(
        [
            "*.{md,json,yaml}",
            ".ci/*",
            ".github/**/*",
            "{bench,cli,docs,emulator,examples,provider,sdk,tools}/**/*",
        ],
        { cwd: root, withFileTypes: true, exclude: ["**/node_modules/**"] },
    )
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    const found = files
        .filter((file) => !/\.(png|svg)$/.test(file) && readFileSync(file, "utf8").includes(placeholder))
        .map((file) => file.slice(root.length + 1).replaceAll("\\", "/"));
    expect(found.toSorted()).toEqual(standsIn);
});

test("repository, homepage and bugs are of one owner and one repository", () => {
    const [, home = ""] =
        /^git\+(https:\/\/github\.com\/[\w-]+\/[\w-]+)\.git$/.exec(manifest.repository.url) ?? [];
    expect(home).toMatch(new RegExp(`/${manifest.name}$`));
    expect(manifest).toMatchObject({
        homepage: `${home}#readme`,
        bugs: `${home}/issues`,
        repository: { type: "git" },
    });
    expect(JSON.parse(read("provider/schema/package.json"))).toMatchObject({
        homepage: manifest.homepage,
        repository: home,
    });
});
