// One archive as the engine downloads it. The same sources give the same bytes, wherever and whenever it is packed.
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { create } from "tar";
import { version } from "../../provider/version.ts";
import { root } from "../paths.mts";
import { launcher, launcherName } from "./launcher.mts";
import { nodeFor } from "./node.mts";
import { platforms, type Platform } from "./platforms.mts";

const program = "pulumi-resource-atlas-serverless";

/** The name that the engine asks for. */
export function archiveName(platform: Platform): string {
    return `${program}-v${version}-${platform.name}.tar.gz`;
}

/** Packs a platform's archive into a folder and answers its path. It holds all that the plugin needs, and the licenses. */
export async function packArchive(platform: Platform, folder: string): Promise<string> {
    const node = await nodeFor(platform);
    // Its license is the same for each platform, and one package lacks it.
    const licensed = platforms.find(({ name }) => !name.startsWith("windows")) ?? platform;
    const content = mkdtempSync(join(tmpdir(), "atlas-plugin-"));
    const archive = join(folder, archiveName(platform));
    try {
        const copies = [
            [join(root, "dist", "plugin", program), `${program}.js`, 0o644],
            [join(node, platform.program), basename(platform.program), 0o755],
            [join(root, "LICENSE"), "LICENSE", 0o644],
            [join(root, "THIRD_PARTY_LICENSES.md"), "THIRD_PARTY_LICENSES.md", 0o644],
            [join(await nodeFor(licensed), "LICENSE"), "LICENSE-node", 0o644],
        ] as const;
        for (const [from, to, mode] of copies) {
            copyFileSync(from, join(content, to));
            chmodSync(join(content, to), mode);
        }
        const start = join(content, launcherName(program, platform));
        writeFileSync(start, launcher(program, version, platform));
        chmodSync(start, 0o755);
        // Without owners, times and what else a machine has of its own.
        const options = {
            // The highest level takes more than twice the time, for 0.4 % less.
            gzip: { level: 7 },
            portable: true,
            mtime: new Date(0),
            cwd: content,
            file: archive,
        };
        await create(options, readdirSync(content).toSorted());
    } finally {
        rmSync(content, { recursive: true });
    }
    return archive;
}
