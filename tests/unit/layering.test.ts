// Which folder may import which, and what the pure parts may import at all.
import { globSync, readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { observed } from "../../emulator/world/timings";

const root = join(__dirname, "../..");
const packageName = "pulumi-atlas-serverless";

/** Every source file of the package itself, by its path from the root. */
const files = globSync("{provider,sdk,cli,emulator}/**/*.ts", { cwd: root }).toSorted();

/** What one file imports: paths from the root for our own files, bare names for packages, `node:…` for Node's. */
interface Imports {
    own: string[];
    packages: string[];
    builtins: string[];
}

/** Everything that a file names, types too: a type ties two rooms together as well. */
const named = new Map(files.map((file) => [file, importsOf(file, readFileSync(join(root, file), "utf8"))]));

/** What is still there once the compiler has left the types out. */
function atRunTime(file: string): Imports {
    return importsOf(file, withoutTypes(file));
}

/** What is loaded together with a file: `import()` comes later, if at all. */
function atLoad(file: string): Imports {
    return importsOf(file, withoutTypes(file).replace(/\bimport\(/g, "later("));
}

function withoutTypes(file: string): string {
    return ts.transpileModule(readFileSync(join(root, file), "utf8"), {
        compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    }).outputText;
}

function importsOf(file: string, text: string): Imports {
    const imports: Imports = { own: [], packages: [], builtins: [] };
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
        if (isBuiltin(fileName)) {
            imports.builtins.push(`node:${fileName.replace(/^node:/, "")}`);
        } else if (fileName.startsWith(".")) {
            imports.own.push(resolve(join(dirname(file), fileName)));
        } else {
            const [scope = "", name = ""] = fileName.split("/");
            imports.packages.push(scope.startsWith("@") ? `${scope}/${name}` : scope);
        }
    }
    return imports;
}

function resolve(path: string): string {
    const found = [path, `${path}.ts`, `${path}/index.ts`].find(
        (candidate) => statSync(join(root, candidate), { throwIfNoEntry: false })?.isFile() === true,
    );
    if (found === undefined) {
        throw new Error(`${path} is imported and is not there`);
    }
    return found;
}

function isIn(rooms: readonly string[], file: string): boolean {
    return rooms.some((room) => file === room || file.startsWith(`${room}/`));
}

/** The imports of some files that lead elsewhere than to `rooms` and `packages`, as `file -> import`. */
function forbidden(from: readonly string[], rooms: readonly string[], packages: readonly string[]): string[] {
    return files
        .filter((file) => isIn(from, file))
        .flatMap((file) => {
            const imports = named.get(file) ?? { own: [], packages: [], builtins: [] };
            return [
                ...imports.own.filter((other) => !isIn([...from, ...rooms], other)),
                ...imports.packages.filter((name) => !packages.includes(name)),
            ].map((other) => `${file} -> ${other}`);
        });
}

describe("how long Atlas was seen to take", () => {
    const timings = "emulator/world/timings.ts";
    const namedBy = (file: string): Imports => named.get(file) ?? { own: [], packages: [], builtins: [] };

    it("is known to the emulator alone", () => {
        const others = files.filter((file) => !isIn(["emulator"], file));
        expect(files.filter((file) => namedBy(file).own.includes(timings))).toContain(
            "emulator/server/latency.ts",
        );
        expect(others.filter((file) => namedBy(file).own.includes(timings))).toEqual([]);
        const provider = others.filter((file) => isIn(["provider"], file));
        expect(provider.filter((file) => reach(file, namedBy).includes(timings))).toEqual([]);
    });

    it("is told with its source: what was measured, and when", () => {
        for (const [kind, { seconds, source }] of Object.entries(observed)) {
            expect([kind, source]).toEqual([
                kind,
                expect.stringMatching(/\d{4}-\d{2}|^Not observed; assumed\.$/),
            ]);
            expect([kind, seconds[0] <= seconds[1]]).toEqual([kind, true]);
        }
    });
});

/** The layers of the provider from the lowest up, with the packages that each may import; it may import all below it. */
const layers: readonly (readonly [folders: readonly string[], packages: readonly string[]])[] = [
    [["provider/version.ts"], []],
    // What every layer of `atlas` uses: time, JSON, secrets in texts, errors, settings, tries.
    [
        [
            "provider/atlas/clock.ts",
            "provider/atlas/errors",
            "provider/atlas/json-readers.ts",
            "provider/atlas/redaction.ts",
            "provider/atlas/retry.ts",
            "provider/atlas/settings.ts",
            "provider/atlas/log-once.ts",
        ],
        [],
    ],
    [["provider/atlas/auth"], []],
    [["provider/atlas/http"], ["axios"]],
    [["provider/atlas/api"], []],
    [["provider/atlas/clusters"], []],
    [["provider/atlas/connect.ts"], []],
    [
        ["provider/instance/model", "provider/schema"],
        ["ajv", "fastest-levenshtein"],
    ],
    [["provider/instance/ownership"], []],
    [
        [
            "provider/instance/messages.ts",
            "provider/instance/operation-context.ts",
            "provider/instance/partial-failure.ts",
            "provider/instance/state.ts",
        ],
        [],
    ],
    [["provider/instance/preview"], []],
    [["provider/instance/polling"], []],
    [["provider/instance/lifecycle"], []],
    [["provider/instance/data-sources.ts"], []],
    [["provider/host"], ["@pulumi/pulumi", "@grpc/grpc-js"]],
    [["provider/dynamic"], ["@pulumi/pulumi"]],
    [["provider/plugin"], ["@pulumi/pulumi", "@grpc/grpc-js", "google-protobuf"]],
];

describe("imports point one way", () => {
    it.each(layers.map(([folders, packages], index) => ({ folders, packages, index })))(
        "$folders: only of what is below, and of packages only $packages",
        ({ folders, packages, index }) => {
            const below = layers.slice(0, index).flatMap(([lower]) => lower);
            expect(forbidden(folders, below, packages)).toEqual([]);
        },
    );

    it.each<[room: string, rooms: string[], packages: string[]]>([
        ["sdk", ["provider"], ["@pulumi/pulumi"]],
        ["cli", ["provider"], ["ajv", "axios"]],
        [
            "emulator",
            ["provider/host/node-version.ts", "provider/host/standard-output.ts", "provider/version.ts"],
            ["hono", "@hono/node-server", "ajv", "@sinclair/typebox"],
        ],
    ])("%s: of ours only %j, and of packages only %j", (room, rooms, packages) => {
        expect(forbidden([room], rooms, packages)).toEqual([]);
    });

    it("every layer has files, and every file of the provider is in one", () => {
        const rooms = layers.flatMap(([folders]) => folders);
        expect(files.filter((file) => isIn(["provider"], file) && !isIn(rooms, file))).toEqual([]);
        const sources = globSync("provider/**/*.{ts,json}", { cwd: root });
        expect(rooms.filter((room) => !sources.some((file) => isIn([room], file)))).toEqual([]);
    });

    it.each(["dynamic", "plugin"])(
        "the entry point %s does not import the other one, but for its stub",
        (entry) => {
            const other = entry === "dynamic" ? "provider/plugin" : "provider/dynamic";
            const imported = files
                .filter((file) => isIn([`provider/${entry}`], file))
                .flatMap((file) => named.get(file)?.own ?? []);
            expect(
                imported.filter((file) => isIn([other], file) && file !== "provider/dynamic/stub.ts"),
            ).toEqual([]);
        },
    );

    it("no file imports itself by way of others, not even for a type", () => {
        const circles = files.filter((file) => {
            const own = (from: string): Imports => named.get(from) ?? { own: [], packages: [], builtins: [] };
            const imports = own(file).own;
            return imports.some((next) => reach(next, own).includes(file));
        });
        expect(circles).toEqual([]);
    });

    it("a program that only declares loads nothing that validates, manages or talks to Atlas", () => {
        const loaded = reach("sdk/index.ts", atLoad).filter((file) => !isIn(["sdk"], file));
        // Names, texts and types alone: what asks Atlas is loaded when a program first asks.
        expect(loaded.toSorted()).toEqual([
            "provider/atlas/api/outputs.ts",
            "provider/atlas/errors/atlas-error.ts",
            "provider/atlas/errors/base.ts",
            "provider/atlas/errors/error-messages.ts",
            "provider/atlas/errors/index.ts",
            "provider/atlas/json-readers.ts",
            "provider/atlas/redaction.ts",
            "provider/atlas/settings.ts",
            "provider/dynamic/stub.ts",
            "provider/host/node-version.ts",
            "provider/instance/model/inputs.ts",
        ]);
        const asked = reach("sdk/index.ts");
        expect(asked).toContain("provider/atlas/connect.ts");
        expect(asked).toContain("provider/instance/data-sources.ts");
        expect(asked).not.toContain("provider/dynamic/index.ts");
        expect(asked).not.toContain("provider/instance/lifecycle/lifecycle.ts");
    });

    it("nor does one that declares behind the plugin", () => {
        const loaded = reach("sdk/plugin/index.ts").filter((file) => !isIn(["sdk"], file));
        expect(loaded.toSorted()).toEqual([
            "provider/atlas/api/outputs.ts",
            "provider/atlas/errors/atlas-error.ts",
            "provider/atlas/errors/base.ts",
            "provider/atlas/errors/error-messages.ts",
            "provider/atlas/errors/index.ts",
            "provider/atlas/errors/record.ts",
            "provider/atlas/json-readers.ts",
            "provider/dynamic/stub.ts",
            "provider/host/node-version.ts",
            "provider/plugin/tokens.ts",
            "provider/version.ts",
        ]);
    });

    it("nothing knows the sdk, under whichever name", () => {
        const knowing = files.filter((file) => {
            const imports = named.get(file);
            const inside = isIn(["sdk"], file);
            return (
                (!inside && imports?.own.some((other) => isIn(["sdk"], other))) === true ||
                imports?.packages.includes(packageName) === true
            );
        });
        expect(knowing).toEqual([]);
    });
});

describe.each(["check", "diff"])("%s is pure", (name) => {
    const reached = reach(`provider/instance/preview/${name}.ts`);
    const sources = reached.filter((file) => file.endsWith(".ts"));

    it("is more than one file, so that this test checks something", () => {
        expect(sources.length).toBeGreaterThan(2);
    });

    it("loads nothing that could reach the network, the disk or another process", () => {
        const imports = sources.map(atRunTime);
        const builtins = new Set(imports.flatMap(({ builtins }) => builtins));
        expect([...builtins].filter((module) => module !== "node:crypto")).toEqual([]);
        const packages = new Set(imports.flatMap(({ packages }) => packages));
        expect([...packages].filter((used) => !["ajv", "fastest-levenshtein"].includes(used))).toEqual([]);
        expect(sources).not.toContain("provider/atlas/http/client.ts");
        expect(sources).not.toContain("provider/atlas/clock.ts");
    });

    it("asks neither the time nor chance nor the surroundings", () => {
        const impure =
            /^(Date|performance|setTimeout|setInterval|setImmediate|fetch|process|randomBytes|randomUUID|random)$/;
        const found = sources.flatMap((file) =>
            identifiersOf(file)
                .filter((identifier) => impure.test(identifier))
                .map((identifier) => `${file}: ${identifier}`),
        );
        expect(found).toEqual([]);
    });
});

/** A file and all that it loads at run time, directly or not. */
function reach(start: string, loads: (file: string) => Imports = atRunTime): string[] {
    const reached = new Set([start]);
    for (const file of reached) {
        if (file.endsWith(".ts")) {
            loads(file).own.forEach((other) => reached.add(other));
        }
    }
    return [...reached];
}

function identifiersOf(file: string): string[] {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2023);
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isIdentifier(node)) {
            found.push(node.text);
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
}
