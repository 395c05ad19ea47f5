// Engines that were downloaded or built before, outside the work tree so that they outlive a clone.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onEnd } from "../processes.mts";
import { hostScript, moduleFolder, sdkVersion } from "./engine.mts";
import { longestSilence } from "./progress.mts";
import type { Progress } from "./progress.mts";

/** A folder under construction that was not touched for this long was left by a killed process. */
const abandonedAfter = 30_000;

/** Where this project keeps what outlives a clone. */
export function cacheHome(): string {
    if (process.env["XDG_CACHE_HOME"]) {
        return process.env["XDG_CACHE_HOME"];
    }
    if (process.platform === "win32") {
        return process.env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local");
    }
    return process.platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache");
}

function engines(): string {
    return join(cacheHome(), "pulumi-atlas-serverless", "engine");
}

/** The version that the Go modules build. */
export function builtVersion(): string {
    const required = /github\.com\/pulumi\/pulumi\/pkg\/v3 v(\S+)/.exec(
        readFileSync(join(moduleFolder("cli"), "go.mod"), "utf8"),
    );
    if (required?.[1] === undefined) {
        throw new Error("tools/engine/go/cli/go.mod does not require github.com/pulumi/pulumi/pkg/v3.");
    }
    return required[1];
}

/** Where the engine built from the Go modules is kept: another pin, or another script in front of the host, is another folder. */
export function buildFolder(): string {
    const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
    for (const module of ["cli", "nodejs"] as const) {
        for (const file of ["go.mod", "go.sum"]) {
            hash.update(readFileSync(join(moduleFolder(module), file)));
        }
    }
    hash.update(hostScript === undefined ? "" : readFileSync(hostScript));
    return join(engines(), `${builtVersion()}-${hash.digest("hex").slice(0, 12)}`);
}

/** Where the official download is kept. */
export function downloadFolder(): string {
    return join(engines(), `${sdkVersion()}-official-${process.platform}-${process.arch}`);
}

function age(folder: string): number {
    return Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}

/** Makes `partial` ours, or waits until another process has made `folder`; the answer says which. */
async function claim(folder: string, partial: string, progress: Progress): Promise<boolean> {
    let toldAt = -Infinity;
    for (;;) {
        try {
            mkdirSync(partial);
            return true;
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
                throw error;
            }
        }
        if (age(partial) > abandonedAfter) {
            // Renamed first, so that of two processes that notice at once only one removes it.
            const abandoned = `${partial}-${process.pid}`;
            try {
                renameSync(partial, abandoned);
            } catch {
                continue;
            }
            rmSync(abandoned, { recursive: true, force: true });
            continue;
        }
        if (Date.now() - toldAt >= longestSilence) {
            progress("Another process is fetching the engine; waiting for it.");
            toldAt = Date.now();
        }
        await sleep(1000);
        if (existsSync(folder)) {
            return false;
        }
    }
}

/**
 * Fills a folder of the cache, all or nothing: `fill` works in a folder next to it that is moved there at the
 * end. A second process waits for the first one. `fill` answers whether it succeeded.
 */
export async function fillCache(
    folder: string,
    progress: Progress,
    fill: (partial: string) => Promise<boolean>,
): Promise<boolean> {
    const partial = `${folder}.partial`;
    mkdirSync(dirname(folder), { recursive: true });
    if (!(await claim(folder, partial, progress))) {
        return true;
    }
    const heartbeat = setInterval(() => {
        const now = new Date();
        utimesSync(partial, now, now);
    }, 2000);
    const remove = () => rmSync(partial, { recursive: true, force: true });
    const stopListening = onEnd(remove);
    try {
        if (!(await fill(partial))) {
            return false;
        }
        // What may still be there under the final name did not run.
        rmSync(folder, { recursive: true, force: true });
        renameSync(partial, folder);
        return true;
    } finally {
        clearInterval(heartbeat);
        stopListening();
        remove();
    }
}
