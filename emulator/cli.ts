#!/usr/bin/env node
// The emulator as a command: prints one line of JSON when it is ready, and runs until a signal ends it.
import { constants } from "node:os";
import { parseArgs } from "node:util";
import { exitWhereNodeIsTooOld } from "../provider/host/node-version";
import { OutputError, survivesClosedStreams, writeError, writeOut } from "../provider/host/standard-output";
import { version } from "../provider/version";
import { ERAS, isEra } from "./eras";
import { startEmulator } from "./index";
import { OptionError, type Emulator, type EmulatorOptions } from "./options";

const HELP = `MongoDB Atlas emulator for tests: serves the Administration API on 127.0.0.1, or where you tell it to.

Usage: atlas-emulator [options]

  --port N          Port to listen on; 0 picks any free one (default: 0)
  --host IP         Address to listen on (default: 127.0.0.1, which only this machine reaches)
  --allow-host NAME Accept requests to this host name, too; repeatable (default: none besides localhost)
  --era NAME        Era of the Atlas API: ${ERAS.join(", ")} (default: sunset, today's Atlas)
  --scale N         Time runs this much faster (default: 1)
  --seed N          Seed of IDs, credentials and jitter (default: 1)
  --project ID      Project that exists from the start; repeatable (default: one, whose ID the seed gives)
  --seed-file FILE  JSON file that declares projects and clusters, as POST /_emulator/seed takes them
  --state FILE      Keep projects and clusters in this file from one start to the next (default: nothing is kept)
  --env             Print the variables for a shell, not JSON
  --verbose         Print a line per request to standard error
  --help            Show help
  --version         Show the package's version

When ready it prints one line of JSON: baseUrl, projectId, clientId, clientSecret, publicKey, privateKey.
Open baseUrl in a browser to watch clusters and requests live.
The control API is under /_emulator/: health, accounts, state, seed, convert, restores, era, faults, stats, timeline,
limits, events, openapi.json, reset.
`;

/** Prints one line that says what is wrong, and sets the exit code. */
function fail(message: string, exitCode: number): void {
    writeError(`atlas-emulator: ${message}`);
    process.exitCode = exitCode;
}

/** How to start, and how to print that it is ready. */
interface Wish extends EmulatorOptions {
    readonly inShell: boolean;
}

/** What the arguments ask for: an emulator, or a text. */
function wishFrom(args: readonly string[]): Wish | string {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const texts = { type: "string", multiple: true } as const;
    const place = { port: text, host: text, "allow-host": texts };
    const world = { era: text, scale: text, seed: text, project: texts, "seed-file": text, state: text };
    const options = { ...place, ...world, env: flag, verbose: flag, help: flag, version: flag };
    const { values } = parseArgs({ args: [...args], options, strict: true });
    const number = (name: "port" | "scale" | "seed") => numberFrom(name, values[name]);
    const { host, "allow-host": allowedHosts, env: inShell = false, verbose = false } = values;
    const { era, project, state, "seed-file": seedFile } = values;
    if (era !== undefined && !isEra(era)) {
        throw new OptionError(`--era must be one of ${ERAS.join(", ")}, got "${era}"`);
    }
    if (values.help === true) {
        return HELP;
    }
    if (values.version === true) {
        return `${version}\n`;
    }
    return {
        ...number("port"),
        ...number("scale"),
        ...number("seed"),
        ...(host !== undefined && { host }),
        ...(allowedHosts && { allowedHosts }),
        ...(era && { era }),
        ...(project && { projects: project }),
        ...(seedFile !== undefined && { seedFile }),
        ...(state !== undefined && { stateFile: state }),
        ...(verbose && { log: writeError }),
        inShell,
    };
}

function numberFrom(name: string, value: string | undefined): Record<string, number> {
    if (value === undefined) {
        return {};
    }
    if (!/^\d+(\.\d+)?$/.test(value)) {
        throw new OptionError(`--${name} must be a number, got "${value}"`);
    }
    return { [name]: Number(value) };
}

/** Starts what is asked for; undefined, with the exit code set, where there is nothing to run. */
async function start(args: readonly string[]): Promise<{ emulator: Emulator; wish: Wish } | undefined> {
    let port = 0;
    try {
        const wish = wishFrom(args);
        if (typeof wish === "string") {
            await writeOut(wish);
            return undefined;
        }
        port = wish.port ?? 0;
        return { emulator: await startEmulator(wish), wish };
    } catch (error) {
        if (error instanceof OutputError) {
            throw error;
        }
        const message = error instanceof Error ? error.message : String(error);
        if (message.includes("EADDRINUSE")) {
            fail(`port ${port} is already in use. Choose another --port, or 0 for any free port.`, 1);
        } else if (message.includes("EACCES")) {
            fail(`no permission to listen on port ${port}. Choose another --port.`, 1);
        } else {
            // What the argument parser says after its first sentence is about quoting, and only confuses here.
            fail(`${message.split(". ")[0] ?? message} (see --help)`, 2);
        }
        return undefined;
    }
}

/** The `export` lines with which a shell's programs use this emulator. */
function exportsOf({ env }: Emulator): string {
    return Object.entries(env)
        .map(([name, value]) => `export ${name}=${value}\n`)
        .join("");
}

async function main(): Promise<void> {
    const started = await start(process.argv.slice(2));
    if (started === undefined) {
        return;
    }
    const { emulator, wish } = started;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.on(signal, () => void emulator.close().catch((error: unknown) => fail(String(error), 1)));
    }
    const { baseUrl, projectId, clientId, clientSecret, publicKey, privateKey } = emulator;
    const ready = { baseUrl, projectId, clientId, clientSecret, publicKey, privateKey };
    try {
        const isRead = await writeOut(wish.inShell ? exportsOf(emulator) : `${JSON.stringify(ready)}\n`);
        if (!isRead) {
            // No reader can learn its address anymore. The code is the one by which a shell reports a closed pipe.
            process.exitCode = 128 + constants.signals.SIGPIPE;
            await emulator.close();
        }
    } catch (error) {
        await emulator.close();
        throw error;
    }
}

exitWhereNodeIsTooOld();
survivesClosedStreams();
main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error), 1));
