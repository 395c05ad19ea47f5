// Whether somebody has said which Atlas a Pulumi project is for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Whether the environment or a stack's configuration in this folder says anything of an Atlas. */
export function namesAtlas(folder: string, env: NodeJS.ProcessEnv): boolean {
    const inEnvironment = Object.keys(env).some((name) => /^(MONGODB_ATLAS|MCLI)_/.test(name) && env[name]);
    // Settings in a stack's configuration would lose against the emulator's in the environment.
    const stacks = readdirSync(folder).filter((name) => /^Pulumi\..+\.ya?ml$/.test(name));
    return (
        inEnvironment ||
        stacks.some((name) => /^\s+["']?atlas:/m.test(readFileSync(join(folder, name), "utf8")))
    );
}
