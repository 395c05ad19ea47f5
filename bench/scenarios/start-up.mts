// The start of the provider's process, beside that of a provider that does nothing: no engine, only the calls it begins with.
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toStandardError } from "../../tools/engine/progress.mts";
import { root } from "../../tools/paths.mts";
import type { Findings, Pair } from "../findings.mts";
import { firstAnswer } from "../provider-process.mts";
import { median } from "../statistics.mts";
import type { Laboratory } from "./laboratory.mts";

const stubs = {
    ours: 'exports.handler = () => require("pulumi-atlas-serverless/dynamic").provider;',
    empty: `exports.handler = () => require(${JSON.stringify(join(root, "bench", "empty", "provider.js"))}).provider;`,
} as const;

export async function startUp({ quick }: Laboratory): Promise<Partial<Findings>> {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), "atlas-bench-start-"));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    process.once("exit", remove);
    try {
        symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
        // The first pair finds nothing in the disk's cache, and is forgotten.
        await pair(folder);
        const starts: Pair[] = [];
        for (let index = 0; index < (quick ? 7 : 11); index += 1) {
            starts.push(await pair(folder));
        }
        const [ours, empty] = [starts.map((one) => one.ours), starts.map((one) => one.empty)].map(median);
        toStandardError(`    to the first answer: ours ${String(ours)} s, empty ${String(empty)} s`);
        return { starts };
    } finally {
        process.removeListener("exit", remove);
        remove();
    }
}

async function pair(folder: string): Promise<Pair> {
    return { ours: await firstAnswer(folder, stubs.ours), empty: await firstAnswer(folder, stubs.empty) };
}
