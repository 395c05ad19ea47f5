// Facts in the guides that are facts of the code or of another file: each is held to it.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isRecord, asArray, asRecord, asString } from "../../provider/atlas/json-readers";
import { maxRetryAfter } from "../../provider/atlas/retry";
import { flexRegions, flexRegionsRead } from "../../provider/instance/model/flex-regions";
import { pollDelay } from "../../provider/instance/polling/schedule";

const root = join(__dirname, "../..");
const read = (file: string): string => readFileSync(join(root, file), "utf8");
const schema = asRecord(JSON.parse(read("provider/schema/package.json")));
const resource = asRecord(asRecord(schema["resources"])["atlas-serverless:index:ServerlessInstance"]);

/** The rows of the table that follows a heading, without its head; the marks of code and emphasis are left out. */
function rowsUnder(file: string, heading: string): string[][] {
    const [, section = ""] =
        new RegExp(`^${heading}$([\\s\\S]*?)(?=^## |(?![\\s\\S]))`, "m").exec(read(file)) ?? [];
    const [, ...rows] = section
        .split("\n")
        .filter((line) => line.startsWith("| ") && !line.startsWith("| --"))
        .map((line) =>
            line
                .split("|")
                .slice(1, -1)
                .map((cell) => cell.replaceAll(/[`*]/g, "").trim()),
        );
    return rows;
}

/** The blocks of a language in a page, in their order. */
function blocksOf(file: string, language: string): string[] {
    return [...read(file).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
        ([, block = ""]) => block,
    );
}

describe("inputs, outputs and functions", () => {
    const page = "docs/inputs-outputs.md";
    const inputs = asRecord(resource["inputProperties"]);

    it("has each input, whether it is required, and whether it replaces the cluster", () => {
        const told = rowsUnder(page, "## Inputs").map(([name = "", , required, , change]) => [
            name,
            required === "yes",
            change === "replaces",
        ]);
        const required = asArray(resource["requiredInputs"]);
        const replaces = (name: string, property: unknown): boolean =>
            // Both of its required parts replace.
            name === "providerSettings" || asRecord(property)["willReplaceOnChanges"] === true;
        const known = Object.entries(inputs).map(([name, property]) => [
            name,
            required.includes(name),
            replaces(name, property),
        ]);
        expect(told.toSorted()).toEqual(known.toSorted());
    });

    it("says of each part of an input what it is", () => {
        const types = asRecord(schema["types"]);
        const parts = ["providerSettings", "serverlessBackupOptions"].flatMap((input) => {
            const name = asString(asRecord(inputs[input])["$ref"])?.replace("#/types/", "") ?? "";
            return Object.keys(asRecord(asRecord(types[name])["properties"])).map(
                (part) => `${input}.${part}`,
            );
        });
        expect(parts.length).toBeGreaterThan(3);
        expect(parts.filter((part) => !read(page).includes(`- \`${part}\``))).toEqual([]);
    });

    it("has each output", () => {
        const told = rowsUnder(page, "## Outputs").map(([name]) => name);
        expect(told.toSorted()).toEqual(Object.keys(asRecord(resource["properties"])).toSorted());
    });

    it("says of each output that can be absent that it can be", () => {
        const always = asArray(resource["required"]);
        const sometimes = Object.keys(asRecord(resource["properties"])).filter(
            (name) => !always.includes(name),
        );
        const told = rowsUnder(page, "## Outputs").filter(([, , what = ""]) =>
            /absent|where it is set/.test(what),
        );
        expect(told.map(([name]) => name).toSorted()).toEqual(sometimes.toSorted());
    });

    it("has each function, with its arguments", () => {
        const told = rowsUnder(page, "## Functions").map(([name = "", , parameters = ""]) => [
            name,
            parameters
                .split(/, |: /)
                .filter((one) => one !== "filters")
                .toSorted(),
        ]);
        const known = Object.entries(asRecord(schema["functions"])).map(([token, one]) => [
            token.replace(/^.*:/, ""),
            Object.keys(asRecord(asRecord(asRecord(one)["inputs"])["properties"])).toSorted(),
        ]);
        expect(told.toSorted()).toEqual(known.toSorted());
    });
});

describe("docstrings, which every hover and generated SDK shows", () => {
    /** The descriptions of properties, each as one line. */
    const described = (properties: unknown): [name: string, description: string][] =>
        Object.entries(asRecord(properties)).map(([name, property]) => [
            name,
            (asString(asRecord(property)["description"]) ?? "").replaceAll(/\s+/g, " "),
        ]);
    const types = asRecord(schema["types"]);
    const inputTypes = ["ServerlessProviderSettings", "ServerlessBackupOptions"].map(
        (name) => asRecord(types[`atlas-serverless:index:${name}`])["properties"],
    );
    const inputs = [resource["inputProperties"], ...inputTypes].flatMap(described);
    const settings = described(asRecord(schema["config"])["variables"]);

    it("of each input say its default, or that it is required", () => {
        expect(inputs.length).toBeGreaterThan(12);
        expect(inputs.filter(([, text]) => !/Default: |Required\.|, and the default\./.test(text))).toEqual(
            [],
        );
    });

    it("of each input say what a change does", () => {
        const others = inputs.filter(
            ([, text]) => !/replaces the cluster|Updated in place|Changing only this is no update/.test(text),
        );
        // It has one value.
        expect(others.map(([name]) => name)).toEqual(["providerName"]);
    });

    it("of each setting say its default", () => {
        expect(settings.length).toBeGreaterThan(10);
        expect(settings.filter(([, text]) => !text.includes("Default: "))).toEqual([]);
    });

    it("of each output that can be absent say so", () => {
        const always = asArray(resource["required"]);
        const outputs = described(resource["properties"]).filter(([name]) => !always.includes(name));
        const strings = described(
            asRecord(types["atlas-serverless:index:ConnectionStrings"])["properties"],
        ).filter(([name]) => /^standard/.test(name));
        expect(outputs.length + strings.length).toBe(6);
        expect([...outputs, ...strings].filter(([, text]) => !/\babsent\b/i.test(text))).toEqual([]);
    });
});

describe("installation and configuration", () => {
    const page = "docs/installation-configuration.md";

    it("has each setting, by its configuration key and its argument", () => {
        const settings = Object.keys(asRecord(asRecord(schema["config"])["variables"]));
        const told = rowsUnder(page, "## All settings").map(([key = "", , parameter]) => [key, parameter]);
        expect(told.toSorted()).toEqual(
            [...settings.map((key) => [`atlas:${key}`, key]), ["none", "none"]].toSorted(),
        );
    });

    it("has each environment variable that the provider reads, and no other", () => {
        const variables = (content: string): string[] => [
            ...new Set(content.match(/\b(?:MONGODB_ATLAS|MCLI)_[A-Z_]*[A-Z]\b/g)),
        ];
        const sources = globSync("{provider,sdk}/**/*.ts", { cwd: root });
        const inCode = variables(sources.map(read).join("\n"));
        expect(inCode.length).toBeGreaterThan(9);
        expect(variables(read(page)).toSorted()).toEqual(inCode.toSorted());
    });
});

describe("languages", () => {
    it.each([
        ["python", "examples/python/__main__.py", "python.md"],
        ["go", "examples/go/main.go", "go.md"],
        ["yaml", "examples/yaml/Pulumi.yaml", "yaml.md"],
    ])("%s: the program is the example that a test deploys", (language, example, page) => {
        const program = read(example).trim();
        expect(blocksOf(`docs/languages/${page}`, language).join("\n")).toContain(program);
        expect(blocksOf("docs/_index.md", language)).toEqual([`${program}\n`]);
    });

    it.each(["csharp", "java"])(
        "%s: the program has the names of the schema, and is the same on both pages",
        (language) => {
            const [program = ""] = blocksOf("docs/_index.md", language);
            expect(blocksOf(`docs/languages/${language}.md`, language)).toEqual([program]);
            const names = [
                "projectId",
                "providerSettings",
                "backingProviderName",
                "regionName",
                "tags",
                "connectionStrings",
                "standardSrv",
            ];
            const missing = names.filter((name) => !program.toLowerCase().includes(name.toLowerCase()));
            expect(missing).toEqual([]);
            const everything = read("provider/schema/package.json");
            expect(names.filter((name) => !everything.includes(`"${name}":`))).toEqual([]);
        },
    );

    it("Pulumi's Registry gets a page for each language", () => {
        const index = read("docs/_index.md");
        const [, chosen = ""] = /chooser language "([^"]+)"/.exec(index) ?? [];
        const shown = [...index.matchAll(/choosable language (\w+)/g)].map(([, language]) => language);
        expect(shown).toEqual(chosen.split(","));
        const pages = globSync("docs/languages/*.md", { cwd: root })
            .map((file) => file.replace(/^.*[\\/]|\.md$/g, ""))
            .filter((name) => name !== "README");
        expect(pages.toSorted()).toEqual(chosen.split(",").toSorted());
    });
});

test("the README's program and commands are those of the guide to a real account", () => {
    expect(blocksOf("README.md", "ts")).toEqual(blocksOf("docs/get-started.md", "ts"));
    expect(blocksOf("README.md", "sh")).toEqual(blocksOf("docs/get-started.md", "sh").slice(0, 3));
});

test("each page that names the lowest Pulumi CLI or Node.js names the right one", () => {
    const [, cli = ""] = /minimumVersion[^"]*"(\d+\.\d+)\.\d+"/.exec(read("tools/engine/engine.mts")) ?? [];
    const node = asString(asRecord(asRecord(JSON.parse(read("package.json")))["engines"])["node"])?.replace(
        ">=",
        "",
    );
    const pages = globSync(["*.md", "docs/**/*.md"], { cwd: root });
    const told = (pattern: RegExp): string[] =>
        pages.flatMap((page) => [...read(page).matchAll(pattern)].map(([, version = ""]) => version));
    expect([...new Set(told(/Pulumi(?: CLI)?(?:\]\([^)]*\))? (\d+\.\d+)/g))]).toEqual([cli]);
    expect([...new Set(told(/Node\.js (\d+) or later/g))]).toEqual([node]);
});

describe("recipes", () => {
    const page = "docs/contributing/recipes.md";
    /** Per file: what a diff keeps, and what it adds. */
    const changes = blocksOf(page, "diff").flatMap((block) =>
        block
            .split(/^\+\+\+ b\//m)
            .slice(1)
            .map((part) => {
                const [file = "", ...lines] = part.split("\n");
                const code = lines.filter((line) => !/^.\s*(\/\*\*|\*|$)/.test(line));
                return {
                    file,
                    kept: code.filter((line) => /^[ -]/.test(line)),
                    added: code.filter((line) => line.startsWith("+")),
                };
            }),
    );

    it.each(changes.map((change, index) => [change.file, index] as const))(
        "the diff of %s (%i) applies",
        (file, index) => {
            const { kept = [], added = [] } = changes[index] ?? {};
            expect(existsSync(join(root, file))).toBe(true);
            const lines = read(file).split("\n");
            expect(kept.filter((line) => !lines.includes(line.slice(1)))).toEqual([]);
            expect(kept.length * added.length).toBeGreaterThan(0);
        },
    );
});

describe("what a newcomer looks for is at most two links away from the README", () => {
    const linksOf = (page: string): string[] =>
        [...read(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)]
            .map(([, path = ""]) => join(dirname(page), path).replaceAll("\\", "/"))
            .filter((path) => path.endsWith(".md") && existsSync(join(root, path)));
    const first = new Set(linksOf("README.md"));
    const second = new Set([...first].flatMap(linksOf));

    it.each([
        ["a real Atlas account", "docs/get-started.md", /service account[\s\S]*IP access list[\s\S]*mongosh/],
        ["what a ServerlessInstance is today", "docs/serverless-and-flex.md", /creates a Flex cluster/],
        [
            "import of an existing cluster",
            "docs/import.md",
            /pulumi import atlas-serverless:index:ServerlessInstance/,
        ],
        ["credentials", "docs/installation-configuration.md", /MONGODB_ATLAS_CLIENT_SECRET/],
        ["what each input does", "docs/inputs-outputs.md", /\| required \| default/],
        ["upgrades", "docs/upgrading.md", /deprecat/],
        ["Python", "docs/languages/python.md", /pulumi package add/],
        ["Go", "docs/languages/go.md", /pulumi package add/],
        ["C#", "docs/languages/csharp.md", /pulumi package add/],
        ["Java", "docs/languages/java.md", /pulumi package add/],
        ["outgrowing Flex", "docs/limits.md", /Outgrow it/],
        ["what the tag is for", "docs/ownership.md", /pulumi-owner/],
    ])("%s", (_, page, says) => {
        expect(first.has(page) || second.has(page)).toBe(true);
        expect(read(page)).toMatch(says);
    });

    it("each page of the docs is found from there", () => {
        const found = new Set(["README.md"]);
        for (const page of found) {
            linksOf(page).forEach((link) => found.add(link));
        }
        const pages = globSync("docs/**/*.md", { cwd: root })
            .map((file) => file.replaceAll("\\", "/"))
            // The Registry's, which a reader of the repository does not need.
            .filter((page) => page !== "docs/_index.md");
        expect(pages.filter((page) => !found.has(page))).toEqual([]);
    });
});

describe("timing", () => {
    const oneLine = (file: string): string => read(file).replaceAll(/\s+/g, " ");
    const seconds = (milliseconds: number): string => `${milliseconds / 1000} s`;

    it("of polls is that of the schedule", () => {
        const page = oneLine("docs/contributing/polling.md");
        const [soon, hour] = [1, 3_600_000];
        expect(page).toContain(`the first poll comes ${seconds(pollDelay("create", 0))} after`);
        expect(page).toContain(`at most ${seconds(pollDelay("create", hour))} later`);
        expect(page).toContain(
            `first ten seconds of a create it is ${seconds(pollDelay("create", 10_000))} instead`,
        );
        expect(pollDelay("create", 10_000)).toBe(pollDelay("create", soon));
        expect(pollDelay("create", 10_020)).toBeGreaterThan(pollDelay("create", 10_000));
        for (const change of ["update", "delete"] as const) {
            const [least, most] = [Math.floor(pollDelay(change, soon)), pollDelay(change, 20_000)];
            expect(page).toContain(
                `first twenty of an update or delete it grows from ${seconds(least)} to ${seconds(most)}`,
            );
            expect(pollDelay(change, 20_020)).toBeGreaterThan(most);
        }
        expect(page).toContain(`first minute of a restore it is ${seconds(pollDelay("restore", 60_000))}`);
        expect(pollDelay("restore", 60_000)).toBe(pollDelay("restore", soon));
        expect(pollDelay("restore", 60_020)).toBeGreaterThan(pollDelay("restore", 60_000));
    });

    it("of rate limits is that of the retries", () => {
        expect(maxRetryAfter).toBe(2 * 60_000);
        expect(oneLine("docs/troubleshooting.md")).toContain("a wait of more than two minutes");
    });
});

test("a record is what the schema is made of", () => {
    // Otherwise every expectation above would compare nothing with nothing.
    expect(isRecord(resource["inputProperties"])).toBe(true);
});

test("the page on limits lists the regions that a preview knows for Flex clusters, with their date and source", () => {
    const told = rowsUnder("docs/limits.md", "## Regions").map(([cloud = "", names = ""]) => [
        cloud,
        names.split(", "),
    ]);
    const known = Object.entries(flexRegions).map(([cloud, { page, regions }]) => [
        `[${cloud}](${page})`,
        regions,
    ]);
    expect(told).toEqual(known);
    expect(read("docs/limits.md")).toContain(`for Flex clusters, read in ${flexRegionsRead}.`);
});
