// The endpoint for clusters that are neither serverless nor Flex, as far as clients of those two use it.
import { ApiErrorResponse } from "../wire/errors";
import type { Cluster } from "../world/cluster";
import type { Call } from "./call";

/** The cluster of a name, whatever its kind; throws 404. */
export function clusterOf(call: Call, name: string): Cluster {
    const database = call.project.find(name, call.now);
    if (database === undefined) {
        const detail = `No cluster named ${name} exists in group ${call.project.id}.`;
        throw new ApiErrorResponse(404, "CLUSTER_NOT_FOUND", detail, [name, call.project.id]);
    }
    return database;
}

/** The kinds that have an API of their own, and its name in the refusal. */
const ELSEWHERE: Readonly<Record<string, string>> = {
    flex: "FLEX_CLUSTER",
    serverless: "SERVERLESS_INSTANCE",
};

/** The cluster that a call's path names; throws 404, and 400 where it has an API of its own. */
export function clusterHere(call: Call): Cluster {
    const database = clusterOf(call, call.parameters["clusterName"] ?? "");
    const { kind, name } = database.spec;
    const other = ELSEWHERE[kind];
    if (other !== undefined) {
        const detail = `The ${kind} cluster ${name} cannot be used in the Cluster API.`;
        throw new ApiErrorResponse(400, `CANNOT_USE_${other}_IN_CLUSTER_API`, detail, [name]);
    }
    return database;
}

/** The clusters that have no other API, for `GET .../clusters`. */
export function clustersHere({ project, now }: Call): Cluster[] {
    return project.list(now).filter(({ spec }) => ELSEWHERE[spec.kind] === undefined);
}
