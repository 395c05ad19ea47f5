#!/usr/bin/env node
// Runs one file of this project on the project's own Node, with everything installed and built first:
//
//     node tools/run.mjs FILE [ARGUMENTS]
//
// It is what the npm scripts call, so that each of them works on a fresh clone. Plain JavaScript on
// purpose: the Node on the machine's path may be too old for anything else, and nothing is installed yet.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === "win32";
const bin = join(root, "node_modules", ".bin");

/** npm writes this file last, so its age is the age of the whole installation. */
const installed = join(root, "node_modules", ".package-lock.json");
const lock = join(root, "package-lock.json");

function prepare(command, args, why, options = {}) {
    // Standard output belongs to the file that is run: it may be read by a program.
    const { status, signal } = spawnSync(command, args, {
        cwd: root,
        stdio: ["ignore", process.stderr, process.stderr],
        ...options,
    });
    if (status !== 0) {
        console.error(`${why} failed (${signal ?? `exit code ${status}`}); see above.`);
        process.exit(1);
    }
}

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    console.error("Installing the project's dependencies (npm ci, about a minute) ...");
    // On Windows npm is a batch file, which only a shell starts.
    prepare("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci", { shell: windows });
}

const path = bin + delimiter + (process.env.PATH ?? "");
// The program itself: a shell would split what has a blank in it.
const node = join(root, "node_modules", "node", "bin", windows ? "node.exe" : "node");
prepare(node, [join(root, "tools", "build.mjs")], "The build");

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
    console.error("Usage: node tools/run.mjs FILE [ARGUMENTS]");
    process.exit(2);
}
const child = spawn(node, [join(root, file), ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: path },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
}
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
