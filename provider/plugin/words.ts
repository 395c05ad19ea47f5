import { packageName } from "./tokens.ts";

/**
 * What is said of the configuration, in the plugin's words: Pulumi hands a plugin the configuration under the plugin's own
 * name, not under the one that programs with the dynamic provider use.
 */
export function inPluginWords(text: string): string {
    return text.replace(/\batlas:(?=[a-z])/gi, `${packageName}:`);
}
