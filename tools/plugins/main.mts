// `npm run plugins`: packs the archives that Pulumi downloads, one for each platform, into dist/plugins/ or a folder.
//
//     npm run plugins -- FOLDER
//
// The plugin is one program for Node, so all hold the same. Without PulumiPlugin.yaml: Pulumi then starts the program
// itself, and installs nothing for it.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../provider/version.ts";
import { root } from "../paths.mts";
import { run } from "../processes.mts";

const program = "pulumi-resource-atlas-serverless";
const systems = ["linux", "darwin", "windows"] as const;

const [folder = join(root, "dist", "plugins")] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const system of systems) {
    for (const processor of ["amd64", "arm64"]) {
        const archive = join(folder, `${program}-v${version}-${system}-${processor}.tar.gz`);
        await pack(system, archive);
        process.stderr.write(`${archive}\n`);
    }
}

async function pack(system: (typeof systems)[number], archive: string): Promise<void> {
    const content = mkdtempSync(join(tmpdir(), "atlas-plugin-"));
    try {
        copyFileSync(join(root, "dist", "plugin", program), join(content, program));
        for (const file of ["LICENSE", "THIRD_PARTY_LICENSES.md"]) {
            copyFileSync(join(root, file), join(content, file));
        }
        if (system === "windows") {
            writeFileSync(join(content, `${program}.cmd`), `@node "%~dp0${program}" %*\r\n`);
        }
        const { code, stderr } = await run("tar", ["-czf", archive, "-C", content, "."]);
        if (code !== 0) {
            throw new Error(`tar could not make ${archive}: ${stderr.trim()}`);
        }
    } finally {
        rmSync(content, { recursive: true });
    }
}
