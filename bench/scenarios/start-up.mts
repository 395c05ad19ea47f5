// The start of the provider's process, beside those of a provider that does nothing and of the plugin: no engine, only the calls it begins with.
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stub } from "../../provider/dynamic/stub.ts";
import { toStandardError } from "../../tools/engine/progress.mts";
import { root } from "../../tools/paths.mts";
import type { Findings, Start } from "../findings.mts";
import { firstAnswer } from "../provider-process.mts";
import { median } from "../statistics.mts";
import type { Laboratory } from "./laboratory.mts";

const stubs = {
    ours: stub,
    empty: `exports.handler = () => require(${JSON.stringify(join(root, "bench", "empty", "provider.js"))}).provider;`,
} as const;

export async function startUp({ quick }: Laboratory): Promise<Partial<Findings>> {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), "atlas-bench-start-"));
    const remove = () => rmSync(folder, { recursive: true, force: true });
    process.once("exit", remove);
    try {
        symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "junction");
        // The first ones find nothing in the disk's cache, and are forgotten.
        await once(folder);
        const starts: Start[] = [];
        for (let index = 0; index < (quick ? 7 : 11); index += 1) {
            starts.push(await once(folder));
        }
        const times = (["ours", "empty", "plugin"] as const).map(
            (kind) => `${kind} ${String(median(starts.map((start) => start[kind])))} s`,
        );
        toStandardError(`    to the first answer: ${times.join(", ")}`);
        return { starts };
    } finally {
        process.removeListener("exit", remove);
        remove();
    }
}

async function once(folder: string): Promise<Start> {
    return {
        ours: await firstAnswer(folder, "dynamic", stubs.ours),
        empty: await firstAnswer(folder, "dynamic", stubs.empty),
        plugin: await firstAnswer(folder, "plugin"),
    };
}
