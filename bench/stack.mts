// A stack that is measured: a folder of its own with a program, a file backend and an environment of its own.
import {
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    realpathSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { quietEnvironment, searchPath, type Engine } from "../tools/engine/engine.mts";
import { root } from "../tools/paths.mts";
import { run, type Finished } from "../tools/processes.mts";
import type { RestoreSource } from "./emulator-client.mts";
import { parse, type JsonReader } from "./json.mts";
import { namesOf, programOf, type ProviderVariant } from "./programs.mts";
import { readTrace, type Trace } from "./trace.mts";

const project = "bench";
const stackName = "bench";

/** What a user's shell hands on and a run may need; the caller's Atlas and Pulumi are none of it. */
const inheritedEnv = ["LANG", "LC_ALL", "TZ", "SystemRoot", "ComSpec", "PATHEXT"];

/** A run of the engine, and what its provider did. */
export interface Run extends Finished {
    readonly milliseconds: number;
    readonly trace: Trace;
}

/** How the engine is run. */
export interface RunOptions {
    /** Whether the provider's calls are traced; default true. */
    readonly traced?: boolean;
    /** Whether a run may fail; default false. */
    readonly mayFail?: boolean;
}

/** A stack with `count` clusters declared by one of the resources. */
export class Stack {
    readonly variant: ProviderVariant;
    readonly count: number;
    readonly #engine: Engine;
    readonly #folder: string;
    readonly #project: string;
    readonly #env: NodeJS.ProcessEnv;
    readonly #atExit = () => this.dispose();
    #runs = 0;

    private constructor(engine: Engine, env: NodeJS.ProcessEnv, variant: ProviderVariant, count: number) {
        this.variant = variant;
        this.count = count;
        this.#engine = engine;
        this.#folder = mkdtempSync(join(realpathSync(tmpdir()), `atlas-bench-${variant}-`));
        this.#project = join(this.#folder, "project");
        this.#env = { ...this.#environment(), ...env };
        process.once("exit", this.#atExit);
    }

    /** @param env What a program needs to reach its Atlas. */
    static async create(
        engine: Engine,
        env: NodeJS.ProcessEnv,
        variant: ProviderVariant,
        count: number,
    ): Promise<Stack> {
        const stack = new Stack(engine, env, variant, count);
        stack.#writeProject();
        await stack.#pulumi(["stack", "init", stackName]);
        return stack;
    }

    /** Declares the clusters, tagged with a team; only so many of them where a number is given, and with a snapshot's data. */
    declare(team: string, count = this.count, restoreFrom?: RestoreSource): void {
        writeFileSync(join(this.#project, "index.js"), programOf(this.variant, count, team, restoreFrom));
    }

    /** Runs an operation to its end. */
    async run(args: readonly string[], { traced = true, mayFail = false }: RunOptions = {}): Promise<Run> {
        this.#runs += 1;
        const file = join(this.#folder, `trace-${this.#runs}.jsonl`);
        const instrument = join(root, "bench", "instrument.cjs");
        const tracing = { NODE_OPTIONS: `--require ${JSON.stringify(instrument)}`, BENCH_TRACE: file };
        const start = performance.now();
        const finished = await this.#pulumi(args, traced ? tracing : {}, mayFail);
        const milliseconds = performance.now() - start;
        const trace = readTrace(file);
        await waitForExit(trace.processes);
        return { ...finished, milliseconds, trace };
    }

    /** The resources in the state, without the stack itself and the provider. */
    async resources(): Promise<readonly JsonReader[]> {
        const { stdout } = await this.#pulumi(["stack", "export"]);
        const resources = parse(stdout, "the state").at("deployment").at("resources").list();
        return resources.filter((resource) => !resource.at("type").text().startsWith("pulumi:"));
    }

    /** Creates one cluster and fills the state up with copies of it; gives the names of all, the first one's first. */
    async fill(): Promise<readonly string[]> {
        this.declare("shop", 1);
        await this.#pulumi(["up", "--yes", "--skip-preview"]);
        const state = parse((await this.#pulumi(["stack", "export"])).stdout, "the state");
        const deployment = state.at("deployment");
        const resources = deployment.at("resources").list();
        const one = JSON.stringify(resources.at(-1)?.object());
        const names = namesOf(this.count);
        const [first = "", ...others] = names;
        const copies = others.map((name): unknown => JSON.parse(one.replaceAll(first, name)));
        const all = [...resources.map((resource) => resource.object()), ...copies];
        const filled = { ...state.object(), deployment: { ...deployment.object(), resources: all } };
        const file = join(this.#folder, "state.json");
        writeFileSync(file, JSON.stringify(filled));
        await this.#pulumi(["stack", "import", "--file", file]);
        this.declare("shop");
        return names;
    }

    /** Ends what still works for it and removes it. What it has deployed is not destroyed. */
    dispose(): void {
        process.removeListener("exit", this.#atExit);
        killProcessesOf(this.#folder);
        rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
    }

    async #pulumi(args: readonly string[], env: NodeJS.ProcessEnv = {}, mayFail = false): Promise<Finished> {
        const all = ["--non-interactive", "--color", "never", ...args];
        const finished = await run(this.#engine.pulumi, all, {
            cwd: this.#project,
            env: { ...this.#env, ...env },
        });
        if (finished.code !== 0 && !mayFail) {
            const said = `${finished.stdout}${finished.stderr}`.slice(-3000);
            throw new Error(
                `pulumi ${args.join(" ")} ended with ${finished.code} (${this.variant}):\n${said}`,
            );
        }
        return finished;
    }

    #environment(): NodeJS.ProcessEnv {
        const temporary = join(this.#folder, "tmp");
        const state = join(this.#folder, "state");
        const home = join(this.#folder, "home");
        for (const folder of [temporary, state, home, this.#project]) {
            mkdirSync(folder);
        }
        return {
            ...Object.fromEntries(inheritedEnv.map((name) => [name, process.env[name]])),
            ...quietEnvironment,
            PATH: [join(root, "dist", "plugin"), searchPath(this.#engine)].join(delimiter),
            HOME: home,
            TMPDIR: temporary,
            TMP: temporary,
            TEMP: temporary,
            PULUMI_HOME: join(home, ".pulumi"),
            PULUMI_BACKEND_URL: pathToFileURL(state).href,
            PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
            PULUMI_CONFIG_PASSPHRASE: "bench",
            PULUMI_STACK: stackName,
        };
    }

    #writeProject(): void {
        // `main` names a file: for a folder, the host for Node programs searches all of node_modules first.
        const settings = [
            `name: ${project}`,
            "runtime:",
            "    name: nodejs",
            "    options: { typescript: false }",
            "main: index.js",
            "",
        ];
        writeFileSync(join(this.#project, "Pulumi.yaml"), settings.join("\n"));
        const manifest = { name: project, private: true, main: "index.js" };
        writeFileSync(join(this.#project, "package.json"), JSON.stringify(manifest));
        symlinkSync(join(root, "node_modules"), join(this.#project, "node_modules"), "junction");
        this.declare("shop");
    }
}

/** Waits, not for ever, until processes have ended: what a provider does on its way out belongs to the operation. */
async function waitForExit(processes: readonly number[]): Promise<void> {
    const deadline = performance.now() + 3000;
    while (processes.some(isRunning) && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

function isRunning(pid: number): boolean {
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
}

/**
 * Ends every process whose PULUMI_HOME lies in a folder: providers run in groups of their own and may outlive the engine. Does
 * something on Linux only.
 */
function killProcessesOf(folder: string): void {
    if (process.platform !== "linux") {
        return;
    }
    for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
            const environment = readFileSync(`/proc/${entry}/environ`, "utf8").split("\0");
            if (environment.some((line) => line.startsWith(`PULUMI_HOME=${folder}`))) {
                process.kill(Number(entry), "SIGKILL");
            }
        } catch {
            // It has ended in the meantime, or is another user's.
        }
    }
}
