// Builds dist/: compiled CommonJS with types; the emulator bundled into single files, so that its HTTP framework is no
// dependency of those who only deploy; and the plugin as a folder of its own, all in one file, so that it starts fast.
// With --clean, from nothing; with --unless-built, only where there is none: npm runs that after each installation in a clone, and
// so builds the package for who installs it from git. Plain JavaScript, for whatever Node.js they have.
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import bundle from "./bundle.json" with { type: "json" };

const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (process.argv.includes("--unless-built") && existsSync(join(root, "dist", "sdk", "index.js"))) {
    process.exit(0);
}
if (["typescript", "esbuild"].some((name) => !existsSync(join(root, "node_modules", name)))) {
    console.error(
        "The build needs the packages typescript and esbuild, which are not installed. Run `npm ci --include=dev`, then this again.",
    );
    process.exit(1);
}
const { build } = await import("esbuild");

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

const bundled = { absWorkingDir: root, ...bundle };
await build({
    ...bundled,
    entryPoints: ["emulator/index.ts", "emulator/cli.ts"],
    outdir: "dist/emulator",
});
await build({
    ...bundled,
    entryPoints: ["provider/plugin/main.ts"],
    // Without an extension: the engine looks for a program of just this name.
    outfile: "dist/plugin/pulumi-resource-atlas-serverless",
});
chmodSync(join(root, "dist/plugin/pulumi-resource-atlas-serverless"), 0o755);
// Where the engine cannot run it as a program, its host for Node programs runs the folder.
copyFileSync(
    join(root, "provider/plugin/package/PulumiPlugin.yaml"),
    join(root, "dist/plugin/PulumiPlugin.yaml"),
);
writeFileSync(
    join(root, "dist/plugin/package.json"),
    JSON.stringify({ name: "pulumi-resource-atlas-serverless", main: "pulumi-resource-atlas-serverless" }),
);
