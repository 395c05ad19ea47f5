// A headless Chromium, for tests and for pictures. On Linux it is the one that @sparticuz/chromium holds, with that package's
// own libraries and font: nothing of it depends on what the machine has. Elsewhere it is the Chrome that is installed.
import { chmodSync, createReadStream, createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress } from "node:zlib";
import { root } from "./paths.mts";
import { run } from "./processes.mts";

/** How Playwright starts it. */
export interface BrowserLaunch {
    readonly executablePath?: string;
    readonly channel?: string;
    readonly env?: Readonly<Record<string, string | undefined>>;
}

const packed = join(root, "node_modules", "@sparticuz", "chromium", "bin");

/** Unpacks the browser into a folder, from where it can be started as long as the folder is there. */
export async function unpackBrowser(folder: string): Promise<BrowserLaunch> {
    if (process.platform !== "linux" || process.arch !== "x64") {
        return { channel: "chrome" };
    }
    const executablePath = join(folder, "chromium");
    const fonts = join(folder, "fonts");
    const configuration = join(folder, "fonts.conf");
    mkdirSync(fonts);
    await Promise.all([
        unpack("chromium.br", executablePath),
        unpackArchive("al2023.tar.br", folder),
        unpackArchive("fonts.tar.br", fonts),
    ]);
    chmodSync(executablePath, 0o700);
    writeFileSync(
        configuration,
        `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">` +
            `<fontconfig><dir>${fonts}</dir><cachedir>${join(folder, "cache")}</cachedir></fontconfig>`,
    );
    const env = { ...process.env, LD_LIBRARY_PATH: join(folder, "lib"), FONTCONFIG_FILE: configuration };
    return { executablePath, env };
}

async function unpack(name: string, file: string): Promise<void> {
    await pipeline(createReadStream(join(packed, name)), createBrotliDecompress(), createWriteStream(file));
}

async function unpackArchive(name: string, folder: string): Promise<void> {
    const archive = join(folder, name);
    await unpack(name, archive);
    const { code, stderr } = await run("tar", ["--extract", "--file", archive, "--directory", folder]);
    if (code !== 0) {
        throw new Error(`tar could not unpack ${name}: ${stderr.trim()}`);
    }
}
