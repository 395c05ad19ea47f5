import * as pulumi from "@pulumi/pulumi";
import { packageName, pluginDownloadURL } from "../../provider/plugin/tokens";
import { version } from "../../provider/version";
import { rememberAccount, settingInputs } from "../accounts";
import type { ProviderArgs } from "../provider-args";

/**
 * The provider resource. Use an explicit provider to manage clusters in a second Atlas account, or to set credentials in code.
 *
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as atlas from "pulumi-atlas-serverless/plugin";
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
     * Declares an account.
     *
     * @param name The resource's name in the program.
     * @param args The account's settings. Default: none; they come from the environment.
     * @param opts Pulumi's resource options.
     * @throws `pulumi.RunError` if the name is one that Pulumi reserves for default providers: `default`, `default_1`, and so on.
     */
    constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
        if (/^default(_\d|$)/.test(name)) {
            throw new pulumi.RunError(
                `Provider "${name}": Pulumi reserves names like this one for its default providers. Choose ` +
                    `another name.`,
            );
        }
        const projectId = args.projectId ?? new pulumi.Config(packageName).get("projectId");
        super(
            packageName,
            name,
            Object.fromEntries(settingInputs({ ...args, projectId })),
            pulumi.mergeOptions({ pluginDownloadURL }, pulumi.mergeOptions(opts, { version })),
        );
        rememberAccount(this, "pulumi-atlas-serverless/plugin", args);
    }
}
