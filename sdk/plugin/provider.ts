import * as pulumi from "@pulumi/pulumi";
import { packageName } from "../../provider/plugin/tokens";
import { version } from "../../provider/version";
import type { ProviderArgs } from "../provider";

const own = new WeakMap<pulumi.ProviderResource, ProviderArgs>();

/**
 * An account of Atlas beside the one of the environment: with it, one program deploys to two accounts.
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
 * Its credentials come before those of the environment; secrets are encrypted in the state.
 */
export class Provider extends pulumi.ProviderResource {
    /**
     * Declares an account.
     *
     * @param name The resource's name in the program.
     * @param args The account.
     * @param opts Pulumi's resource options.
     * @throws `pulumi.RunError` where the name is one that Pulumi gives to providers of its own: `default`, `default_1` ...
     */
    constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
        const secrets: readonly string[] = ["accessToken", "clientSecret", "privateKey"];
        if (/^default(_\d|$)/.test(name)) {
            throw new pulumi.RunError(
                `Provider "${name}": Pulumi gives names like this one to the providers that it makes itself. Choose another name.`,
            );
        }
        const projectId = args.projectId ?? new pulumi.Config(packageName).get("projectId");
        const settings = Object.entries({ ...args, projectId }).flatMap(
            ([setting, value]: [string, pulumi.Input<unknown>]) => {
                if (value === undefined) {
                    return [];
                }
                // Pulumi hands all settings of a provider on as texts.
                const text = pulumi.output(value).apply(String);
                return [[setting, secrets.includes(setting) ? pulumi.secret(text) : text] as const];
            },
        );
        super(packageName, name, Object.fromEntries(settings), pulumi.mergeOptions(opts, { version }));
        own.set(this, args);
    }
}

/** What a program said of an account. */
export function argsOf(provider: Provider | undefined): ProviderArgs {
    return (provider && own.get(provider)) ?? {};
}
