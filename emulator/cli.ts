#!/usr/bin/env node
// The emulator as a command: prints one JSON line when it is ready, and runs until it is told to stop.
import { parseArgs } from "node:util";
import { exitWhereNodeIsTooOld } from "../provider/node";
import { ERAS, isEra } from "./eras";
import { startEmulator } from "./index";
import { OptionError } from "./options";
import type { Emulator, EmulatorOptions } from "./options";

const HELP = `A local MongoDB Atlas for tests: serves the Administration API on 127.0.0.1.

Usage: atlas-emulator [options]

  --port N      port to listen on; 0 takes any free one (default 0)
  --era NAME    time of Atlas's life to play: ${ERAS.join(", ")} (default classic)
  --scale N     time runs this much faster (default 1)
  --seed N      seed of ids, credentials and jitter (default 1)
  --verbose     one line per request on standard error
  --help        show this

When ready it prints one line of JSON: baseUrl, projectId, clientId, clientSecret, publicKey, privateKey.
In a browser, baseUrl shows what happens as it happens.
The control door is under /_emulator/: state, seed, convert, era, faults, stats, timeline, limits, events, reset.
`;

/** Tells what is wrong in one line and sets the exit code. */
function fail(message: string, exitCode: number): void {
    process.stderr.write(`atlas-emulator: ${message}\n`);
    process.exitCode = exitCode;
}

/** The options that the arguments ask for; undefined where they ask for help. */
function optionsFrom(args: readonly string[]): EmulatorOptions | undefined {
    const text = { type: "string" } as const;
    const flag = { type: "boolean" } as const;
    const options = { port: text, era: text, scale: text, seed: text, verbose: flag, help: flag };
    const { values } = parseArgs({ args: [...args], options, strict: true });
    const number = (name: "port" | "scale" | "seed") => numberFrom(name, values[name]);
    const { era, verbose = false, help = false } = values;
    if (era !== undefined && !isEra(era)) {
        throw new OptionError(`--era must be one of ${ERAS.join(", ")}, got "${era}"`);
    }
    const log = (line: string) => void process.stderr.write(`${line}\n`);
    return help
        ? undefined
        : {
              ...number("port"),
              ...number("scale"),
              ...number("seed"),
              ...(era && { era }),
              ...(verbose && { log }),
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

/** The emulator, or undefined where there is nothing to run. */
async function start(args: readonly string[]): Promise<Emulator | undefined> {
    let options: EmulatorOptions | undefined;
    try {
        options = optionsFrom(args);
        if (options === undefined) {
            process.stdout.write(HELP);
            return undefined;
        }
        return await startEmulator(options);
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (message.includes("EADDRINUSE")) {
            fail(
                `port ${options?.port ?? 0} is already in use; choose another --port, or 0 for any free one`,
                1,
            );
        } else if (message.includes("EACCES")) {
            fail(`port ${options?.port ?? 0} may not be listened on; choose another --port`, 1);
        } else {
            // What the argument parser says after its first sentence is about quoting, and only confuses here.
            fail(`${message.split(". ")[0] ?? message} (see --help)`, 2);
        }
        return undefined;
    }
}

async function main(): Promise<void> {
    const emulator = await start(process.argv.slice(2));
    if (emulator === undefined) {
        return;
    }
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.on(signal, () => void emulator.close());
    }
    const { baseUrl, projectId, clientId, clientSecret, publicKey, privateKey } = emulator;
    const ready = { baseUrl, projectId, clientId, clientSecret, publicKey, privateKey };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
}

exitWhereNodeIsTooOld();
void main();
