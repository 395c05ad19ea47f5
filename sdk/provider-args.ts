import type * as pulumi from "@pulumi/pulumi";
import type { AccountSettings } from "../provider/atlas/settings";

/**
 * The arguments of a `Provider`: an Atlas account, and how to reach it. Settings that you omit come from environment variables;
 * `projectId` comes from the stack configuration first.
 *
 * @interface
 */
export type ProviderArgs = {
    [Setting in keyof AccountSettings]?:
        pulumi.Input<Exclude<AccountSettings[Setting], undefined>> | undefined;
};
