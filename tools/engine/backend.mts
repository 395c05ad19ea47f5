// Where `npm run pulumi` keeps its state when nobody has said where.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../paths.mts";
import type { Engine } from "./engine.mts";

/** The git-ignored folder of the throw-away backend. */
const localFolder = join(root, ".pulumi-local");

const stack = "dev";

function projectNamesBackend(folder: string): boolean {
    return ["Pulumi.yaml", "Pulumi.yml"].some((name) => {
        const file = join(folder, name);
        return existsSync(file) && /^backend:/m.test(readFileSync(file, "utf8"));
    });
}

function isLoggedIn(): boolean {
    const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
    try {
        const credentials: unknown = JSON.parse(readFileSync(join(home, "credentials.json"), "utf8"));
        return typeof (credentials as { current?: unknown }).current === "string";
    } catch {
        return false;
    }
}

/** Whether a person has chosen a backend: by the environment, by the project, or by `pulumi login`. */
export function hasBackend(folder: string): boolean {
    return Boolean(
        process.env["PULUMI_BACKEND_URL"] ||
        process.env["PULUMI_ACCESS_TOKEN"] ||
        projectNamesBackend(folder) ||
        isLoggedIn(),
    );
}

/** The environment of the throw-away backend in the repository. */
export function localBackend(): Record<string, string> {
    const state = join(localFolder, "state");
    mkdirSync(state, { recursive: true });
    const hasPassphrase =
        process.env["PULUMI_CONFIG_PASSPHRASE"] !== undefined ||
        process.env["PULUMI_CONFIG_PASSPHRASE_FILE"] !== undefined;
    return {
        PULUMI_BACKEND_URL: pathToFileURL(state).href,
        PULUMI_HOME: join(localFolder, "home"),
        // Guards nothing: the state next to it is as open as this line. A real stack wants a real passphrase.
        ...(hasPassphrase ? {} : { PULUMI_CONFIG_PASSPHRASE: "local" }),
    };
}

/** Selects the stack `dev`, made if need be, unless another one is selected already. */
export function ensureStack(engine: Engine, folder: string, env: NodeJS.ProcessEnv): void {
    const options = { cwd: folder, env, encoding: "utf8" } as const;
    const quietly = ["--non-interactive", "--color", "never"];
    if (spawnSync(engine.pulumi, ["stack", "--show-name", ...quietly], options).status === 0) {
        return;
    }
    const made = spawnSync(engine.pulumi, ["stack", "select", "--create", stack, ...quietly], options);
    if (made.status !== 0) {
        throw new Error(`Could not create the stack "${stack}" in .pulumi-local: ${made.stderr.trim()}`);
    }
}
