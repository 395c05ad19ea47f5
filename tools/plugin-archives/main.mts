// `npm run plugins`: packs the archives that Pulumi downloads, one for each platform, into dist/plugins/ or a folder.
//
//     npm run plugins -- FOLDER PLATFORM...      PLATFORM: linux-amd64, darwin-arm64 ...; all of them without any
//
// Each holds the plugin and Node.js, so that it needs nothing else on a machine. Without PulumiPlugin.yaml: Pulumi then
// starts the launcher itself, and installs nothing for it. Beside them SHA256SUMS, by which they can be checked.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { toStandardError } from "../engine/progress.mts";
import { root } from "../paths.mts";
import { packArchive } from "./archive.mts";
import { platforms } from "./platforms.mts";

const [folder = join(root, "dist", "plugins"), ...names] = process.argv.slice(2);
const unknown = names.filter((name) => platforms.every((platform) => platform.name !== name));
if (unknown.length > 0) {
    const known = platforms.map(({ name }) => name).join(", ");
    process.stderr.write(`There is no platform ${unknown.join(", ")}: choose from ${known}.\n`);
    process.exit(2);
}

async function packAll(): Promise<void> {
    mkdirSync(folder, { recursive: true });
    const sums: string[] = [];
    for (const platform of platforms) {
        if (names.length > 0 && !names.includes(platform.name)) {
            continue;
        }
        const archive = await packArchive(platform, folder);
        const hash = createHash("sha256").update(readFileSync(archive)).digest("hex");
        sums.push(`${hash}  ${basename(archive)}\n`);
        process.stderr.write(`${archive}: ${(statSync(archive).size / 1e6).toFixed(1)} MB, sha256 ${hash}\n`);
    }
    writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
}

try {
    await packAll();
} catch (error) {
    toStandardError(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
}
