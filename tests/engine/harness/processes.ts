// The processes that belong to a stack: the engine, the program's, the providers', told by the folder of their
// PULUMI_HOME. Providers run in groups of their own and may outlive the engine, so a group is not enough.
import { readdirSync, readFileSync } from "node:fs";

/** A running process. */
export interface ProcessEntry {
    readonly pid: number;
    readonly command: string;
}

/** The processes whose PULUMI_HOME lies in a folder. Answers on Linux only; elsewhere there seem to be none. */
export function processesOf(folder: string): ProcessEntry[] {
    if (process.platform !== "linux") {
        return [];
    }
    const found: ProcessEntry[] = [];
    for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
            const environment = readFileSync(`/proc/${entry}/environ`, "utf8");
            if (environment.split("\0").some((line) => line.startsWith(`PULUMI_HOME=${folder}`))) {
                const command = readFileSync(`/proc/${entry}/cmdline`, "utf8");
                found.push({ pid: Number(entry), command: command.replaceAll("\0", " ").trim() });
            }
        } catch {
            // It has ended in the meantime, or is another user's.
        }
    }
    return found;
}

/** Ends all of them at once, as `kill -9` does. */
export function killProcessesOf(folder: string): void {
    for (const { pid } of processesOf(folder)) {
        try {
            process.kill(pid, "SIGKILL");
        } catch {
            // It has ended in the meantime.
        }
    }
}
