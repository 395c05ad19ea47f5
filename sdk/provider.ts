import * as pulumi from "@pulumi/pulumi";
import { explicitProviderKey } from "../provider/atlas/credentials";

/** An account of Atlas, and how to reach it; what is left out comes from the environment or the configuration. */
export interface ProviderArgs {
    /** A ready access token. Kept secret. */
    accessToken?: pulumi.Input<string> | undefined;
    /** The client id of a service account. */
    clientId?: pulumi.Input<string> | undefined;
    /** The client secret of that service account. Kept secret. */
    clientSecret?: pulumi.Input<string> | undefined;
    /** The public key of an API key. */
    publicKey?: pulumi.Input<string> | undefined;
    /** The private key of that API key. Kept secret. */
    privateKey?: pulumi.Input<string> | undefined;
    /** The address of Atlas. Default: `https://cloud.mongodb.com`. */
    baseUrl?: pulumi.Input<string> | undefined;
    /** Whether the account is one of Atlas for Government. Default: false. */
    isMongodbgovCloud?: pulumi.Input<boolean> | undefined;
    /** The project of databases that name none. */
    projectId?: pulumi.Input<string> | undefined;
    /** Which paths carry the serverless generation of the API: `v2` or `v1.0`. Default: `v2`. */
    serverlessApi?: pulumi.Input<"v2" | "v1.0"> | undefined;
}

const own = new WeakMap<pulumi.ProviderResource, ProviderArgs>();

/**
 * An account of Atlas beside the one of the environment: with it, one program deploys to two accounts.
 *
 * ```ts
 * const partner = new atlas.Provider("partner", {
 *     clientId: config.require("partnerClientId"),
 *     clientSecret: config.requireSecret("partnerClientSecret"),
 * });
 * new atlas.ServerlessInstance("orders", { projectId, providerSettings }, { provider: partner });
 * ```
 *
 * Its credentials come before those of the environment; secrets are encrypted in the state.
 */
export class Provider extends pulumi.ProviderResource {
    /**
     * @param name The resource's name in the program.
     * @param args The account.
     * @param opts Pulumi's resource options.
     */
    constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
        const secret = (value: pulumi.Input<string> | undefined): pulumi.Output<string> | undefined =>
            value === undefined ? undefined : pulumi.secret(value);
        const settings = {
            ...args,
            accessToken: secret(args.accessToken),
            clientSecret: secret(args.clientSecret),
            privateKey: secret(args.privateKey),
            isMongodbgovCloud:
                args.isMongodbgovCloud === undefined
                    ? undefined
                    : pulumi.output(args.isMongodbgovCloud).apply(String),
            [explicitProviderKey]: "true",
        };
        const given = Object.entries(settings).filter(([, value]) => value !== undefined);
        super(
            "pulumi-nodejs",
            name,
            Object.fromEntries(given.map(([key, value]) => [`atlas:${key}`, value])),
            opts,
        );
        own.set(this, args);
    }
}

/** What a program said of an account; undefined for a provider that is none of ours. */
export function argsOf(provider: unknown): ProviderArgs | undefined {
    return provider instanceof Provider ? own.get(provider) : undefined;
}
