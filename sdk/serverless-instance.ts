import * as pulumi from "@pulumi/pulumi";
import { resourceType, stub } from "../provider/dynamic/stub";
import type { InternalInputs } from "../provider/instance/model/inputs";
import { ServerlessInstanceBase, outputPlaceholders, refuseReserved } from "./serverless-instance-base";
import { stackIdentity } from "./identity";
import type { ServerlessInstanceArgs } from "./inputs";
import { providerArgs } from "./provider";
import { ambientProject, warnPlaintextSecrets } from "./ambient-config";

/**
 * A MongoDB Atlas serverless instance.
 *
 * Credentials come from the environment (`MONGODB_ATLAS_CLIENT_ID` and `MONGODB_ATLAS_CLIENT_SECRET`, or
 * `MONGODB_ATLAS_PUBLIC_KEY` and `MONGODB_ATLAS_PRIVATE_KEY`), else from the configuration (`atlas:clientId` ...).
 *
 * ```ts
 * import * as atlas from "pulumi-atlas-serverless";
 *
 * const orders = new atlas.ServerlessInstance("orders", {
 *     projectId: "0123456789abcdef01234567",
 *     providerSettings: { backingProviderName: "AWS", regionName: "US_EAST_1" },
 *     tags: { team: "shop" },
 * });
 * export const uri = orders.connectionStrings.standardSrv;
 * ```
 *
 * Pulumi's resource options mean what they always mean; `customTimeouts` default to 30 minutes for create and update
 * and 60 for delete. A replacement is created before the old cluster is deleted, unless both have the same name.
 *
 * Source: `createServerlessInstance`, `getServerlessInstance`, `updateServerlessInstance`, `deleteServerlessInstance`,
 * `upgradeSharedClusterToServerless`; of the Flex generation `createFlexCluster`, `getFlexCluster`, `updateFlexCluster`,
 * `deleteFlexCluster`.
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
        warnPlaintextSecrets();
        refuseReserved(name, args);
        // A `get` reads everything from Atlas.
        const inputs =
            opts.id === undefined ? { ...args, ...project(args, opts), ...hiddenInputs(name, opts) } : {};
        super(resourceType, name, { ...outputPlaceholders, ...inputs, __provider: stub }, opts);
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
            value.__pulumiType === resourceType
        );
    }
}

function project(
    args: ServerlessInstanceArgs,
    { provider, parent }: pulumi.CustomResourceOptions,
): Pick<ServerlessInstanceArgs, "projectId"> & InternalInputs {
    if (args.projectId !== undefined) {
        return {};
    }
    // As Pulumi chooses: one that is given counts, even where it is another package's.
    const projectId = providerArgs(
        provider === undefined ? parent?.getProvider(resourceType) : provider,
    )?.projectId;
    if (projectId !== undefined) {
        return { projectId, __projectIdFrom: "the atlas.Provider's projectId" };
    }
    const found = ambientProject();
    return found === undefined ? {} : { projectId: found.projectId, __projectIdFrom: found.source };
}

/** What the provider's process cannot know by itself. */
function hiddenInputs(name: string, opts: pulumi.CustomResourceOptions): pulumi.Inputs {
    // Each property, and more so each output, costs Pulumi's SDK up to half a millisecond: as few as can be.
    const identity = stackIdentity();
    const urn =
        opts.parent === undefined
            ? `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${resourceType}::${name}`
            : pulumi.createUrn(name, resourceType, opts.parent);
    const { customTimeouts, retainOnDelete } = opts;
    return {
        __origin: { urn, ...(identity && { identity }) },
        ...(customTimeouts && { __timeouts: customTimeouts }),
        ...(retainOnDelete === true && { __retainOnDelete: true }),
    };
}
