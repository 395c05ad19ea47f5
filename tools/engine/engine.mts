// What a found Pulumi engine is, and what a process that runs it needs.
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { binaries, root } from "../paths.mts";
import { run } from "../processes.mts";

/** A Pulumi engine with its host for Node programs. */
export interface Engine {
    /** The path of the `pulumi` command. */
    readonly pulumi: string;
    /** The folder of the `pulumi` command. */
    readonly binDir: string;
    /** Such as `3.276.0`. */
    readonly version: string;
    readonly origin: "PATH" | "cache" | "download" | "build";
}

/** No engine could be had. Its message is one line that says what is missing and what to do. */
export class EngineMissing extends Error {
    override readonly name = "EngineMissing";
}

/** Older engines lack what the provider and its tests rely on. */
export const minimumVersion = "3.208.0";

const suffix = process.platform === "win32" ? ".exe" : "";

/** The file names of the two programs that make an engine. */
export const programs = { pulumi: `pulumi${suffix}`, host: `pulumi-language-nodejs${suffix}` } as const;

/** The environment of every run: no network request for newer versions or for plugins. */
export const quietEnvironment = {
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
} as const;

/** The version that a `pulumi` command says it is; undefined if it does not run. */
export async function versionOf(pulumi: string): Promise<string | undefined> {
    try {
        const { code, stdout } = await run(pulumi, ["version"], {
            env: { ...process.env, ...quietEnvironment },
            timeout: 20_000,
        });
        return code === 0 ? /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1] : undefined;
    } catch {
        return undefined;
    }
}

/** Whether a version is at least {@link minimumVersion}. */
export function isRecent(version: string): boolean {
    const parts = (text: string) => text.split(/[.+-]/, 3).map(Number);
    const minimum = parts(minimumVersion);
    const found = parts(version);
    for (const [index, least] of minimum.entries()) {
        const difference = (found[index] ?? 0) - least;
        if (difference !== 0) {
            return difference > 0;
        }
    }
    return true;
}

/** The engine in a folder, if both programs are there and it runs. */
export async function engineIn(binDir: string, origin: Engine["origin"]): Promise<Engine | undefined> {
    const pulumi = join(binDir, programs.pulumi);
    if (!existsSync(pulumi) || !existsSync(join(binDir, programs.host))) {
        return undefined;
    }
    const version = await versionOf(pulumi);
    return version === undefined ? undefined : { pulumi, binDir, version, origin };
}

/** What starts dynamic providers: it lies in the root of the npm package, and beside an official engine. */
const startScript = `pulumi-resource-pulumi-nodejs${process.platform === "win32" ? ".cmd" : ""}`;
const sdk = join(root, "node_modules", "@pulumi", "pulumi");

/** Puts the start script beside an engine of ours, since the engine warns of one that it finds elsewhere. */
export function addStartScript(binDir: string): void {
    if (!existsSync(join(binDir, startScript))) {
        // Copied under another name first: somebody else may be running this engine.
        const partial = join(binDir, `${startScript}.${process.pid}`);
        copyFileSync(join(sdk, startScript), partial);
        renameSync(partial, join(binDir, startScript));
    }
}

/** What stands in front of a host for Node programs that was built here; on Windows, nothing does. */
export const hostScript =
    process.platform === "win32" ? undefined : join(import.meta.dirname, "nodejs-host.sh");

/** The file name of such a host. */
export const builtHost = hostScript === undefined ? programs.host : `${programs.host}-built`;

/** Puts the script in front of it. */
export function addHostScript(binDir: string): void {
    if (hostScript !== undefined) {
        writeFileSync(join(binDir, programs.host), readFileSync(hostScript), { mode: 0o755 });
    }
}

/** The `PATH` for a run: the project's own Node, the engine, and the start script of dynamic providers. */
export function searchPath(engine: Engine, path = process.env["PATH"] ?? ""): string {
    const scripts = existsSync(join(engine.binDir, startScript)) ? [] : [sdk];
    return [binaries, engine.binDir, ...scripts, path].join(delimiter);
}

/** The installed version of the npm package `@pulumi/pulumi`. */
export function sdkVersion(): string {
    const manifest = join(root, "node_modules", "@pulumi", "pulumi", "package.json");
    return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}

/** The folder of the Go module that builds one of the two programs. */
export function moduleFolder(name: "cli" | "nodejs"): string {
    return join(dirname(import.meta.filename), "go", name);
}
