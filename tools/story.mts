// A story at the terminal: commands of Pulumi with their own output, against an emulator of its own, and at the end what was
// verified. It leaves nothing behind but what it was told to write.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { ClusterLife, State, Step } from "./cluster-life.mts";
import { startEmulator, type Emulator } from "./engine/emulator.mts";
import { quietEnvironment, searchPath, type Engine } from "./engine/engine.mts";
import { findEngineOrExit } from "./engine/find.mts";
import { since, withProgress } from "./engine/progress.mts";
import { exitCode, onEnd, run, signalGroup, spawnGroup } from "./processes.mts";

/** Emulated seconds per second: a create takes three seconds instead of the eleven of Atlas. */
const scale = 4;

/** A cluster, as the emulator's control API shows it. */
interface Cluster {
    readonly name: string;
    readonly kind: string;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** A step that did not do what it should have done. */
class StepFailed extends Error {}

const verified: string[] = [];
let running: ChildProcess | undefined;

/** A line of the story itself. */
export function say(text: string): void {
    const [bold, plain] =
        process.stdout.isTTY && !process.env["NO_COLOR"] ? ["\x1b[1m", "\x1b[0m"] : ["", ""];
    console.log(`\n${bold}${text}${plain}\n`);
}

/** Notes what was verified, or stops the story if it is not so. */
export function verify(what: string, isSo: boolean): void {
    if (!isSo) {
        throw new StepFailed(`Expected but not observed: ${what}.`);
    }
    verified.push(what);
}

/** What a story is about, and in which project. */
export interface Plot {
    /** What it is about, for its first line. */
    readonly about: string;
    readonly stack: string;
    /** The project's folder, given an empty folder that is removed at the end. */
    readonly project: (empty: string) => string;
    readonly tell: (story: Story) => Promise<void>;
    /** What to try after it. */
    readonly next: readonly string[];
}

/** The commands of a story, and the emulator that they work on. */
export class Story {
    readonly #engine: Engine;
    readonly #emulator: Emulator;
    readonly #project: string;
    readonly #env: NodeJS.ProcessEnv;
    readonly #steps: Step[] = [];

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
        const command = `pulumi ${args.join(" ")}`;
        say(`$ ${command}`);
        this.#steps.push({ at: Date.now(), text: command });
        // Without a terminal Pulumi shows no progress for 20 s at a time; in one, it must have the terminal itself.
        const isWatched = !process.stdout.isTTY;
        const child = spawnGroup(this.#engine.pulumi, args, {
            cwd: this.#project,
            env: this.#env,
            stdio: isWatched ? ["inherit", "pipe", "pipe"] : "inherit",
        });
        running = child;
        const ended = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
        const [code, signal] = await (isWatched ? watched(child, command, ended) : ended);
        running = undefined;
        if (code !== 0) {
            throw new StepFailed(`${command} ended with exit code ${exitCode(code, signal)}.`);
        }
    }

    /** Runs a command without showing it, and returns its output. */
    async ask(...args: string[]): Promise<string> {
        const command = `pulumi ${args.join(" ")}`;
        const start = Date.now();
        const { code, stdout, stderr } = await withProgress(
            (line) => console.log(line),
            () => stillRunning(command, start),
            () => run(this.#engine.pulumi, args, { cwd: this.#project, env: this.#env }),
        );
        if (code !== 0) {
            throw new StepFailed(`${command} failed: ${stderr.trim()}`);
        }
        return stdout;
    }

    /** The clusters that exist in Atlas. */
    async clusters(): Promise<readonly Cluster[]> {
        const { projects } = (await this.#read("state")) as { projects: { instances: Cluster[] }[] };
        return projects.flatMap(({ instances }) => instances);
    }

    /** Adds clusters that exist before Pulumi is run. */
    async seed(instances: readonly object[]): Promise<void> {
        await this.#post("seed", { instances });
    }

    /** Lets MongoDB migrate all serverless instances to Flex, and retire the serverless API. */
    async moveToFlex(): Promise<void> {
        this.#inAtlas("MongoDB migrates the serverless instance to a Flex cluster");
        await this.#post("era", { era: "sunset" });
    }

    /** Changes one tag of a cluster out of band, as a user of the Atlas UI would. */
    async changeTag({ name, tags }: Cluster, changed: Record<string, string>): Promise<void> {
        this.#inAtlas("A tag is changed in the Atlas UI");
        const before = Object.fromEntries(tags.map(({ key, value }) => [key, value]));
        await this.#post("state", { instance: name, tags: { ...before, ...changed } });
    }

    /** What was done so far, and what that did to a cluster. */
    async lifeOf(name: string): Promise<ClusterLife> {
        const lives = (await this.#read("timeline")) as { name: string; states: State[] }[];
        const { requests } = (await this.#read("stats")) as {
            requests: { time: string; method: string; path: string; operation: string; status: number }[];
        };
        return {
            name,
            steps: this.#steps,
            states: lives.filter((life) => life.name === name).flatMap(({ states }) => states),
            requests: requests.map(({ time, ...request }) => ({ at: Date.parse(time), ...request })),
        };
    }

    #inAtlas(text: string): void {
        this.#steps.push({ at: Date.now(), text, inAtlas: true });
    }

    async #read(path: string): Promise<unknown> {
        const answer = await fetch(`${this.#emulator.baseUrl}/_emulator/${path}`);
        return answer.json();
    }

    async #post(path: string, body: object): Promise<void> {
        const answer = await fetch(`${this.#emulator.baseUrl}/_emulator/${path}`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
        });
        if (!answer.ok) {
            throw new StepFailed(`The emulator refused ${path}: ${await answer.text()}`);
        }
    }
}

function stillRunning(command: string, start: number): string {
    return `${command} is still running (${since(start)}).`;
}

/** Passes on what a command says until it has ended, and says itself that it is still running where it says nothing. */
function watched<T>(child: ChildProcess, command: string, ended: Promise<T>): Promise<T> {
    const start = Date.now();
    let isWithinLine = false;
    const progress = (line: string) => {
        process.stdout.write(`${isWithinLine ? "\n" : ""}${line}\n`);
        isWithinLine = false;
    };
    return withProgress(
        progress,
        () => stillRunning(command, start),
        (spoke) => {
            const pass = (from: Readable | null, to: NodeJS.WriteStream) => {
                from?.on("data", (chunk: Buffer) => {
                    isWithinLine = chunk.at(-1) !== "\n".charCodeAt(0);
                    to.write(chunk);
                    spoke();
                });
            };
            pass(child.stdout, process.stdout);
            pass(child.stderr, process.stderr);
            return ended;
        },
    );
}

/** Tells a story; returns the exit code. */
export async function tellStory({ about, stack, project, tell, next }: Plot): Promise<number> {
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
                `runs ${scale} times faster. Open that address in a browser to watch the clusters and requests.`,
        );
        await tell(new Story(engine, emulator, stack, project(empty), folder));
        say(["Verified:", ...verified.map((line) => `  - ${line}`)].join("\n"));
        console.log(`The Pulumi CLI: ${engine.pulumi} (${engine.version})`);
        console.log(["Next:", ...next.map((line) => `  ${line}`)].join("\n"));
        return 0;
    } catch (error) {
        if (!(error instanceof StepFailed)) {
            throw error;
        }
        console.error(`\n${error.message} The output of Pulumi is above.`);
        return 1;
    } finally {
        await emulator.stop();
        removeListeners();
        rmSync(folder, { recursive: true, force: true });
    }
}
