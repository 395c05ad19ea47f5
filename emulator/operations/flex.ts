// The Flex generation's clusters: how they are found and made.
import { ApiErrorResponse } from "../wire/errors";
import { flexOnWire } from "../wire/flex";
import { isRecord } from "../wire/json";
import type { Cluster } from "../world/cluster";
import { flexCreatedBy } from "./bodies";
import type { Call } from "./call";
import { clusterOf } from "./clusters";
import { checkNew } from "./rules";

/** The cluster a call's path names; throws 404, and 400 where it is of another kind. */
export function flexOf(call: Call): Cluster {
    const database = clusterOf(call, call.parameters["name"] ?? "");
    checkFlex(database);
    return database;
}

/** Checks that a cluster is a Flex cluster; throws 400. */
export function checkFlex({ spec: { kind, name } }: Cluster): void {
    if (kind !== "flex") {
        const detail = `${name} is not a Flex cluster and cannot be used in the Flex API.`;
        throw new ApiErrorResponse(400, "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API", detail, [name]);
    }
}

/** The project's Flex clusters, for `GET .../flexClusters`. */
export function flexClusters({ project, now }: Call): Cluster[] {
    return project.list(now).filter(({ spec }) => spec.kind === "flex");
}

/** `POST .../flexClusters` */
export function createFlexCluster(call: Call): Cluster {
    const spec = flexCreatedBy(call.body);
    checkNew(spec, call.project, call.now);
    return call.project.create(spec, call.now, call.answersAt, call.takes);
}

/** The answer to a create: it alone leaves out tags that were not sent, where every other gives an empty list. */
export function createdFlexOnWire(database: Cluster, call: Call): Record<string, unknown> {
    const { tags, ...rest } = flexOnWire(database, call);
    return isRecord(call.body) && Object.hasOwn(call.body, "tags") ? { ...rest, tags } : rest;
}
