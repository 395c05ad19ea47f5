// `npm start`: the quickstart, from preview to destroy, with Pulumi's own output, against the emulator. It ends by
// saying what was seen, and leaves nothing behind.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startEmulator, type Emulator } from "./engine/emulator.mts";
import { quietEnvironment, searchPath, type Engine } from "./engine/engine.mts";
import { findEngineOrExit } from "./engine/find.mts";
import { root } from "./paths.mts";
import { exitCode, onEnd, run, signalGroup, spawnGroup } from "./processes.mts";

/** Emulated seconds per second: a create takes three seconds instead of the real service's eleven. */
const scale = 4;
const stack = "quickstart";

/** A database, as the emulator's control door shows it. */
interface Database {
    readonly name: string;
    readonly tags: readonly { readonly key: string; readonly value: string }[];
}

/** A step that did not do what it should have done. */
class Disappointed extends Error {}

const seen: string[] = [];
let running: ChildProcess | undefined;

function say(text: string): void {
    const [bold, plain] =
        process.stdout.isTTY && !process.env["NO_COLOR"] ? ["\x1b[1m", "\x1b[0m"] : ["", ""];
    console.log(`\n${bold}${text}${plain}\n`);
}

/** Notes what was seen, or stops the story where it was not. */
function expectSeen(what: string, isSo: boolean): void {
    if (!isSo) {
        throw new Disappointed(`Not seen: ${what}.`);
    }
    seen.push(what);
}

class Story {
    readonly #engine: Engine;
    readonly #emulator: Emulator;
    readonly #env: NodeJS.ProcessEnv;

    constructor(engine: Engine, emulator: Emulator, folder: string) {
        // Whatever the caller's own Atlas and Pulumi are, the story must not touch them.
        const own = Object.entries(process.env).filter(
            ([name]) => !/^(MONGODB_ATLAS|MCLI|PULUMI)_/.test(name),
        );
        this.#engine = engine;
        this.#emulator = emulator;
        this.#env = {
            ...Object.fromEntries(own),
            ...quietEnvironment,
            ...emulator.env,
            PATH: searchPath(engine),
            PULUMI_HOME: join(folder, "home"),
            PULUMI_BACKEND_URL: pathToFileURL(folder).href,
            PULUMI_CONFIG_PASSPHRASE: "quickstart",
            PULUMI_STACK: stack,
            // The example's types are checked by `npm run check`.
            PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        };
    }

    /** Shows a command and its output; it must succeed. */
    async pulumi(...args: string[]): Promise<void> {
        say(`$ pulumi ${args.join(" ")}`);
        running = spawnGroup(this.#engine.pulumi, args, { cwd: root, env: this.#env, stdio: "inherit" });
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
        const { code, stdout, stderr } = await run(this.#engine.pulumi, args, { cwd: root, env: this.#env });
        if (code !== 0) {
            throw new Disappointed(`pulumi ${args.join(" ")} failed: ${stderr.trim()}`);
        }
        return stdout;
    }

    /** The databases that there really are. */
    async databases(): Promise<readonly Database[]> {
        const answer = await fetch(`${this.#emulator.baseUrl}/_emulator/state`);
        const { projects } = (await answer.json()) as { projects: { instances: Database[] }[] };
        return projects.flatMap(({ instances }) => instances);
    }

    /** Changes a database's tags as somebody in Atlas's own pages would. */
    async tagBehindPulumisBack(instance: string, tags: Record<string, string>): Promise<void> {
        const body = JSON.stringify({ instance, tags });
        await fetch(`${this.#emulator.baseUrl}/_emulator/state`, { method: "POST", body });
    }
}

async function tell(story: Story): Promise<void> {
    const team = async (): Promise<string | undefined> => {
        const [database] = await story.databases();
        return database?.tags.find(({ key }) => key === "team")?.value;
    };

    await story.ask("stack", "init", stack);
    await story.pulumi("preview");
    expectSeen("a preview that creates nothing", (await story.databases()).length === 0);

    await story.pulumi("up", "--yes", "--skip-preview");
    const outputs = JSON.parse(await story.ask("stack", "output", "--json")) as Record<string, unknown>;
    const [database] = await story.databases();
    const { uri, snapshots } = outputs;
    expectSeen(
        `a database, ready to use at ${String(uri)}`,
        typeof uri === "string" && database !== undefined,
    );
    expectSeen(
        "its first snapshot among the stack's outputs",
        Array.isArray(snapshots) && snapshots.length > 0,
    );

    say("A change: another team.");
    await story.pulumi("config", "set", "team", "web");
    await story.pulumi("preview", "--diff");
    await story.pulumi("up", "--yes", "--skip-preview");
    expectSeen("a tag that was changed in place", (await team()) === "web");

    say("Somebody changes the tag behind Pulumi's back; a refresh finds it, and the next up puts it back.");
    await story.tagBehindPulumisBack(database?.name ?? "", { team: "somebody else" });
    await story.pulumi("refresh", "--yes", "--skip-preview", "--diff");
    await story.pulumi("up", "--yes", "--skip-preview", "--diff");
    expectSeen("a foreign change that was found and put back", (await team()) === "web");

    await story.pulumi("destroy", "--yes", "--skip-preview");
    expectSeen("a destroy that left no database", (await story.databases()).length === 0);
}

async function main(): Promise<number> {
    const engine = await findEngineOrExit();
    const folder = mkdtempSync(join(tmpdir(), "atlas-quickstart-"));
    const removeListeners = onEnd((signal) => {
        // The first ^C lets the running command come to its end; the story stops there.
        if (running !== undefined) {
            signalGroup(running, signal);
        } else {
            process.exit(exitCode(null, signal));
        }
    });
    const emulator = await startEmulator(["--scale", String(scale)]);
    try {
        say(
            `The quickstart (examples/quickstart) on Pulumi ${engine.version}, against a local Atlas ` +
                `at ${emulator.baseUrl} whose time runs ${scale} times faster.`,
        );
        await tell(new Story(engine, emulator, folder));
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
        rmSync(join(root, `Pulumi.${stack}.yaml`), { force: true });
    }
}

process.exitCode = await main();
