#!/usr/bin/env node
// Runs one file of this project on the project's own Node, with everything installed and built first:
//
//     node tools/run.mjs [--unbuilt] FILE [ARGUMENTS]
//
// With --unbuilt without the build, which some files need not, or make themselves.
//
// It is what the npm scripts call, so that each of them works on a fresh clone. Plain JavaScript on
// purpose: the Node on the machine's path may be too old for anything else, and nothing is installed yet.
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const isUnbuilt = process.argv[2] === "--unbuilt";
const [file, ...args] = process.argv.slice(isUnbuilt ? 3 : 2);
if (file === undefined) {
    console.error("Usage: node tools/run.mjs [--unbuilt] FILE [ARGUMENTS]");
    process.exit(2);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === "win32";
const bin = join(root, "node_modules", ".bin");

/** npm writes this file last, so its age is the age of the whole installation. */
const installed = join(root, "node_modules", ".package-lock.json");
const lock = join(root, "package-lock.json");

/** Milliseconds between two signs of life. The limit is 10 s, and a timer on a busy machine is late. */
const longestSilence = 8000;

async function prepare(command, args, title, options = {}) {
    const start = Date.now();
    const timer = setInterval(() => {
        console.error(`${title} is still running (${Math.round((Date.now() - start) / 1000)} s).`);
    }, longestSilence);
    // Standard output belongs to the file that is run: it may be read by a program.
    const child = spawn(command, args, {
        cwd: root,
        stdio: ["ignore", process.stderr, process.stderr],
        ...options,
    });
    const { status, signal, error } = await new Promise((resolve) => {
        child.on("error", (error) => resolve({ error }));
        child.on("exit", (status, signal) => resolve({ status, signal }));
    });
    clearInterval(timer);
    if (error !== undefined) {
        console.error(`${title} could not be started: ${error.message}.`);
        process.exit(1);
    }
    if (status !== 0) {
        console.error(`${title} failed (${signal ?? `exit code ${status}`}); see above.`);
        process.exit(1);
    }
}

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    console.error("Installing the project's dependencies (npm ci, about a minute) ...");
    // On Windows npm is a batch file, which only a shell starts.
    await prepare("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "npm ci", { shell: windows });
}

const path = bin + delimiter + (process.env.PATH ?? "");
// The program itself: a shell would split what has a blank in it.
const node = join(root, "node_modules", "node", "bin", windows ? "node.exe" : "node");
if (!existsSync(node)) {
    console.error(
        `The project's own Node.js is missing (${relative(root, node)}): npm was told to run no scripts when it installed the ` +
            "package `node`, which fetches it in one. Run `npm rebuild node --ignore-scripts=false`, then this again.",
    );
    process.exit(1);
}
if (!isUnbuilt) {
    await prepare(node, [join(root, "tools", "build.mjs")], "The build");
}

// package.json names no kind of module, since what is published is CommonJS; Node.js tells the kind of a source by itself, and warns.
const child = spawn(node, ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", join(root, file), ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: path },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
}
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
