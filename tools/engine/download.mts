// The official engine, downloaded once.
import { dirname, join } from "node:path";
import { run } from "../processes.mts";
import { downloadFolder, fillCache } from "./cache.mts";
import { engineIn, sdkVersion } from "./engine.mts";
import type { Engine } from "./engine.mts";
import { since, withProgress } from "./progress.mts";
import type { Progress } from "./progress.mts";

/** How long the place of the download may take to answer. */
const answerWithin = 5_000;

/** How long a download that did answer may take; one that stalls must not stand in the way of building. */
const completeWithin = 15 * 60_000;

/** Downloads the official engine; the answer is the engine, or why there is none. */
export async function downloadEngine(progress: Progress): Promise<Engine | string> {
    const start = Date.now();
    let why = "the official download failed";
    let answered = false;
    const filled = await fillCache(downloadFolder(), progress, async (partial) => {
        const underWay = () => `Downloading the official Pulumi engine: under way, ${since(start)} in all`;
        const result = await withProgress(progress, underWay, (spoke) =>
            run(process.execPath, [join(dirname(import.meta.filename), "install.mts"), partial], {
                // The SDK asks with fetch, which heeds a proxy in the environment only when told to.
                env: { ...process.env, NODE_USE_ENV_PROXY: "1" },
                timeout: answerWithin,
                onStdout: (line, child) => {
                    if (line === "answered") {
                        answered = true;
                        child.setTimeout(completeWithin);
                        progress(`Downloading the official Pulumi engine ${sdkVersion()} (once) ...`);
                        spoke();
                    }
                },
            }),
        );
        if (!answered) {
            why = "the official download did not answer";
        } else if (result.timedOut) {
            why = "the official download did not end";
        } else if (result.code !== 0) {
            why = `the official download failed (${result.stderr.trim().split("\n").at(-1) ?? "no reason given"})`;
        }
        return result.code === 0 && (await engineIn(join(partial, "bin"), "download")) !== undefined;
    });
    const engine = filled ? await engineIn(join(downloadFolder(), "bin"), "download") : undefined;
    if (engine !== undefined) {
        progress(`Downloaded Pulumi ${engine.version} in ${since(start)}.`);
    }
    return engine ?? why;
}
