// Builds dist/: compiled CommonJS with types, and the emulator bundled into single files, so that its HTTP
// framework is no dependency of those who only deploy. With --clean, from nothing.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// What a removed source has left behind must not be published.
if (process.argv.includes("--clean")) {
    rmSync(join(root, "dist"), { recursive: true, force: true });
}

const tsc = spawnSync(
    process.execPath,
    [join(root, "node_modules", "typescript", "bin", "tsc"), "-p", "tsconfig.build.json"],
    { cwd: root, stdio: ["ignore", process.stderr, process.stderr] },
);
if (tsc.status !== 0) {
    process.exit(tsc.status ?? 1);
}

await build({
    absWorkingDir: root,
    entryPoints: ["emulator/index.ts", "emulator/cli.ts"],
    outdir: "dist/emulator",
    bundle: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    logLevel: "warning",
});
