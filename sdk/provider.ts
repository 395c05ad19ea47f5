import * as pulumi from "@pulumi/pulumi";
import { atlasNamespace, explicitProviderKey } from "../provider/atlas/settings";
import { accountOf, rememberAccount, settingInputs } from "./accounts";
import type { ProviderArgs } from "./provider-args";

/**
 * The provider resource. Use an explicit provider to manage clusters in a second Atlas account, or to set credentials in code.
 *
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * const config = new pulumi.Config();
 * const partner = new atlas.Provider("partner", {
 *     clientId: config.require("partnerClientId"),
 *     clientSecret: config.requireSecret("partnerClientSecret"),
 * });
 * new atlas.ServerlessInstance(
 *     "orders",
 *     {
 *         projectId: "0123456789abcdef01234567",
 *         providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
 *     },
 *     { provider: partner },
 * );
 * ```
 *
 * Its settings take precedence over environment variables and stack configuration. Pulumi encrypts its secrets in the state.
 */
export class Provider extends pulumi.ProviderResource {
    /**
     * Declares an account. This sends no request to Atlas: a wrong setting is reported for each cluster that uses it.
     *
     * @param name The resource's name in the program.
     * @param args The account's settings.
     * @param opts Pulumi's resource options.
     */
    constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
        const settings = [...settingInputs(args), [explicitProviderKey, "true"] as const];
        super(
            "pulumi-nodejs",
            name,
            Object.fromEntries(settings.map(([key, value]) => [`${atlasNamespace}:${key}`, value])),
            opts,
        );
        rememberAccount(this, "pulumi-atlas-serverless", args);
    }
}

/** What a program said of an account; undefined for a provider that is none of ours. */
export function providerArgs(provider: pulumi.ProviderResource | undefined): ProviderArgs | undefined {
    return accountOf(provider, "pulumi-atlas-serverless");
}
