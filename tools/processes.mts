// Child processes that never outlive the tool that started them.
import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { createInterface } from "node:readline";

const windows = process.platform === "win32";

/** What a child said and how it ended. */
export interface Finished {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
    /** Whether it was ended because its time was up. */
    readonly timedOut: boolean;
}

/** How {@link run} runs a child. */
export interface RunOptions {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    /** Ends the child and everything it started after this many milliseconds. */
    readonly timeout?: number;
    readonly onStdout?: (line: string, child: RunningChild) => void;
    readonly onStderr?: (line: string) => void;
}

/** What a line handler may do to the child that wrote the line. */
export interface RunningChild {
    /** Replaces the time the child has left. */
    setTimeout(milliseconds: number): void;
}

/** The exit code of a child, in the shell's way where a signal ended it. */
export function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
    return code ?? 128 + (signal === null ? 1 : constants.signals[signal]);
}

/**
 * Starts a child in a process group of its own: so it can be ended with all that it started, and a ^C at the
 * terminal reaches it only once, from us.
 */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    return spawn(command, [...args], { ...options, detached: !windows });
}

/** Sends a signal to a child's whole group; a group that has ended is no error. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
    if (child.pid === undefined) {
        return;
    }
    try {
        if (windows) {
            child.kill(signal);
        } else {
            process.kill(-child.pid, signal);
        }
    } catch {
        // Nobody is left in the group.
    }
}

/** Calls `act` once for each signal that asks this process to end; the answer undoes that. */
export function onEnd(act: (signal: NodeJS.Signals) => void): () => void {
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    for (const signal of signals) {
        process.on(signal, act);
    }
    return () => {
        for (const signal of signals) {
            process.removeListener(signal, act);
        }
    };
}

/** Runs a command to its end and collects what it says. It is ended with us; a non-zero code is no error. */
export async function run(
    command: string,
    args: readonly string[],
    options: RunOptions = {},
): Promise<Finished> {
    const child = spawnGroup(command, args, {
        cwd: options.cwd,
        env: options.env ?? process.env,
        stdio: ["ignore", "pipe", "pipe"],
    });
    let timedOut = false;
    let timer: NodeJS.Timeout | undefined;
    const running: RunningChild = {
        setTimeout(milliseconds) {
            clearTimeout(timer);
            timer = setTimeout(() => {
                timedOut = true;
                signalGroup(child, "SIGKILL");
            }, milliseconds);
        },
    };
    if (options.timeout !== undefined) {
        running.setTimeout(options.timeout);
    }
    const stopListening = onEnd((signal) => {
        signalGroup(child, "SIGKILL");
        process.exit(exitCode(null, signal));
    });
    const output = { stdout: "", stderr: "" };
    const handlers = { stdout: options.onStdout, stderr: options.onStderr };
    for (const name of ["stdout", "stderr"] as const) {
        const stream = child[name];
        if (stream !== null) {
            createInterface({ input: stream }).on("line", (line) => {
                output[name] += `${line}\n`;
                handlers[name]?.(line, running);
            });
        }
    }
    try {
        const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
        return { ...output, code: exitCode(code, signal), timedOut };
    } finally {
        clearTimeout(timer);
        stopListening();
    }
}

/**
 * Runs a command that has to succeed, and gives what it wrote to standard output.
 *
 * @throws Error with what it wrote where it does not.
 */
export async function must(
    command: string,
    args: readonly string[],
    options: RunOptions = {},
): Promise<string> {
    const failed = { code: 1, stdout: "", stderr: "it is not on PATH" };
    const { code, stdout, stderr } = await run(command, args, options).catch(() => failed);
    if (code !== 0) {
        throw new Error(`${[command, ...args].join(" ")} failed: ${`${stdout}${stderr}`.trim()}`);
    }
    return stdout;
}
