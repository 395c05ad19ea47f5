// What the package promises to the outside, word for word.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { pluginDownloadURL, repository } from "../../provider/plugin/tokens";
import { provider } from "../../provider/dynamic/index";
import { resourceType, stub } from "../../provider/dynamic/stub";
import { nodeVersionProblem } from "../../provider/host/node-version";
import { version } from "../../provider/version";
import { valueNames } from "../exported-names.ts";

const root = join(__dirname, "../..");

interface Manifest {
    name: string;
    version: string;
    exports: Record<string, string | { types: string; default: string }>;
    files: string[];
    bin: Record<string, string>;
    scripts: Record<string, string>;
    dependencies: Record<string, string>;
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

it("the version that requests carry, the schema's and the one that the plugin's folder installs are the package's", () => {
    const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));
    expect(version).toBe(manifest.version);
    expect(read("provider/schema/package.json")).toMatchObject({ version });
    expect(read("provider/plugin/package/package.json")).toMatchObject({
        dependencies: { "pulumi-atlas-serverless": version },
    });
});

describe("addresses", () => {
    const read = (path: string): string => readFileSync(join(root, path), "utf8");

    it("are all made of the one in provider/plugin/tokens.ts", () => {
        expect(JSON.parse(read("package.json"))).toMatchObject({
            homepage: `${repository}#readme`,
            bugs: `${repository}/issues`,
            repository: { type: "git", url: `git+${repository}.git` },
        });
        expect(JSON.parse(read("provider/schema/package.json"))).toMatchObject({
            homepage: `${repository}#readme`,
            repository,
            pluginDownloadURL,
        });
        expect(read("examples/go/main.go")).toContain(
            `${repository.replace("https://", "")}/sdk/go/atlasserverless"`,
        );
    });

    it("of the plugin are the releases of the repository, in the engine's own form", () => {
        expect(pluginDownloadURL).toMatch(/^github:\/\/api\.github\.com\/[\w.-]+\/[\w.-]+$/);
    });

    it("of the plugin are not in package.json: who uses the dynamic provider alone would download it, too", () => {
        expect(JSON.parse(read("package.json"))).not.toHaveProperty("pulumi");
    });
});

it("the environment variables that the schema names are those that the provider reads", () => {
    const { config, provider } = JSON.parse(
        readFileSync(join(root, "provider/schema/package.json"), "utf8"),
    ) as {
        config: { variables: Record<string, { defaultInfo?: { environment: string[] } }> };
        provider: { inputProperties: Record<string, object> };
    };
    const source = readFileSync(join(root, "provider/atlas/settings.ts"), "utf8");
    const read = [...source.matchAll(/"((?:MONGODB_ATLAS|MCLI)_\w+)"/g)].map(([, name]) => name);
    const named = Object.values(config.variables).flatMap(
        ({ defaultInfo }) => defaultInfo?.environment ?? [],
    );
    expect(named.toSorted()).toEqual([...new Set(read)].toSorted());
    // An SDK would write the environment's credentials into the state of a provider for another account.
    for (const input of Object.values(provider.inputProperties)) {
        expect(input).not.toHaveProperty("defaultInfo");
    }
});

it("the oldest Node.js that it runs on is the one that package.json names", () => {
    const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
        engines: { node: string };
    };
    const problemOn = (node: string) => {
        const mine = Object.getOwnPropertyDescriptor(process.versions, "node") ?? {};
        Object.defineProperty(process.versions, "node", { ...mine, value: node });
        try {
            return nodeVersionProblem();
        } finally {
            Object.defineProperty(process.versions, "node", mine);
        }
    };
    const oldest = Number(/^>=(\d+)$/.exec(engines.node)?.[1]);
    expect(problemOn(`${oldest}.0.0`)).toBeUndefined();
    expect(problemOn(`${oldest - 1}.9.9`)).toContain(
        `needs Node.js ${oldest} or newer, and this is ${oldest - 1}.9.9`,
    );
});

describe("the frozen stub", () => {
    it("is this line, for ever: it stands in everybody's state", () => {
        expect(stub).toBe(
            'exports.handler=(u="pulumi-atlas-serverless",c=process.cwd(),s=new Set([c]),f=require("fs").realpathSync)=>' +
                '{for(const d of s){const r=require("module").createRequire(d+"/_");let j={},p;' +
                'try{p=r.resolve(u+"/dynamic")}catch{}if(p)return r(p).provider;' +
                'try{j=r("./package.json")}catch{}j.name||s.add(f(d+"/.."));' +
                "for(const n in{...j.dependencies,...j.devDependencies})" +
                'for(const m of r.resolve.paths("_"))try{s.add(f(m+"/"+n))}catch{}}' +
                'throw Object.assign(Error(u+" is not installed: run `npm install "+u+"` in "+c),{stack:""})}',
        );
    });

    it("requires a path that the package exports", () => {
        expect(manifest.name).toBe("pulumi-atlas-serverless");
        expect(manifest.exports["./dynamic"]).toEqual({
            types: "./dist/provider/dynamic/index.d.ts",
            default: "./dist/provider/dynamic/index.js",
        });
    });

    it.each(["configure", "check", "diff", "create", "read", "update", "delete"] as const)(
        "leads to a provider that can %s",
        (method) => {
            expect(provider[method]).toBeInstanceOf(Function);
        },
    );

    it("leads to a resource type that never changes", () => {
        expect(resourceType).toBe("pulumi-nodejs:dynamic/atlas-serverless:ServerlessInstance");
    });
});

describe("the names that programs import", () => {
    /** The names that a file exports; `type` before those that are gone at run time. */
    const exported = (file: string, onlyTypes = false): string[] => {
        const source = ts.createSourceFile(
            file,
            readFileSync(join(root, file), "utf8"),
            ts.ScriptTarget.ES2023,
        );
        return source.statements
            .filter(ts.isExportDeclaration)
            .flatMap(({ isTypeOnly, exportClause, moduleSpecifier }) => {
                const areTypes = onlyTypes || isTypeOnly;
                if (exportClause !== undefined && ts.isNamedExports(exportClause)) {
                    return exportClause.elements.map(({ name }) => `${areTypes ? "type " : ""}${name.text}`);
                }
                const from = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier);
                return from ? exported(join(dirname(file), `${moduleSpecifier.text}.ts`), areTypes) : [];
            })
            .toSorted();
    };

    it("of the package", () => {
        expect(exported("sdk/index.ts")).toEqual([
            ...valueNames,
            "type ConnectionStrings",
            "type DataSourceOptions",
            "type DataSourceOutputOptions",
            "type GetServerlessInstanceArgs",
            "type GetServerlessInstanceRestoreJobsArgs",
            "type GetServerlessInstanceRestoreJobsResult",
            "type GetServerlessInstanceResult",
            "type GetServerlessInstanceSnapshotArgs",
            "type GetServerlessInstanceSnapshotResult",
            "type GetServerlessInstanceSnapshotsArgs",
            "type GetServerlessInstanceSnapshotsResult",
            "type GetServerlessInstancesArgs",
            "type GetServerlessInstancesResult",
            "type InputOf",
            "type OutputArgs",
            "type PrivateEndpoint",
            "type PrivateEndpointConnection",
            "type ProviderArgs",
            "type ProviderSettings",
            "type RestoreJob",
            "type RestoreSource",
            "type RestoredFrom",
            "type ServedBy",
            "type ServerlessBackupOptions",
            "type ServerlessInstanceArgs",
            "type ServerlessInstanceInputs",
            "type ServerlessInstanceOutputs",
            "type ServerlessProviderSettings",
            "type Snapshot",
        ]);
    });

    it("of the package's second entry point: the same", () => {
        expect(exported("sdk/plugin/index.ts")).toEqual(exported("sdk/index.ts"));
    });

    it("of the frozen entry point: one, and no other", async () => {
        expect(Object.keys(await import("../../provider/dynamic/index.ts"))).toEqual(["provider"]);
    });
});

describe("package.json", () => {
    it("exports these entry points, and no more", () => {
        expect(Object.keys(manifest.exports)).toEqual([
            ".",
            "./dynamic",
            "./plugin",
            "./pulumi-plugin",
            "./emulator",
            "./package.json",
        ]);
        expect(Object.keys(manifest.bin)).toEqual([
            "atlas-emulator",
            "pulumi-atlas-serverless",
            "pulumi-resource-atlas-serverless",
        ]);
    });

    it("needs every package that it depends on, and depends on every package that it needs", () => {
        const used = new Set(
            globSync("{provider,sdk,cli}/**/*.ts", { cwd: root })
                .flatMap(
                    (file) =>
                        ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true).importedFiles,
                )
                .map(({ fileName }) => /^(?!\.|node:)((@[^/]+\/)?[^/]+)/.exec(fileName)?.[1])
                .filter((name) => name !== undefined),
        );
        expect(Object.keys(manifest.dependencies).toSorted()).toEqual([...used].toSorted());
    });

    it("runs nothing when it is installed from a registry", () => {
        const hooks =
            /^(pre|post)?(install|prepare|publish|uninstall|version|shrinkwrap|dependencies)$|^(pre|post)pack$/;
        // `prepare` is run in a clone of the repository alone, be it npm's own for who installs the package from git: without it
        // there is no code in what they get.
        expect(Object.keys(manifest.scripts).filter((name) => hooks.test(name))).toEqual([
            "prepare",
            "prepack",
        ]);
    });

    it("builds for who installs it from git, and not again for who has just built it", () => {
        expect(manifest.scripts["prepare"]).toBe("node tools/build.mjs --unless-built");
    });

    it("exports nothing but what is published", () => {
        const targets = [
            ...Object.values(manifest.exports).flatMap((entry) =>
                typeof entry === "string" ? [entry] : [entry.types, entry.default],
            ),
            ...Object.values(manifest.bin),
        ];
        const published = manifest.files.filter((pattern) => !pattern.startsWith("!"));
        for (const target of targets.filter((path) => path !== "./package.json")) {
            expect(published.some((path) => target === `./${path}` || target.startsWith(`./${path}/`))).toBe(
                true,
            );
        }
    });
});
