/**
 * A local Atlas, for tests of Pulumi programs and of this package: a real HTTP server that behaves as the service does.
 *
 * @module pulumi-atlas-serverless/emulator
 */
import { nodeVersionProblem } from "../provider/host/node-version";
import { EmulatorState } from "./emulation";
import { settingsFrom } from "./options";
import type { Emulator, EmulatorOptions } from "./options";
import { listen } from "./server/listen";

export type { Era } from "./eras";
export { OptionError } from "./options";
export type { Emulator, EmulatorOptions, EmulatorReady } from "./options";

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
 * @throws {@link OptionError} for an option that cannot be, Node's own error for a port that is taken, and an error that says
 * so on a Node.js that is too old.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
    const problem = nodeVersionProblem();
    if (problem !== undefined) {
        throw new Error(problem);
    }
    const emulation = new EmulatorState(settingsFrom(options));
    const { baseUrl, close } = await listen(emulation);
    const { identity } = emulation;
    const env = {
        MONGODB_ATLAS_BASE_URL: baseUrl,
        MONGODB_ATLAS_PROJECT_ID: identity.projectId,
        MONGODB_ATLAS_CLIENT_ID: identity.clientId,
        MONGODB_ATLAS_CLIENT_SECRET: identity.clientSecret,
    };
    return { baseUrl, ...identity, env, close };
}
