import type { ClusterApi, ClusterRef, UpgradableClusterApi } from "../api/cluster-api";
import { isNotFound, isOperationRetired, isWrongClusterType } from "../api/error-predicates";
import type { AtlasError } from "../errors";
import type { Instance, ServedBy } from "../api/instance";
import type { ListResult } from "../http/pagination";
import type { RequestOptions } from "../retry";

/** The generations of the API. */
export interface ClusterApis {
    readonly serverless: UpgradableClusterApi;
    readonly flex: ClusterApi;
}

/** The generation in which a cluster may be as well. */
export const other = { serverless: "flex", flex: "serverless" } as const satisfies Record<ServedBy, ServedBy>;

/**
 * Law: absence must be proved. Gives undefined only where every generation in which the cluster could live has answered,
 * now, with its own code for that, or is retired and so holds none. A missing project, a refused credential, a list without
 * it, the 404 of a path of Flex, a web page: none of these is proof, and all of them throw.
 *
 * @param preferredApi The generation that is asked first: the one that served the cluster when it was last seen.
 */
export async function findInstance(
    generations: ClusterApis,
    place: ClusterRef,
    preferredApi: ServedBy,
    options?: RequestOptions,
): Promise<Instance | undefined> {
    let wrongType: AtlasError | undefined;
    for (const servedBy of [preferredApi, other[preferredApi]]) {
        try {
            const instance = await findIn(generations, servedBy, place, options);
            if (instance !== undefined) {
                return instance;
            }
        } catch (error) {
            if (!isWrongClusterType(error)) {
                throw error;
            }
            // Flex names a Free or Dedicated cluster as what it is, whichever generation was asked first.
            wrongType = servedBy === "flex" ? error : (wrongType ?? error);
        }
    }
    // It is there, but neither generation serves its type: that is no absence.
    if (wrongType !== undefined) {
        throw wrongType;
    }
    return undefined;
}

/** The same for one generation alone, whose answer proves nothing of the other one. */
export async function findIn(
    generations: ClusterApis,
    servedBy: ServedBy,
    place: ClusterRef,
    options?: RequestOptions,
): Promise<Instance | undefined> {
    try {
        return await generations[servedBy].get(place, options);
    } catch (error) {
        if (isNotFound(error, servedBy) || isRetired(error, servedBy)) {
            return undefined;
        }
        throw error;
    }
}

/** A generation's list of a project's clusters; a retired generation has none. */
export async function listIn(
    generations: ClusterApis,
    servedBy: ServedBy,
    groupId: string,
    options?: RequestOptions,
): Promise<ListResult<Instance>> {
    try {
        return await generations[servedBy].list(groupId, options);
    } catch (error) {
        if (isRetired(error, servedBy)) {
            return { items: [], isComplete: true };
        }
        throw error;
    }
}

function isRetired(error: unknown, servedBy: ServedBy): boolean {
    return servedBy === "serverless" && isOperationRetired(error);
}
