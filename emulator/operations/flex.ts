// The Flex generation's operations on clusters.
import { ApiErrorResponse } from "../wire/errors";
import { flexOnWire } from "../wire/flex";
import { pageOf } from "../wire/pages";
import type { Cluster } from "../world/cluster";
import type { OperationResult, Call } from "./call";
import { clusterOf } from "./clusters";
import { changedBy, flexCreatedBy } from "./bodies";
import { checkChangeable, checkDeletable, checkNew } from "./rules";

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
        throw new ApiErrorResponse(400, "CANNOT_USE_NON_FLEX_CLUSTER_IN_FLEX_API", detail, {
            parameters: [name],
        });
    }
}

/** `GET .../flexClusters` */
export function listFlexClusters(call: Call): OperationResult {
    const served = call.project.list(call.now).filter(({ spec }) => spec.kind === "flex");
    return { status: 200, body: pageOf(served, call.url, (database) => flexOnWire(database, call)) };
}

/** `GET .../flexClusters/{name}` */
export function getFlexCluster(call: Call): OperationResult {
    return { status: 200, body: flexOnWire(flexOf(call), call) };
}

/** `POST .../flexClusters` */
export function createFlexCluster(call: Call): OperationResult {
    const { spec, tagsSent } = flexCreatedBy(call.body);
    checkNew(spec, call.project, call.now);
    const database = call.project.create(spec, call.now, call.answersAt, call.takes);
    const { tags, ...rest } = flexOnWire(database, call);
    // Only this response omits tags that were not sent; every other one has an empty list.
    return { status: 201, body: tagsSent ? { ...rest, tags } : rest };
}

/** `PATCH .../flexClusters/{name}` */
export function updateFlexCluster(call: Call): OperationResult {
    const database = flexOf(call);
    const change = changedBy("FlexCluster", call.body);
    checkChangeable(database, call.now);
    database.change(change, call.now, call.answersAt, call.takes);
    return { status: 200, body: flexOnWire(database, call) };
}

/** `DELETE .../flexClusters/{name}` */
export function deleteFlexCluster(call: Call): OperationResult {
    const database = flexOf(call);
    checkDeletable(database);
    if (!call.drop) {
        database.delete(call.answersAt, call.takes);
    }
    return { status: 204 };
}
