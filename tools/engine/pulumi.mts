// `npm run pulumi -- ARGUMENTS`: the found engine with these arguments, ready to use on a fresh clone.
//
// - The project is the one in the caller's folder, if that folder holds a Pulumi.yaml of its own (npm itself
//   always goes to the root); else the repository's root.
// - Without a backend of one's own (PULUMI_BACKEND_URL, PULUMI_ACCESS_TOKEN, `backend:` in Pulumi.yaml or
//   `pulumi login`) the state is kept in the git-ignored `.pulumi-local`, with a stack `dev`.
// - With no word about Atlas in the environment or in the stack's configuration (nor a Pulumi environment there, which may
//   say one), the emulator runs for the time of the command.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.mts";
import { exitCode, onEnd, signalGroup, spawnGroup } from "../processes.mts";
import { namesAtlas } from "./atlas-settings.mts";
import { ensureStack, hasBackend, localBackend } from "./backend.mts";
import { startEmulator } from "./emulator.mts";
import { quietEnvironment, searchPath } from "./engine.mts";
import { findEngineOrExit } from "./find.mts";
import { toStandardError } from "./progress.mts";

/** Commands that run the provider. */
const operations = ["preview", "pre", "up", "update", "refresh", "destroy", "down", "dn", "import", "watch"];

/** Commands that work on the selected stack, besides the operations. */
const onStack = ["config", "state", "cancel", "console", "logs"];

/** What `pulumi stack` does to the stack that is selected; its other commands name one or need none. */
const onSelected = [
    undefined,
    "export",
    "graph",
    "history",
    "import",
    "output",
    "tag",
    "change-secrets-provider",
];

/** One press of ^C reaches us from the terminal and from each process above us. */
const samePress = 300;

function projectFolder(): string {
    const caller = process.env["INIT_CWD"] ?? process.cwd();
    return ["Pulumi.yaml", "Pulumi.yml"].some((name) => existsSync(join(caller, name))) ? caller : root;
}

function needsStack(args: readonly string[]): boolean {
    const named = args.some((argument) => /^(-s|--stack(=.*)?|-h|--help)$/.test(argument));
    if (named || process.env["PULUMI_STACK"] !== undefined) {
        return false;
    }
    const [command, next] = args.filter((argument) => !argument.startsWith("-"));
    return command === "stack"
        ? onSelected.includes(next)
        : command !== undefined && [...operations, ...onStack].includes(command);
}

async function main(args: readonly string[]): Promise<number> {
    const engine = await findEngineOrExit();
    const folder = projectFolder();
    const env: NodeJS.ProcessEnv = { ...process.env, ...quietEnvironment, PATH: searchPath(engine) };
    if (!hasBackend(folder)) {
        Object.assign(env, localBackend());
        if (needsStack(args)) {
            ensureStack(engine, folder, env);
        }
    }
    let child: ChildProcess | undefined;
    let last = -samePress;
    onEnd((signal) => {
        if (child === undefined) {
            process.exit(exitCode(null, signal));
        }
        const now = performance.now();
        if (now - last >= samePress) {
            child.kill(signal);
        }
        last = now;
    });
    const operates = args.some((argument) => operations.includes(argument)) && !args.includes("--help");
    const emulator =
        operates && !namesAtlas(folder, process.env) ? await startEmulator(["--era", "sunset"]) : undefined;
    if (emulator !== undefined) {
        Object.assign(env, emulator.env);
        toStandardError(
            "No Atlas credentials in the environment: this command talks to an emulator of its own, which " +
                "forgets everything at the end (to keep one, run `npm run emulator` and set the MONGODB_ATLAS_* variables " +
                "from what it prints; docs/emulator.md says which).",
        );
    }
    try {
        // The engine ends what it has begun on the first ^C and lets go of everything on the second: it must
        // see one press as one, so it does not share the terminal's process group.
        child = spawnGroup(engine.pulumi, args, { cwd: folder, env, stdio: "inherit" });
        const resize = () => child?.kill("SIGWINCH");
        process.on("SIGWINCH", resize);
        const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
        process.removeListener("SIGWINCH", resize);
        if (signal !== null) {
            // What a killed engine leaves behind would continue without it.
            signalGroup(child, "SIGKILL");
        }
        return exitCode(code, signal);
    } finally {
        await emulator?.stop();
    }
}

try {
    process.exitCode = await main(process.argv.slice(2));
} catch (error) {
    toStandardError(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
}
