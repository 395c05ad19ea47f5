// `npm run bench`: measures the provider beside a plain one, prints a table, writes JSON and draws the picture of docs/performance.md.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { format, resolveConfig } from "prettier";
import { sdkVersion, type Engine } from "../tools/engine/engine.mts";
import { findEngineOrExit } from "../tools/engine/find.mts";
import { since, toStandardError } from "../tools/engine/progress.mts";
import type { Circumstances, Results } from "./findings.mts";
import { figuresOf } from "./figures/index.mts";
import { help, readOptions, type Options } from "./options.mts";
import { pictureOf } from "./picture.mts";
import { report } from "./report.mts";
import { runAll } from "./scenarios/index.mts";

/** Every emulator, stack and run listens for the end of this process; there are more of them than Node expects. */
process.setMaxListeners(0);

function circumstances(engine: Engine, { quick }: Options, start: number): Circumstances {
    const [processor] = cpus();
    return {
        date: new Date(start).toISOString(),
        mode: quick ? "quick" : "full",
        minutes: Math.round((Date.now() - start) / 6000) / 10,
        cpus: cpus().length,
        cpu: processor?.model.trim() ?? "unknown",
        platform: `${process.platform} ${process.arch}`,
        node: process.versions.node,
        engine: engine.version,
        sdk: sdkVersion(),
    };
}

function write(file: string, text: string): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
}

/** As `npm run check` wants it, since the results of a full run are committed. */
async function formatted(file: string, text: string): Promise<string> {
    return format(text, { ...(await resolveConfig(file)), filepath: file });
}

async function main(args: readonly string[]): Promise<void> {
    const options = readOptions(args);
    if (options === undefined) {
        process.stdout.write(help);
        return;
    }
    const engine = await findEngineOrExit();
    const start = Date.now();
    const findings = await runAll(options.scenarios, { engine, quick: options.quick });
    const results: Results = {
        circumstances: circumstances(engine, options, start),
        figures: figuresOf(findings),
        ...findings,
    };
    write(options.json, await formatted(options.json, JSON.stringify(results)));
    write(options.plot, pictureOf(results));
    process.stdout.write(report(results));
    toStandardError(
        `The results are in ${options.json}, their picture in ${options.plot} (${since(start)}).`,
    );
}

try {
    await main(process.argv.slice(2));
} catch (error) {
    toStandardError(error instanceof Error ? error.message : String(error));
    // Whatever was being measured ends with this process.
    process.exit(1);
}
