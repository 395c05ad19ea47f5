// `npm run check`: lint, format, types, drift of schema and reference, licenses. One line each; the output of what failed follows.
import { join } from "node:path";
import { root } from "./paths.mts";
import { run } from "./processes.mts";

interface Check {
    readonly title: string;
    readonly remedy: string;
    /** A file of this repository or of its dependencies, and its arguments. */
    readonly command: readonly [string, ...string[]];
}

const checks: readonly Check[] = [
    {
        title: "lint",
        remedy: "npx eslint --fix .",
        command: ["node_modules/eslint/bin/eslint.js", "."],
    },
    {
        title: "format",
        remedy: "npm run format",
        command: ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
    },
    {
        title: "types",
        remedy: "see the messages",
        command: ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "tsconfig.json"],
    },
    {
        title: "schema",
        remedy: "npm run schema",
        command: ["tools/schema/main.mts", "--check"],
    },
    {
        title: "reference",
        remedy: "npm run reference",
        command: ["tools/api-reference/main.mts", "--check"],
    },
    {
        title: "licenses",
        remedy: "npm run licenses",
        command: ["tools/supply-chain/licenses.mts", "--check"],
    },
];

/** Runs one check and writes its line; the answer is whether it passed. */
async function perform({ title, remedy, command: [file, ...args] }: Check): Promise<boolean> {
    const start = performance.now();
    const result = await run(process.execPath, [join(root, file), ...args], { cwd: root });
    const time = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    if (result.code === 0) {
        console.log(`ok      ${title} (${time})`);
        return true;
    }
    console.log(`FAILED  ${title} (${time}); to fix it: ${remedy}`);
    console.log(`${result.stdout}${result.stderr}`.trimEnd().replaceAll(/^/gm, "        "));
    return false;
}

const waiting = [...checks];

async function performWaiting(): Promise<boolean> {
    let passed = true;
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
        passed = (await perform(check)) && passed;
    }
    return passed;
}

// Lint takes longer than all the others together: they run at the same time.
const results = await Promise.all([performWaiting(), performWaiting()]);
process.exit(results.every((passed) => passed) ? 0 : 1);
