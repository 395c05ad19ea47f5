// A stack that is driven by the `pulumi` command as a user drives it.
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { cleanEnvironment, engine, sharedFolder } from "./engine.ts";
import type { Environment } from "./engine.ts";
import { parsePreview } from "./preview.ts";
import type { Preview } from "./preview.ts";
import { killProcessesOf, processesOf } from "./processes.ts";
import type { ProcessEntry } from "./processes.ts";
import { entryOf, writeFiles, writeProject } from "./project.ts";
import type { Language } from "./project.ts";
import { Run, RunFailed } from "./run.ts";
import type { RunResult } from "./run.ts";
import { backendUrl, copyTemplate, passphrase } from "./template.ts";

/** A value of a stack's configuration. */
export type ConfigValue = string | { readonly secret: string };

/** What a stack begins with. */
export interface StackOptions {
    /** The program's text; an empty program without it. */
    readonly program?: string;
    /** `commonjs` unless told otherwise: it starts fastest. */
    readonly language?: Language;
    /** More files of the project, by their path. */
    readonly files?: Readonly<Record<string, string>>;
    /** The folder that the project has as its node_modules; this repository's unless told otherwise. */
    readonly modules?: string;
    /** The environment of every run, on top of a clean one. */
    readonly env?: Environment;
    /** Configuration; a key without a namespace gets the project's. */
    readonly config?: Readonly<Record<string, ConfigValue>>;
    /** The stack's name, `dev` unless told otherwise. */
    readonly name?: string;
    /** The project's name, `shop` unless told otherwise. */
    readonly project?: string;
    /** A backend to begin with, as {@link PulumiStack.saveBackend} has left it; one without resources otherwise. */
    readonly backend?: string;
}

/** A resource in a stack's state. */
export interface StateResource {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly custom: boolean;
    readonly delete?: boolean;
    readonly protect?: boolean;
    readonly retainOnDelete?: boolean;
    readonly external?: boolean;
    readonly parent?: string;
    readonly provider?: string;
    readonly aliases?: readonly string[];
    readonly dependencies?: readonly string[];
    readonly initErrors?: readonly string[];
    readonly inputs?: Readonly<Record<string, unknown>>;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A stack's state as `pulumi stack export` gives it. */
export interface StackExport {
    readonly version: number;
    readonly deployment: {
        readonly resources?: readonly StateResource[];
        readonly pending_operations?: readonly { readonly type: string; readonly resource: StateResource }[];
    };
}

const open = new Set<PulumiStack>();

/** One stack in a folder of its own, with its own backend, home and environment. */
export class PulumiStack {
    /** Where the project is. */
    readonly folder: string;
    readonly name: string;
    readonly project: string;
    readonly #root: string;
    readonly #language: Language;
    readonly #env: Record<string, string>;
    readonly #runs = new Set<Run>();

    private constructor(options: StackOptions) {
        this.name = options.name ?? "dev";
        this.project = options.project ?? "shop";
        this.#language = options.language ?? "commonjs";
        this.#root = mkdtempSync(join(realpathSync(sharedFolder()), `${this.name}-`));
        this.folder = join(this.#root, "project");
        this.#env = {
            ...cleanEnvironment(this.#root),
            PULUMI_BACKEND_URL: backendUrl(this.#root),
            PULUMI_CONFIG_PASSPHRASE: passphrase,
            // As good as `pulumi stack select`, and one run less.
            PULUMI_STACK: this.name,
        };
        this.setEnv(options.env ?? {});
    }

    /** Makes a stack with nothing in it. It is disposed of after the test file, if not before. */
    static async create(options: StackOptions = {}): Promise<PulumiStack> {
        const stack = new PulumiStack(options);
        open.add(stack);
        writeProject(stack.folder, {
            project: stack.project,
            language: stack.#language,
            files: options.files ?? {},
            modules: options.modules,
        });
        stack.write(options.program ?? "");
        await copyTemplate(stack.#root, stack.folder, stack.project, stack.name);
        if (options.backend !== undefined) {
            cpSync(options.backend, join(stack.#root, "state"), { recursive: true, force: true });
        }
        if (options.config !== undefined) {
            await stack.setConfig(options.config);
        }
        return stack;
    }

    /** Changes the program, and other files of the project by their path. */
    write(program: string, files: Readonly<Record<string, string>> = {}): void {
        writeFiles(this.folder, { ...files, [entryOf(this.#language)]: program });
    }

    /** Changes the environment of the runs to come; undefined takes a name out. */
    setEnv(env: Environment): void {
        for (const [name, value] of Object.entries(env)) {
            if (value === undefined) {
                // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a plain dictionary of ours
                delete this.#env[name];
            } else {
                this.#env[name] = value;
            }
        }
    }

    /** Sets configuration with `pulumi config set-all`. */
    async setConfig(values: Readonly<Record<string, ConfigValue>>): Promise<void> {
        const args = Object.entries(values).flatMap(([key, value]) =>
            typeof value === "string"
                ? ["--plaintext", `${key}=${value}`]
                : ["--secret", `${key}=${value.secret}`],
        );
        await this.expect("config", "set-all", ...args);
    }

    /** Starts `pulumi` with these arguments and does not wait for its end. */
    start(...args: string[]): Run {
        const quiet = ["--non-interactive", "--color", "never"];
        const run = new Run(engine().pulumi, [...quiet, ...args], this.folder, this.#env);
        this.#runs.add(run);
        void run.done.then(() => this.#runs.delete(run));
        return run;
    }

    /** Runs `pulumi` with these arguments to its end; a failure is a result like any other. */
    run(...args: string[]): Promise<RunResult> {
        return this.start(...args).done;
    }

    /** Runs one of the package's own files with Node, in the project's folder, as a user of this stack. */
    node(file: string, ...args: string[]): Promise<RunResult> {
        return new Run(process.execPath, [file, ...args], this.folder, this.#env).done;
    }

    /** Runs lines of a shell in the project's folder, as a user of this stack, up to the first that fails. */
    shell(lines: string): Promise<RunResult> {
        return new Run("bash", ["-ec", lines], this.folder, this.#env).done;
    }

    /** Runs `pulumi` with these arguments and fails with all it said if it does not succeed. */
    async expect(...args: string[]): Promise<RunResult> {
        const result = await this.run(...args);
        if (result.code !== 0) {
            throw new RunFailed(`pulumi ${args.join(" ")}`, result);
        }
        return result;
    }

    /** `pulumi up`, which must succeed. */
    up(...args: string[]): Promise<RunResult> {
        return this.expect("up", "--yes", "--skip-preview", ...args);
    }

    /** `pulumi refresh`, which must succeed. */
    refresh(...args: string[]): Promise<RunResult> {
        return this.expect("refresh", "--yes", "--skip-preview", ...args);
    }

    /** `pulumi destroy`, which must succeed. */
    destroy(...args: string[]): Promise<RunResult> {
        return this.expect("destroy", "--yes", "--skip-preview", ...args);
    }

    /** `pulumi preview`, whose failure is a result like any other: look at `code`. */
    async preview(...args: string[]): Promise<Preview> {
        return parsePreview(await this.run("preview", "--json", ...args));
    }

    /** The state. */
    async export(): Promise<StackExport> {
        return JSON.parse((await this.expect("stack", "export")).stdout) as StackExport;
    }

    /** Takes a state in place of the one there is. */
    async import(state: StackExport): Promise<void> {
        const file = join(this.#root, "import.json");
        writeFileSync(file, JSON.stringify(state));
        await this.expect("stack", "import", "--file", file);
    }

    /** The resources in the state, without the stack itself and the providers. */
    async resources(): Promise<StateResource[]> {
        const { deployment } = await this.export();
        return (deployment.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:"));
    }

    /** The state file itself, as the backend keeps it: for what must not be in there. */
    stateFile(): Promise<string> {
        const file = join(this.#root, "state", ".pulumi", "stacks", this.project, `${this.name}.json`);
        return readFile(file, "utf8");
    }

    /** Copies the backend, with the state as it is, for stacks of the same name and project to begin with. */
    saveBackend(folder: string): void {
        cpSync(join(this.#root, "state"), folder, { recursive: true });
    }

    /** The stack's outputs; secret ones only if asked for. */
    async outputs(showSecrets = false): Promise<Record<string, unknown>> {
        const result = await this.expect(
            "stack",
            "output",
            "--json",
            ...(showSecrets ? ["--show-secrets"] : []),
        );
        return JSON.parse(result.stdout) as Record<string, unknown>;
    }

    /** The processes that now work for this stack. */
    processes(): ProcessEntry[] {
        return processesOf(this.#root);
    }

    /** `kill -9` of all that works for this stack. */
    async killAll(): Promise<void> {
        for (const run of this.#runs) {
            run.signal("SIGKILL");
        }
        killProcessesOf(this.#root);
        await Promise.all([...this.#runs].map(({ done }) => done));
    }

    /** Removes the stack with all that works for it. What it has deployed is not destroyed. */
    async dispose(): Promise<void> {
        open.delete(this);
        await this.killAll();
        rmSync(this.#root, { recursive: true, force: true, maxRetries: 5 });
    }
}

/** Disposes of every stack that is still there. */
export async function disposeAll(): Promise<void> {
    await Promise.all([...open].map((stack) => stack.dispose()));
}
