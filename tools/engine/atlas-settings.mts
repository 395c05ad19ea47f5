// Whether somebody has said which Atlas a Pulumi project is for.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

/** Of the dynamic provider, and of the plugin. */
const namespaces = ["atlas:", "atlas-serverless:"];

/**
 * Whether the environment, the project's configuration or a stack's says anything of an Atlas. The emulator's variables would
 * go before what a configuration says.
 */
export function namesAtlas(folder: string, env: NodeJS.ProcessEnv): boolean {
    return (
        Object.keys(env).some((name) => /^(MONGODB_ATLAS|MCLI)_/.test(name) && env[name]) ||
        settingsFiles(folder).some(saysAtlas)
    );
}

/** The project's file, and those of its stacks, wherever it keeps them. */
function settingsFiles(folder: string): string[] {
    const projects = ["Pulumi.yaml", "Pulumi.yml"]
        .map((name) => join(folder, name))
        .filter((file) => existsSync(file));
    const elsewhere = projects
        .map((file) => recordIn(file)["stackConfigDir"])
        .filter((name) => typeof name === "string")
        .map((name) => join(folder, name))
        .filter((other) => existsSync(other));
    const stacks = [folder, ...elsewhere].flatMap((place) =>
        readdirSync(place)
            .filter((name) => /^Pulumi\..+\.ya?ml$/.test(name))
            .map((name) => join(place, name)),
    );
    return [...projects, ...stacks];
}

function saysAtlas(file: string): boolean {
    const { config, environment } = recordIn(file);
    const hasSetting = Object.keys(asRecord(config)).some((key) =>
        namespaces.some((namespace) => key.startsWith(namespace)),
    );
    // Only Pulumi's service knows what is in an environment that a stack names: it may be the Atlas.
    return hasSetting || Object.keys(asRecord(environment)).length > 0;
}

/** What is no YAML says nothing here: the engine tells what is wrong with it. */
function recordIn(file: string): Record<string, unknown> {
    const document = parseDocument(readFileSync(file, "utf8"));
    return document.errors.length > 0 ? {} : asRecord(document.toJS());
}

function asRecord(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
