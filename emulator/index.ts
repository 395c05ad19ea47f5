/**
 * An Atlas emulator, for tests of Pulumi programs and of this package: a real HTTP server that behaves as Atlas does.
 *
 * @module pulumi-atlas-serverless/emulator
 */
import { readFileSync } from "node:fs";
import { nodeVersionProblem } from "../provider/host/node-version";
import { oneOrMore } from "./control/control-api";
import { SEED, seed } from "./control/seed";
import { switchEra } from "./control/era";
import { EmulatorState } from "./emulation";
import { OptionError, settingsFrom } from "./options";
import type { Emulator, EmulatorOptions } from "./options";
import { listen } from "./server/listen";
import { keepState, loadState, readState } from "./state-file";
import { fromJson } from "./wire/json";
import { read } from "./wire/reader";

export type { Era } from "./eras";
export { OptionError } from "./options";
export type { Account, Emulator, EmulatorOptions, EmulatorReady } from "./options";

/**
 * Starts an emulator on 127.0.0.1 and resolves once it answers.
 *
 * ```ts
 * import { startEmulator } from "pulumi-atlas-serverless/emulator";
 *
 * async function offline(deploy: () => Promise<void>): Promise<void> {
 *     const atlas = await startEmulator({ scale: 100 });
 *     Object.assign(process.env, atlas.env);
 *     try {
 *         await deploy();
 *     } finally {
 *         await atlas.close();
 *     }
 * }
 * ```
 *
 * @param options What differs from the defaults.
 * @throws {@link OptionError} for an invalid option, Node's own error for a port that is in use, and an error that says so on a
 * Node.js that is too old.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
    const problem = nodeVersionProblem();
    if (problem !== undefined) {
        throw new Error(problem);
    }
    const emulation = emulationOf(options);
    const { stateFile } = options;
    const listener = await listen(emulation);
    const { baseUrl } = listener;
    const { identity } = emulation;
    let writeLast: () => void;
    try {
        writeLast = stateFile === undefined ? () => undefined : keepState(emulation, stateFile);
    } catch (error) {
        await listener.close();
        throw error;
    }
    let closing: Promise<void> | undefined;
    const close = () => (closing ??= listener.close().then(writeLast));
    const env = {
        MONGODB_ATLAS_BASE_URL: baseUrl,
        MONGODB_ATLAS_PROJECT_ID: identity.projectId,
        MONGODB_ATLAS_CLIENT_ID: identity.clientId,
        MONGODB_ATLAS_CLIENT_SECRET: identity.clientSecret,
    };
    return { baseUrl, ...identity, env, close };
}

/** The state that the options ask for: that of the state file, or else what the seed file declares. */
function emulationOf(options: EmulatorOptions): EmulatorState {
    const { stateFile, seedFile, era } = options;
    const saved = stateFile === undefined ? undefined : readState(stateFile);
    if (saved !== undefined && options.seed !== undefined && options.seed !== saved.seed) {
        throw new OptionError(
            `seed is ${options.seed}, but the state in ${stateFile ?? ""} was made with ${saved.seed}`,
        );
    }
    const begun = saved && { seed: saved.seed, projects: options.projects ?? [saved.projectId] };
    const emulation = new EmulatorState(settingsFrom({ ...options, ...begun }), saved?.now);
    if (seedFile !== undefined) {
        emulation.atStart = () => seedFrom(seedFile, emulation);
    }
    if (saved === undefined) {
        emulation.atStart();
        return emulation;
    }
    loadState(emulation, saved);
    if (era !== undefined && era !== emulation.era) {
        switchEra(emulation, { era });
    }
    return emulation;
}

/** Adds what a seed file declares; throws {@link OptionError}. */
function seedFrom(file: string, emulation: EmulatorState): void {
    try {
        for (const each of read(oneOrMore(SEED), fromJson(readFileSync(file, "utf8")))) {
            seed(emulation, each, "");
        }
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new OptionError(`the seed file ${file} cannot be used: ${why}`);
    }
}
