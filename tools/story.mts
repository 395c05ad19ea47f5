// A story that is told at the terminal: commands of Pulumi's with their own output, against an emulator of its own,
// and what was seen at the end of it. It leaves nothing behind.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startEmulator, type Emulator } from "./engine/emulator.mts";
import { quietEnvironment, searchPath, type Engine } from "./engine/engine.mts";
import { findEngineOrExit } from "./engine/find.mts";
import { exitCode, onEnd, run, signalGroup, spawnGroup } from "./processes.mts";

/** Emulated seconds per second: a create takes three seconds instead of the real service's eleven. */
const scale = 4;

/** A cluster, as the emulator's control API shows it. */
interface Database {
    readonly name: string;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** A step that did not do what it should have done. */
class Disappointed extends Error {}

const seen: string[] = [];
let running: ChildProcess | undefined;

/** A line of the story itself. */
export function say(text: string): void {
    const [bold, plain] =
        process.stdout.isTTY && !process.env["NO_COLOR"] ? ["\x1b[1m", "\x1b[0m"] : ["", ""];
    console.log(`\n${bold}${text}${plain}\n`);
}

/** Notes what was seen, or stops the story where it was not. */
export function expectSeen(what: string, isSo: boolean): void {
    if (!isSo) {
        throw new Disappointed(`Not seen: ${what}.`);
    }
    seen.push(what);
}

/** What is told, of which project. */
export interface Plot {
    /** What it is about, for its first line. */
    readonly about: string;
    readonly stack: string;
    /** The project's folder, given an empty folder that is removed at the end. */
    readonly project: (empty: string) => string;
    readonly tell: (story: Story) => Promise<void>;
}

/** Its commands, and the emulator that they work on. */
export class Story {
    readonly #engine: Engine;
    readonly #emulator: Emulator;
    readonly #project: string;
    readonly #env: NodeJS.ProcessEnv;

    constructor(engine: Engine, emulator: Emulator, stack: string, project: string, folder: string) {
        // Whatever the caller's own Atlas and Pulumi are, the story must not touch them.
        const own = Object.entries(process.env).filter(
            ([name]) => !/^(MONGODB_ATLAS|MCLI|PULUMI)_/.test(name),
        );
        this.#engine = engine;
        this.#emulator = emulator;
        this.#project = project;
        this.#env = {
            ...Object.fromEntries(own),
            ...quietEnvironment,
            ...emulator.env,
            PATH: searchPath(engine),
            PULUMI_HOME: join(folder, "home"),
            PULUMI_BACKEND_URL: pathToFileURL(folder).href,
            PULUMI_CONFIG_PASSPHRASE: "a story",
            PULUMI_STACK: stack,
            // The examples' types are checked by `npm run check`.
            PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        };
    }

    /** Shows a command and its output; it must succeed. */
    async pulumi(...args: string[]): Promise<void> {
        say(`$ pulumi ${args.join(" ")}`);
        running = spawnGroup(this.#engine.pulumi, args, {
            cwd: this.#project,
            env: this.#env,
            stdio: "inherit",
        });
        const [code, signal] = (await once(running, "exit")) as [number | null, NodeJS.Signals | null];
        running = undefined;
        if (code !== 0) {
            throw new Disappointed(
                `pulumi ${args.join(" ")} ended with exit code ${exitCode(code, signal)}.`,
            );
        }
    }

    /** Runs a command without showing it, and gives what it says. */
    async ask(...args: string[]): Promise<string> {
        const { code, stdout, stderr } = await run(this.#engine.pulumi, args, {
            cwd: this.#project,
            env: this.#env,
        });
        if (code !== 0) {
            throw new Disappointed(`pulumi ${args.join(" ")} failed: ${stderr.trim()}`);
        }
        return stdout;
    }

    /** The clusters that there really are. */
    async databases(): Promise<readonly Database[]> {
        const answer = await fetch(`${this.#emulator.baseUrl}/_emulator/state`);
        const { projects } = (await answer.json()) as { projects: { instances: Database[] }[] };
        return projects.flatMap(({ instances }) => instances);
    }

    /** Makes clusters that are there before Pulumi comes. */
    async seed(instances: readonly object[]): Promise<void> {
        await this.#post("seed", { instances });
    }

    /** Changes a cluster's tags as somebody in Atlas's own pages would. */
    async tagBehindPulumisBack(instance: string, tags: Record<string, string>): Promise<void> {
        await this.#post("state", { instance, tags });
    }

    async #post(path: string, body: object): Promise<void> {
        const answer = await fetch(`${this.#emulator.baseUrl}/_emulator/${path}`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
        });
        if (!answer.ok) {
            throw new Disappointed(`The emulator refused ${path}: ${await answer.text()}`);
        }
    }
}

/** Tells it; gives the exit code. */
export async function told({ about, stack, project, tell }: Plot): Promise<number> {
    const engine = await findEngineOrExit();
    const folder = mkdtempSync(join(tmpdir(), "atlas-story-"));
    const empty = join(folder, "project");
    mkdirSync(empty);
    const removeListeners = onEnd((signal) => {
        // The first ^C lets the running command come to its end; the story stops there.
        if (running !== undefined) {
            signalGroup(running, signal);
        } else {
            process.exit(exitCode(null, signal));
        }
    });
    const emulator = await startEmulator(["--era", "classic", "--scale", String(scale)]);
    try {
        say(
            `${about} on Pulumi ${engine.version}, against an Atlas emulator at ${emulator.baseUrl} whose time ` +
                `runs ${scale} times faster.`,
        );
        await tell(new Story(engine, emulator, stack, project(empty), folder));
        say(["Seen:", ...seen.map((line) => `  - ${line}`)].join("\n"));
        return 0;
    } catch (error) {
        if (!(error instanceof Disappointed)) {
            throw error;
        }
        console.error(`\n${error.message} What Pulumi said is above.`);
        return 1;
    } finally {
        await emulator.stop();
        removeListeners();
        rmSync(folder, { recursive: true, force: true });
    }
}
