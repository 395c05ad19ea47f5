// What the guides and the reference say, held to what they speak of.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { hintsByErrorCode } from "../../provider/atlas/errors";

const root = join(__dirname, "../..");
const files = globSync(["*.md", "docs/**/*.md", "examples/*/README.md", ".github/*.md"], {
    cwd: root,
}).filter((file) => file !== "THIRD_PARTY_LICENSES.md");
const texts = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));

test("the guide to errors has each code that there is advice for, and the same advice", () => {
    const guide = texts.get(join("docs", "troubleshooting.md")) ?? "";
    const rows = [...guide.matchAll(/^\| `([A-Z_]+)`\s+\| (.+?)\s+\|$/gm)].map(([, code, advice]) => [
        code,
        advice,
    ]);
    expect(Object.fromEntries(rows)).toEqual(hintsByErrorCode);
});

/** The programs in all of them, as files that stand beside package.json. */
const programs = new Map(
    [...texts].flatMap(([file, text]) =>
        [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
            ([, program = ""], index) =>
                [join(root, `${file.replaceAll(/[\\/.]/g, "-")}-${index + 1}.ts`), program] as const,
        ),
    ),
);

test("every program in the docs compiles, each by itself", () => {
    const options: ts.CompilerOptions = {
        strict: true,
        noEmit: true,
        module: ts.ModuleKind.NodeNext,
        target: ts.ScriptTarget.ES2023,
        skipLibCheck: true,
        types: ["node"],
        // So that no program sees the names of another one, nor needs to export anything.
        moduleDetection: ts.ModuleDetectionKind.Force,
    };
    // What a program of the docs uses of it, as its version 4.16.0 has it; the package itself weighs seven megabytes.
    const others = join(__dirname, "../fixtures/mongodbatlas.d.ts");
    const host = ts.createCompilerHost(options);
    const disk = { ...host };
    host.fileExists = (file) => programs.has(file) || disk.fileExists(file);
    host.readFile = (file) => programs.get(file) ?? disk.readFile(file);
    host.getSourceFile = (file, language, ...rest) => {
        const program = programs.get(file);
        return program === undefined
            ? disk.getSourceFile(file, language, ...rest)
            : ts.createSourceFile(file, program, language);
    };
    const problems = ts.getPreEmitDiagnostics(ts.createProgram([...programs.keys(), others], options, host));
    expect(ts.formatDiagnostics(problems, host)).toBe("");
    expect(programs.size).toBeGreaterThan(4);
}, 60_000);

test("every link between them leads somewhere", () => {
    const anchorsOf = (text: string) => {
        const withoutPrograms = text.replaceAll(/^```[\s\S]*?^```$/gm, "");
        const slugs = [...withoutPrograms.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
            heading
                .toLowerCase()
                .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
                .replaceAll(" ", "-"),
        );
        // A heading that is there again gets a number.
        return slugs.map((slug, index) => {
            const earlier = slugs.slice(0, index).filter((one) => one === slug).length;
            return earlier === 0 ? slug : `${slug}-${earlier}`;
        });
    };
    const broken = [...texts].flatMap(([file, text]) =>
        [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)]
            .filter(([, path = "", anchor]) => {
                const target = path === "" ? file : join(file, "..", path);
                const found = texts.get(target);
                const isThere = found !== undefined || globSync(target, { cwd: root }).length > 0;
                return !isThere || (anchor !== undefined && !anchorsOf(found ?? "").includes(anchor));
            })
            .map(([link]) => `${file}: ${link}`),
    );
    expect(broken).toEqual([]);
});

test("a command that the package or this repository brings is there", () => {
    const { name, scripts, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
        name: string;
        scripts: Record<string, string>;
        bin: Record<string, string>;
    };
    const there = [
        ...Object.keys(scripts).flatMap((script) => [`npm ${script}`, `npm run ${script}`]),
        // Where the package is not installed, npx asks the registry for one with the command's name.
        ...Object.keys(bin).map((command) =>
            command === name ? `npx ${name}` : `npx -p ${name} ${command}`,
        ),
        `npm install ${name}`,
        `npm install ${name}@latest`,
    ];
    const told = [...texts.values()].flatMap((text) =>
        [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) => block.split("\n")),
    );
    const missing = told.filter(
        (line) => /^np[mx] /.test(line) && !there.some((known) => `${line} `.startsWith(`${known} `)),
    );
    expect(told.length).toBeGreaterThan(8);
    expect(missing).toEqual([]);
});
