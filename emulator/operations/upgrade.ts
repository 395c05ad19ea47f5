// From a shared tier to serverless: the one operation of the serverless API on a cluster of another kind.
import { ApiErrorResponse } from "../wire/errors";
import type { Cluster } from "../world/cluster";
import { createdBy } from "./bodies";
import type { Call } from "./call";
import { clusterOf } from "./clusters";
import { checkRegion, checkStays } from "./rules";

/** `POST .../clusters/tenantUpgradeToServerless` */
export function upgradeSharedClusterToServerless(call: Call): Cluster {
    const { name } = createdBy(call.body);
    const database = clusterOf(call, name);
    checkShared(database);
    checkStays(database);
    // What the request omits keeps the value of the shared tier.
    const spec = createdBy(call.body, database.spec);
    checkRegion(spec);
    database.upgrade(spec, call.newIds, call.now, call.answersAt, call.takes);
    return database;
}

function checkShared({ spec: { kind, name } }: Cluster): void {
    if (kind === "shared" || kind === "free") {
        return;
    }
    const errorCode =
        kind === "flex" ? "CANNOT_USE_FLEX_CLUSTER_IN_CLUSTER_API" : "INVALID_CLUSTER_CONFIGURATION";
    const detail = `${name} is a ${kind} cluster; only one of a shared tier can be upgraded to serverless.`;
    throw new ApiErrorResponse(400, errorCode, detail, [name]);
}
