import * as pulumi from "@pulumi/pulumi";
import { resourceType } from "../../provider/dynamic/stub";
import { instanceToken, pluginDownloadURL } from "../../provider/plugin/tokens";
import { version } from "../../provider/version";
import { ServerlessInstanceBase, outputPlaceholders, refuseReserved } from "../serverless-instance-base";
import type { ServerlessInstanceArgs } from "../inputs";

/**
 * A MongoDB Atlas serverless instance, managed by the plugin rather than by the dynamic provider. Arguments and outputs are
 * the same; beyond them the plugin imports by id, shows a detailed diff, previews outputs, and stops at ^C.
 *
 * ```ts
 * import * as atlas from "pulumi-atlas-serverless/plugin";
 *
 * const orders = new atlas.ServerlessInstance("orders", {
 *     projectId: "0123456789abcdef01234567",
 *     providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
 * });
 * ```
 *
 * A cluster that the dynamic provider manages goes on as it is: the preview shows no change.
 *
 * Source: the operations of the Atlas API that the ServerlessInstance of `pulumi-atlas-serverless` names, called by the plugin.
 */
export class ServerlessInstance extends ServerlessInstanceBase {
    /**
     * Declares a cluster.
     *
     * @param name The resource's name in the program; also the beginning of an automatic cluster name.
     * @param args The inputs of the cluster.
     * @param opts Pulumi's resource options.
     * @throws `pulumi.RunError` where the arguments have an `id` or `urn`.
     */
    constructor(name: string, args: ServerlessInstanceArgs, opts: pulumi.CustomResourceOptions = {}) {
        refuseReserved(name, args);
        const hidden = opts.retainOnDelete === true ? { __retainOnDelete: true } : {};
        // A `get` reads everything from Atlas.
        const inputs = opts.id === undefined ? { ...args, ...hidden } : {};
        super(
            instanceToken,
            name,
            { ...outputPlaceholders, ...inputs },
            pulumi.mergeOptions(
                { pluginDownloadURL },
                pulumi.mergeOptions(opts, { version, aliases: [{ type: resourceType }] }),
            ),
        );
    }

    /**
     * An existing cluster that another program or person manages: read, never changed, never deleted.
     *
     * @param name The resource's name in the program.
     * @param id The project's id, a slash, and the cluster's name: `0123456789abcdef01234567/orders`.
     * @param opts Pulumi's resource options.
     */
    static get(
        name: string,
        id: pulumi.Input<pulumi.ID>,
        opts?: pulumi.CustomResourceOptions,
    ): ServerlessInstance {
        return new ServerlessInstance(name, {} as ServerlessInstanceArgs, { ...opts, id });
    }

    /**
     * Whether a value is a ServerlessInstance, also one of another copy of this package.
     *
     * @param value Anything.
     */
    static override isInstance(value: unknown): value is ServerlessInstance {
        return (
            pulumi.CustomResource.isInstance(value) &&
            "__pulumiType" in value &&
            value.__pulumiType === instanceToken
        );
    }
}
