import * as pulumi from "@pulumi/pulumi";
import {
    atlasNamespace,
    plainSecretWarning,
    resolveProjectId,
    secretConfigurationKeys,
} from "../provider/atlas/settings";

/** The Pulumi configuration's namespace `atlas`, as the running program sees it. */
export function getConfig(key: string): string | undefined {
    return new pulumi.Config(atlasNamespace).get(key);
}

/** The project that the configuration or the environment names, and which of them. */
export function ambientProject(): { projectId: string; source: string } | undefined {
    return resolveProjectId(process.env, getConfig);
}

let warned = false;

/** Warns, once per program, of secrets that stand in the configuration in plain text. */
export function warnPlaintextSecrets(): void {
    if (warned) {
        return;
    }
    warned = true;
    const runtime: object = pulumi.runtime;
    if (!("isConfigSecret" in runtime) || typeof runtime.isConfigSecret !== "function") {
        return;
    }
    for (const key of secretConfigurationKeys) {
        if (
            getConfig(key) !== undefined &&
            Reflect.apply(runtime.isConfigSecret, runtime, [`${atlasNamespace}:${key}`]) !== true
        ) {
            void pulumi.log.warn(plainSecretWarning(key));
        }
    }
}
