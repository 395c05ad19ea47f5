// Providers run in process groups of their own and may outlive the engine: they are found by their environment.
import { readdirSync, readFileSync } from "node:fs";

/** Ends every process whose PULUMI_HOME lies in a folder. Does something on Linux only. */
export function killProcessesOf(folder: string): void {
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
