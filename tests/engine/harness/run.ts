// One run of a command, watched while it lasts.
import { spawn } from "node:child_process";

/** How a run ended and what it said. */
export interface RunResult {
    /** The exit code; null if a signal ended it. */
    readonly code: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly stdout: string;
    readonly stderr: string;
    /** Both, in the order of their coming. */
    readonly output: string;
    readonly milliseconds: number;
}

/** A run that has not ended yet. */
export class Run {
    readonly pid: number;
    /** Answers when it has ended and all that it said has come; never fails. */
    readonly done: Promise<RunResult>;
    /** Answers when the command itself has ended, though others may still hold what it spoke through; never fails. */
    readonly gone: Promise<void>;
    readonly #said = { stdout: "", stderr: "", output: "" };
    readonly #listeners = new Set<() => void>();
    #ended = false;

    constructor(command: string, args: readonly string[], cwd: string, env: Record<string, string>) {
        const start = performance.now();
        // In a group of its own, as a shell starts it: a ^C in the terminal of the tests is not its own.
        const child = spawn(command, args, {
            cwd,
            env,
            stdio: ["ignore", "pipe", "pipe"],
            detached: process.platform !== "win32",
        });
        this.pid = child.pid ?? -1;
        for (const name of ["stdout", "stderr"] as const) {
            child[name].setEncoding("utf8").on("data", (text: string) => {
                this.#said[name] += text;
                this.#said.output += text;
                this.#tell();
            });
        }
        this.gone = new Promise((resolve) => {
            child.once("error", () => resolve());
            child.once("exit", () => resolve());
        });
        this.done = new Promise((resolve) => {
            const finish = (code: number | null, signal: NodeJS.Signals | null) => {
                this.#ended = true;
                resolve({ code, signal, ...this.#said, milliseconds: performance.now() - start });
                this.#tell();
            };
            child.once("error", (error) => {
                this.#said.output += error.message;
                finish(-1, null);
            });
            child.once("close", finish);
        });
    }

    /** What it has said so far. */
    get output(): string {
        return this.#said.output;
    }

    /** Whether it has ended. */
    get ended(): boolean {
        return this.#ended;
    }

    /** Sends a signal to the command alone: SIGINT is one press of ^C. */
    signal(signal: NodeJS.Signals): void {
        if (!this.#ended && this.pid > 0) {
            process.kill(this.pid, signal);
        }
    }

    /** One press of ^C in its terminal: the command hears it, and all that it has left in its group. */
    interrupt(): void {
        if (!this.#ended && this.pid > 0) {
            process.kill(process.platform === "win32" ? this.pid : -this.pid, "SIGINT");
        }
    }

    /** Waits until it has said something; fails with all it said if it ends before or the time is up. */
    async waitFor(pattern: RegExp | string, milliseconds = 60_000): Promise<void> {
        const seen = () =>
            typeof pattern === "string" ? this.output.includes(pattern) : pattern.test(this.output);
        await new Promise<void>((resolve, reject) => {
            const stop = () => {
                clearTimeout(timer);
                this.#listeners.delete(look);
            };
            const fail = (why: string) => {
                stop();
                reject(new Error(`${why} without saying ${String(pattern)}:\n${this.output}`));
            };
            const look = () => {
                if (seen()) {
                    stop();
                    resolve();
                } else if (this.#ended) {
                    fail("It ended");
                }
            };
            const timer = setTimeout(() => fail(`It ran for ${milliseconds} ms`), milliseconds);
            this.#listeners.add(look);
            look();
        });
    }

    #tell(): void {
        for (const listener of [...this.#listeners]) {
            listener();
        }
    }
}

/** A run that should have succeeded did not. Its message holds all that the run said. */
export class RunFailed extends Error {
    override readonly name = "RunFailed";
    readonly result: RunResult;

    constructor(command: string, result: RunResult) {
        super(`${command} ended with ${String(result.code ?? result.signal)}:\n${result.output}`);
        this.result = result;
    }
}
