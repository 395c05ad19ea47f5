// `npm test`: everything that CI checks: the checks of `npm run check`, the engine, and all tests.
//
//     npm test -- tests/unit        only these tests, with any of jest's arguments, and no checks before them
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { asArray, asNumber, asRecord, asString } from "../provider/atlas/json-readers.ts";
import { findEngineOrExit } from "./engine/find.mts";
import { root, testResult } from "./paths.mts";
import { exitCode } from "./processes.mts";

/** Runs a file to its end in the terminal's own process group, so that ^C ends it too. */
async function perform(file: string, args: readonly string[], env = process.env): Promise<number> {
    const child = spawn(process.execPath, [join(root, file), ...args], { cwd: root, stdio: "inherit", env });
    const stop = (signal: NodeJS.Signals) => child.kill(signal);
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    process.removeListener("SIGINT", stop).removeListener("SIGTERM", stop);
    return exitCode(code, signal);
}

/** Prints where the time went: three files are tested at a time, so the sum is about three times what the run took. */
function reportTimes(): void {
    const written: unknown = existsSync(testResult) ? JSON.parse(readFileSync(testResult, "utf8")) : {};
    const files = asArray(asRecord(written)["testResults"])
        .map(asRecord)
        .map(({ name, startTime, endTime }) => ({
            file: relative(root, asString(name) ?? ""),
            seconds: ((asNumber(endTime) ?? NaN) - (asNumber(startTime) ?? NaN)) / 1000,
        }));
    const sums = new Map<string, number>();
    for (const { file, seconds } of files) {
        sums.set(dirname(file), (sums.get(dirname(file)) ?? 0) + seconds);
    }
    const folders = [...sums].map(([file, seconds]) => ({ file, seconds }));
    if (files.length < 2) {
        return;
    }
    for (const [title, entries] of [
        ["Time by folder:", folders],
        ["The slowest files:", files],
    ] as const) {
        console.log(`\n${title}`);
        for (const { file, seconds } of entries
            .toSorted((one, other) => other.seconds - one.seconds)
            .slice(0, 20)) {
            console.log(`${seconds.toFixed(0).padStart(6)} s  ${file}`);
        }
    }
}

// An earlier run's result must never be taken for this one's.
rmSync(testResult, { force: true });
mkdirSync(dirname(testResult), { recursive: true });

const args = process.argv.slice(2);
const env = { ...process.env };
if (args.length === 0) {
    const checked = await perform("tools/check.mts", []);
    if (checked !== 0) {
        process.exit(checked);
    }
    // Found here so that its absence is said before the first test, and its building is seen. With arguments,
    // the tests that need it look for it themselves.
    const engine = await findEngineOrExit();
    env["PULUMI_ATLAS_ENGINE"] = JSON.stringify(engine);
    console.log(`ok      engine (Pulumi ${engine.version}, ${engine.origin})`);
}
const tested = await perform(
    "node_modules/jest/bin/jest.js",
    [...args, "--json", "--outputFile", testResult],
    env,
);
reportTimes();
process.exit(tested);
