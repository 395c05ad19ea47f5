// What the set-up has told the tests about the engine.
import { mkdirSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { Engine } from "../../../tools/engine/engine.mts";

function told(name: string): string {
    const value = process.env[name];
    if (value === undefined) {
        throw new Error(
            `${name} is not set: run these tests by jest with this repository's configuration, in tests/engine or tests/package.`,
        );
    }
    return value;
}

/** The engine under test. */
export function engine(): Engine {
    return JSON.parse(told("PULUMI_ATLAS_ENGINE")) as Engine;
}

/** The folder that every test of this run works in; it is removed at the end. */
export function sharedFolder(): string {
    return told("PULUMI_ATLAS_ENGINE_FOLDER");
}

/** What a user's shell hands on and a run may need. All else is left out, credentials above all. */
const passedOn = ["LANG", "LC_ALL", "TZ", "SystemRoot", "ComSpec", "PATHEXT"];

/** Where the package keeps its plugin. */
const plugin = resolve(__dirname, "../../../dist/plugin");

/** Words for the environment of a child; undefined takes one out. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * An environment that nothing of the caller's leaks into, with the engine on its PATH, and with a home and a
 * place for temporary files in a folder: a killed host leaves some.
 */
export function cleanEnvironment(folder: string): Record<string, string> {
    const home = join(folder, "home");
    const temporary = join(folder, "tmp");
    mkdirSync(home, { recursive: true });
    mkdirSync(temporary, { recursive: true });
    const kept = passedOn.flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value] as const];
    });
    return {
        ...Object.fromEntries(kept),
        PATH: [told("PULUMI_ATLAS_ENGINE_PATH"), plugin].join(delimiter),
        HOME: home,
        TMPDIR: temporary,
        TMP: temporary,
        TEMP: temporary,
        PULUMI_HOME: join(home, ".pulumi"),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
        // Node keeps what it has compiled of the SDK: a third of the time of a run.
        NODE_COMPILE_CACHE: join(sharedFolder(), "compiled"),
    };
}
