import * as pulumi from "@pulumi/pulumi";
import { resourceType, stub } from "../provider/dynamic/stub";
import type { InternalInputs } from "../provider/instance/model/inputs";
import {
    ServerlessInstanceBase,
    isOfType,
    outputPlaceholders,
    refuseReserved,
} from "./serverless-instance-base";
import { stackIdentity } from "./identity";
import type { ServerlessInstanceArgs } from "./inputs";
import { providerArgs } from "./provider";
import { ambientProject, warnPlaintextSecrets } from "./ambient-config";

/**
 * A MongoDB Atlas Flex cluster. Atlas retired serverless instances on January 22, 2026. Since then this resource creates Flex
 * clusters, and it manages the serverless instances that Atlas migrated to Flex.
 *
 * Credentials come from environment variables (`MONGODB_ATLAS_CLIENT_ID` and `MONGODB_ATLAS_CLIENT_SECRET`, or
 * `MONGODB_ATLAS_PUBLIC_KEY` and `MONGODB_ATLAS_PRIVATE_KEY`), else from the stack configuration (`atlas:clientId`, and so on).
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
 * Pulumi's resource options are supported. `customTimeouts` default to 30 minutes for create and update, and 60 minutes for delete.
 * A replacement creates the new cluster before it deletes the old one, unless both have the same name.
 *
 * Atlas API: `createFlexCluster`, `getFlexCluster`, `updateFlexCluster`, `deleteFlexCluster`; for serverless instances
 * `createServerlessInstance`, `getServerlessInstance`, `updateServerlessInstance`, `deleteServerlessInstance`,
 * `upgradeSharedClusterToServerless`.
 */
export class ServerlessInstance extends ServerlessInstanceBase {
    /**
     * Declares a cluster.
     *
     * @param name The resource's name in the program. An auto-generated cluster name starts with it.
     * @param args The cluster's arguments.
     * @param opts Pulumi's resource options.
     * @throws `pulumi.RunError` if the arguments have an `id` or `urn`, or the options an `import`.
     */
    constructor(name: string, args: ServerlessInstanceArgs, opts: pulumi.CustomResourceOptions = {}) {
        warnPlaintextSecrets();
        refuseReserved(name, args);
        refuseImport(name, opts);
        // A `get` reads everything from Atlas.
        const inputs =
            opts.id === undefined ? { ...args, ...project(args, opts), ...hiddenInputs(name, opts) } : {};
        super(resourceType, name, { ...outputPlaceholders, ...inputs, __provider: stub }, opts);
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
        return isOfType(value, resourceType);
    }
}

/** The engine hands a dynamic provider no inputs when it imports, and the host would end with a stack trace. */
function refuseImport(name: string, opts: pulumi.CustomResourceOptions): void {
    if (opts.import !== undefined) {
        throw new pulumi.RunError(
            `ServerlessInstance "${name}": the resource option import requires the plugin: import ServerlessInstance from ` +
                '"pulumi-atlas-serverless/plugin". Or remove the option, and set name and adopt: true, or run ' +
                "`npx pulumi-atlas-serverless import`.",
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
