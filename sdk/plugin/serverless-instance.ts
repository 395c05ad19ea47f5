import * as pulumi from "@pulumi/pulumi";
import { resourceType } from "../../provider/dynamic/stub";
import { instanceToken, pluginDownloadURL } from "../../provider/plugin/tokens";
import { version } from "../../provider/version";
import {
    ServerlessInstanceBase,
    isOfType,
    outputPlaceholders,
    refuseReserved,
} from "../serverless-instance-base";
import type { ServerlessInstanceArgs } from "../inputs";

/**
 * A MongoDB Atlas Flex cluster, managed by the plugin rather than by the dynamic provider. Arguments and outputs are the same. In
 * addition, the plugin imports by ID, shows a detailed diff, previews outputs, and stops at ^C.
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
 * A cluster that the dynamic provider manages stays as it is if you switch to this class: the preview shows no change.
 *
 * Atlas API: the same operations as the `ServerlessInstance` of `pulumi-atlas-serverless`. The plugin sends the requests.
 */
export class ServerlessInstance extends ServerlessInstanceBase {
    /**
     * Declares a cluster.
     *
     * @param name The resource's name in the program. An auto-generated cluster name starts with it.
     * @param args The cluster's arguments.
     * @param opts Pulumi's resource options.
     * @throws `pulumi.RunError` if the arguments have an `id` or `urn`, or `restoreFrom` beside the option `import`.
     */
    constructor(name: string, args: ServerlessInstanceArgs, opts: pulumi.CustomResourceOptions = {}) {
        refuseReserved(name, args);
        refuseRestoreOfImported(name, args, opts);
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
     * Reads an existing cluster without managing it: it is never changed or deleted.
     *
     * @param name The resource's name in the program.
     * @param id The project ID, a slash, and the cluster's name: `0123456789abcdef01234567/orders`.
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
     * Returns true if a value is a `ServerlessInstance`, even from a different copy of this package.
     *
     * @param value Any value.
     */
    static override isInstance(value: unknown): value is ServerlessInstance {
        return isOfType(value, instanceToken);
    }
}

/** Here, since the engine tells no provider's check of an import. */
function refuseRestoreOfImported(
    name: string,
    args: ServerlessInstanceArgs,
    opts: pulumi.CustomResourceOptions,
): void {
    if (opts.import !== undefined && args.restoreFrom !== undefined) {
        throw new pulumi.RunError(
            `ServerlessInstance "${name}": restoreFrom is not possible together with the resource option import, which takes ` +
                "a cluster that exists already: a restore would replace its data. Remove one of them.",
        );
    }
}
