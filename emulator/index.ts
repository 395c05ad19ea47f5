/**
 * An Atlas emulator, for tests of Pulumi programs and of this package: a real HTTP server that behaves as Atlas does.
 *
 * @module pulumi-atlas-serverless/emulator
 */
import { readFileSync } from "node:fs";
import { nodeVersionProblem } from "../provider/host/node-version";
import { seed, SEEDS } from "./control/seed";
import { switchEra } from "./control/era";
import { EmulatorState } from "./emulation";
import { OptionError, settingsFrom, type Emulator, type EmulatorOptions } from "./options";
import { listen } from "./server/listen";
import { keepState, loadState, readState } from "./state-file";
import { parsed, readEach } from "./wire/validation";

export type { Era } from "./eras";
export { OptionError } from "./options";
export type { Account, Emulator, EmulatorOptions, EmulatorReady } from "./options";

/**
 * Starts an emulator, by default on 127.0.0.1, and resolves once it answers.
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

/** Ends what {@link globalSetup} has begun. */
const endings = new Set<() => Promise<void>>();

/**
 * The global setup of a test runner: an emulator for all tests, and the variables of the environment by which programs find it.
 *
 * What it gives is the default export of the file that jest or Vitest has as `globalSetup`: a function that starts the emulator, and
 * gives another one that stops it. Vitest calls that itself; for jest, {@link globalTeardown} does.
 *
 * Besides those of `env` of {@link Emulator}, it sets `ATLAS_EMULATOR_READ_ONLY_CLIENT_ID` and
 * `ATLAS_EMULATOR_READ_ONLY_CLIENT_SECRET`, of the account that only reads. An access token in the environment would be used in
 * place of the emulator's account, so it is unset until the end.
 *
 * ```ts
 * import { globalSetup } from "pulumi-atlas-serverless/emulator";
 *
 * export default globalSetup({ scale: 60, projects: ["0123456789abcdef01234567"] });
 * ```
 *
 * @param options What differs from the defaults.
 */
export function globalSetup(options: EmulatorOptions = {}): () => Promise<() => Promise<void>> {
    return async () => {
        const emulator = await startEmulator(options);
        const restore = setVariables({
            ...emulator.env,
            ATLAS_EMULATOR_READ_ONLY_CLIENT_ID: emulator.readOnly.clientId,
            ATLAS_EMULATOR_READ_ONLY_CLIENT_SECRET: emulator.readOnly.clientSecret,
            MONGODB_ATLAS_ACCESS_TOKEN: undefined,
        });
        const stop = async (): Promise<void> => {
            // A second call must not restore what has been set since.
            if (endings.delete(stop)) {
                restore();
                await emulator.close();
            }
        };
        endings.add(stop);
        return stop;
    };
}

/**
 * The global teardown for jest: stops the emulators that {@link globalSetup} has started in this process.
 *
 * ```ts
 * export { globalTeardown as default } from "pulumi-atlas-serverless/emulator";
 * ```
 */
export async function globalTeardown(): Promise<void> {
    await Promise.all([...endings].map((stop) => stop()));
}

/** Sets variables of the environment, or unsets them; gives what restores the former values. */
function setVariables(values: Readonly<Record<string, string | undefined>>): () => void {
    const before = Object.fromEntries(Object.keys(values).map((name) => [name, process.env[name]]));
    for (const [name, value] of Object.entries(values)) {
        // Assigned, undefined would become text.
        if (value === undefined) {
            Reflect.deleteProperty(process.env, name);
        } else {
            process.env[name] = value;
        }
    }
    return () => void setVariables(before);
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
        for (const each of readEach(SEEDS, parsed(readFileSync(file, "utf8")))) {
            seed(emulation, each, "");
        }
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new OptionError(`the seed file ${file} cannot be used: ${why}`);
    }
}
