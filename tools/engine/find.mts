// Finds the Pulumi engine: on PATH, in the cache, by the official download, or by building it.
//
//     node tools/engine/find.mts        prints what was found, as JSON
import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { buildEngine } from "./build.mts";
import { buildFolder, downloadFolder } from "./cache.mts";
import { downloadEngine } from "./download.mts";
import {
    addStartScript,
    EngineMissing,
    engineIn,
    isRecent,
    minimumVersion,
    programs,
    versionOf,
} from "./engine.mts";
import type { Engine } from "./engine.mts";
import { toStandardError } from "./progress.mts";
import type { Progress } from "./progress.mts";

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

function onPath(program: string): string | undefined {
    const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
    return folders.map((folder) => join(folder, program)).find(isExecutable);
}

async function engineOnPath(): Promise<Engine | string> {
    const pulumi = onPath(programs.pulumi);
    if (pulumi === undefined) {
        return "there is no pulumi on PATH";
    }
    // An engine also finds the hosts that lie next to it.
    const beside = join(dirname(realpathSync(pulumi)), programs.host);
    if (onPath(programs.host) === undefined && !isExecutable(beside)) {
        return "the pulumi on PATH has no pulumi-language-nodejs";
    }
    const version = await versionOf(pulumi);
    if (version === undefined) {
        return "the pulumi on PATH does not run";
    }
    if (!isRecent(version)) {
        return `the pulumi on PATH is ${version}, older than ${minimumVersion}`;
    }
    return { pulumi, binDir: dirname(pulumi), version, origin: "PATH" };
}

async function engineInCache(): Promise<Engine | undefined> {
    const downloaded = await engineIn(join(downloadFolder(), "bin"), "cache");
    if (downloaded !== undefined) {
        return downloaded;
    }
    const built = await engineIn(buildFolder(), "cache");
    if (built !== undefined) {
        addStartScript(built.binDir);
    }
    return built;
}

/**
 * The engine, fetched if need be; a person is told what takes its time.
 *
 * @throws EngineMissing with one line that says what is missing and what to do.
 */
export async function findEngine(progress: Progress = toStandardError): Promise<Engine> {
    const found = await engineOnPath();
    if (typeof found !== "string") {
        return found;
    }
    const cached = await engineInCache();
    if (cached !== undefined) {
        return cached;
    }
    const reasons = [found];
    for (const fetchEngine of [downloadEngine, buildEngine]) {
        const result = await fetchEngine(progress);
        if (typeof result !== "string") {
            return result;
        }
        reasons.push(result);
    }
    throw new EngineMissing(
        `No Pulumi engine: ${reasons.join(", ")}. ` +
            `Put Pulumi ${minimumVersion} or newer on PATH (or Go, to build it) and run this again.`,
    );
}

/** Like {@link findEngine}, for a command: a missing engine ends the process with one line. */
export async function findEngineOrExit(): Promise<Engine> {
    try {
        return await findEngine();
    } catch (error) {
        if (error instanceof EngineMissing) {
            process.stderr.write(`${error.message}\n`);
            process.exit(1);
        }
        throw error;
    }
}

if (import.meta.main) {
    console.log(JSON.stringify(await findEngineOrExit(), undefined, 4));
}
