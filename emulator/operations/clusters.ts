// The endpoint for clusters that are neither serverless nor Flex, as far as clients of those two use it.
import { clusterOnWire } from "../wire/cluster";
import { ApiErrorResponse } from "../wire/errors";
import { pageOf } from "../wire/pages";
import type { Cluster } from "../world/cluster";
import type { OperationResult, Call } from "./call";
import { checkDeletable } from "./rules";

/** The cluster of a name, whatever its kind; throws 404. */
export function clusterOf(call: Call, name: string): Cluster {
    const database = call.project.find(name, call.now);
    if (database === undefined) {
        const detail = `No cluster named ${name} exists in group ${call.project.id}.`;
        throw new ApiErrorResponse(404, "CLUSTER_NOT_FOUND", detail, { parameters: [name, call.project.id] });
    }
    return database;
}

/** The kinds that have an API of their own, and its name in the refusal. */
const ELSEWHERE: Readonly<Record<string, string>> = {
    flex: "FLEX_CLUSTER",
    serverless: "SERVERLESS_INSTANCE",
};

/** The cluster that a call's path names; throws 404, and 400 where it has an API of its own. */
function clusterHere(call: Call): Cluster {
    const database = clusterOf(call, call.parameters["clusterName"] ?? "");
    const { kind, name } = database.spec;
    const other = ELSEWHERE[kind];
    if (other !== undefined) {
        const detail = `The ${kind} cluster ${name} cannot be used in the Cluster API.`;
        throw new ApiErrorResponse(400, `CANNOT_USE_${other}_IN_CLUSTER_API`, detail, { parameters: [name] });
    }
    return database;
}

/** `GET .../clusters` */
export function listClusters(call: Call): OperationResult {
    const here = call.project.list(call.now).filter(({ spec }) => ELSEWHERE[spec.kind] === undefined);
    return { status: 200, body: pageOf(here, call.url, (database) => clusterOnWire(database, call)) };
}

/** `GET .../clusters/{clusterName}` */
export function getCluster(call: Call): OperationResult {
    return { status: 200, body: clusterOnWire(clusterHere(call), call) };
}

/** `DELETE .../clusters/{clusterName}` */
export function deleteCluster(call: Call): OperationResult {
    const database = clusterHere(call);
    checkDeletable(database);
    if (!call.drop) {
        database.delete(call.answersAt, call.takes);
    }
    return { status: 202, body: {} };
}
