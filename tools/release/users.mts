// Users of a release, each in another language: from an empty folder and with empty caches they install the package by its name,
// deploy the example of their language, and later install the next version.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Emulator } from "../engine/emulator.mts";
import type { Engine } from "../engine/engine.mts";
import { linkPathWithoutNode } from "../path-without-node.mts";
import { must, run } from "../processes.mts";
import type { Registries } from "./registries.mts";
import type { Sources } from "./sources.mts";

/** How a language's program is made of what is released. */
interface Language {
    /** The files of the project, by their names. */
    readonly files: (sources: Sources) => Readonly<Record<string, string>>;
    /** Installs a version, as the guide to the language says. */
    readonly install: (version: string, registries: Registries, engine: Engine) => string;
    /** Installs it in place of an older one, where that is done in another way. */
    readonly upgrade?: (version: string) => string;
}

const typescript = (project: string, entry: string): Language => ({
    files: (sources) => ({
        // A name of its own: all users have one Atlas project.
        "Pulumi.yaml": `name: ${project}\nruntime: nodejs\n`,
        "package.json": JSON.stringify({ name: "orders", private: true, main: "index.ts" }),
        "index.ts": sources
            .read("tools/schema/examples/index.ts")
            .replace(/"pulumi-atlas-serverless[^"]*"/, JSON.stringify(entry)),
    }),
    install: (version) =>
        `npm install --no-audit --no-fund --loglevel=error pulumi-atlas-serverless@${version} @pulumi/pulumi@3 typescript@5 @types/node@24`,
});

/** The languages that a release is rehearsed in. */
export const languages = {
    typescript: typescript("orders-typescript", "pulumi-atlas-serverless"),
    "typescript-plugin": typescript("orders-plugin", "pulumi-atlas-serverless/plugin"),
    python: {
        files: (sources) => ({
            "Pulumi.yaml": sources.read("examples/python/Pulumi.yaml"),
            "__main__.py": sources.read("examples/python/__main__.py"),
        }),
        install: (version) =>
            `[ -d venv ] || python3 -m venv venv\nvenv/bin/pip install --quiet pulumi-atlas-serverless==${version}`,
    },
    go: {
        files: (sources) => ({
            "Pulumi.yaml": sources.read("examples/go/Pulumi.yaml"),
            "main.go": sources.read("examples/go/main.go"),
        }),
        install: (version, _, engine) =>
            [
                // As `pulumi new go` does, which takes Pulumi's newest SDK.
                `[ -f go.mod ] || { go mod init orders && go get github.com/pulumi/pulumi/sdk/v3@v${engine.version}; }`,
                `go get "$(sed -n 's:.*"\\(github.com/.*/sdk/go\\)/atlasserverless":\\1:p' main.go)@v${version}"`,
                "go mod tidy",
            ].join("\n"),
    },
    yaml: {
        files: (sources) => ({ "Pulumi.yaml": sources.read("examples/yaml/Pulumi.yaml") }),
        install: (version, { plugins }) =>
            `pulumi package add atlas-serverless@${version} --server ${plugins}`,
        // Where the project has the package already, `package add` keeps its version.
        upgrade: (version) =>
            `sed -i.old '/^packages:/,$ s/version: .*/version: ${version}/' Pulumi.yaml\npulumi install`,
    },
} satisfies Readonly<Record<string, Language>>;

/** The name of one of them. */
export type LanguageName = keyof typeof languages;

/** What a user's commands are run with. */
export interface Surroundings {
    readonly engine: Engine;
    /** The folder of the hosts for other languages than Node's. */
    readonly hosts: string;
    readonly emulator: Emulator;
    readonly registries: Registries;
    readonly sources: Sources;
}

/** One user, in a folder of their own that holds all that their commands keep. */
export class User {
    readonly language: LanguageName;
    readonly #surroundings: Surroundings;
    readonly #home: string;
    readonly #project: string;

    constructor(language: LanguageName, folder: string, surroundings: Surroundings) {
        this.language = language;
        this.#surroundings = surroundings;
        this.#home = join(folder, language);
        this.#project = join(this.#home, "project");
        mkdirSync(join(this.#home, "state"), { recursive: true });
        mkdirSync(this.#project);
        if (!this.#needsNode()) {
            linkPathWithoutNode(join(this.#home, "programs"));
        }
        for (const [name, text] of Object.entries(this.#languageOf().files(surroundings.sources))) {
            writeFileSync(join(this.#project, name), text);
        }
    }

    /** From nothing to a cluster that a refresh finds as it was declared. */
    async deploy(version: string): Promise<void> {
        const { projectId } = this.#surroundings.emulator;
        await this.#shell(
            "pulumi stack init dev",
            `pulumi config set projectId ${projectId}`,
            this.#install(version),
            "pulumi up --yes --skip-preview",
            "pulumi refresh --yes --skip-preview --expect-no-changes",
        );
        this.#assertPlugin(version);
    }

    /** The next version, of which no preview shows anything. */
    async upgrade(version: string): Promise<void> {
        await this.#shell(
            this.#languageOf().upgrade?.(version) ?? this.#install(version),
            "pulumi preview --expect-no-changes --suppress-outputs",
            "pulumi up --yes --skip-preview",
        );
        this.#assertPlugin(version);
    }

    async destroy(): Promise<void> {
        await this.#shell("pulumi destroy --yes --skip-preview");
    }

    #install(version: string): string {
        const { registries, engine } = this.#surroundings;
        return this.#languageOf().install(version, registries, engine);
    }

    /** Whether the program itself runs on Node.js. */
    #needsNode(): boolean {
        return this.language.startsWith("typescript");
    }

    #languageOf(): Language {
        return languages[this.language];
    }

    /** Pulumi has downloaded the plugin by itself, and only for who uses it. */
    #assertPlugin(version: string): void {
        const folder = join(this.#home, "pulumi", "plugins");
        const found = existsSync(folder) ? readdirSync(folder) : [];
        const name = `resource-atlas-serverless-v${version}`;
        if (found.includes(name) !== (this.language !== "typescript")) {
            throw new Error(`Pulumi has these plugins: ${found.join(", ") || "none"}.`);
        }
    }

    async #shell(...lines: string[]): Promise<void> {
        const options = { cwd: this.#project, env: await this.#env() };
        const { code, stdout, stderr } = await run("bash", ["-exc", lines.join("\n")], options);
        if (code !== 0) {
            throw new Error(`${this.language} ended with exit code ${code}:\n${stdout}${stderr}`);
        }
    }

    /** Empty caches, the rehearsal's registries, nothing of this package on `PATH`, and Node.js only for those who program with it. */
    async #env(): Promise<NodeJS.ProcessEnv> {
        const { engine, hosts, emulator, registries } = this.#surroundings;
        const own = Object.entries(process.env).filter(
            ([name]) => !/^(MONGODB_ATLAS|MCLI|PULUMI|npm)_/i.test(name),
        );
        const programs = this.#needsNode()
            ? [dirname(process.execPath), ...(process.env["PATH"] ?? "").split(delimiter)]
            : [join(this.#project, "venv", "bin"), join(this.#home, "programs")];
        const path = [...programs, hosts, engine.binDir].filter(
            (folder) => !existsSync(join(folder, "pulumi-resource-atlas-serverless")),
        );
        const go = JSON.parse(
            await must("go", ["env", "-json", "GOPROXY", "GOFLAGS", "GONOSUMDB"]),
        ) as Record<string, string>;
        return {
            ...Object.fromEntries(own),
            ...emulator.env,
            PATH: path.join(delimiter),
            PULUMI_HOME: join(this.#home, "pulumi"),
            PULUMI_BACKEND_URL: pathToFileURL(join(this.#home, "state")).href,
            PULUMI_CONFIG_PASSPHRASE: "a rehearsal",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            NO_COLOR: "1",
            npm_config_registry: registries.npm,
            npm_config_cache: join(this.#home, "npm"),
            PIP_NO_CACHE_DIR: "1",
            PIP_EXTRA_INDEX_URL: [process.env["PIP_EXTRA_INDEX_URL"] ?? "", registries.pypi].join(" ").trim(),
            GOPATH: join(this.#home, "go"),
            GOMODCACHE: join(this.#home, "go", "modules"),
            GOCACHE: join(this.#home, "go", "builds"),
            GOPROXY: `${registries.go},${go["GOPROXY"] ?? ""}`,
            GONOSUMDB: [go["GONOSUMDB"] ?? "", "github.com/rehearsal"].filter((one) => one !== "").join(","),
            // So that they can be removed.
            GOFLAGS: `${go["GOFLAGS"] ?? ""} -modcacherw`.trim(),
            GOWORK: "off",
        };
    }
}
