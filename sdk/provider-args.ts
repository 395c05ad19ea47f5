import type * as pulumi from "@pulumi/pulumi";
import type { AccountSettings } from "../provider/atlas/account-settings";

/**
 * An account of Atlas, and how to reach it; what is left out comes from the environment, and the project from the
 * configuration before that.
 *
 * @interface
 */
export type ProviderArgs = {
    [Setting in keyof AccountSettings]?:
        pulumi.Input<Exclude<AccountSettings[Setting], undefined>> | undefined;
};
