// The serverless generation's operations on clusters.
import { ApiErrorResponse } from "../wire/errors";
import { pageOf } from "../wire/pages";
import { readQuery } from "../description/validate";
import { instanceOnWire } from "../wire/serverless";
import type { Cluster } from "../world/cluster";
import { changedBy, createdBy } from "./bodies";
import type { OperationResult, Call } from "./call";
import { checkChangeable, checkDeletable, checkNew } from "./rules";

/** The cluster a call's path names; throws 404, and 400 where this generation does not serve its kind. */
export function instanceOf(call: Call): Cluster {
    const name = call.parameters["name"] ?? "";
    const database = call.rules.showsServerless ? call.project.find(name, call.now) : undefined;
    if (database === undefined) {
        const detail = `No serverless instance named ${name} exists in group ${call.project.id}.`;
        throw new ApiErrorResponse(404, "SERVERLESS_INSTANCE_NOT_FOUND", detail, {
            parameters: [name, call.project.id],
        });
    }
    checkServedAsServerless(database);
    return database;
}

/** Checks that the serverless generation serves a cluster; throws 400. */
export function checkServedAsServerless(database: Cluster): void {
    if (!database.servedAsServerless) {
        const { name } = database.spec;
        const detail = `${name} is not a serverless instance and cannot be used in the serverless instance API.`;
        throw new ApiErrorResponse(400, "CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API", detail, {
            parameters: [name],
        });
    }
}

/** `GET .../serverless` */
export function listServerlessInstances(call: Call): OperationResult {
    const served = call.rules.showsServerless
        ? call.project.list(call.now).filter((database) => database.servedAsServerless)
        : [];
    return { status: 200, body: pageOf(served, call.url, (database) => instanceOnWire(database, call)) };
}

/** `GET .../serverless/{name}` */
export function getServerlessInstance(call: Call): OperationResult {
    return { status: 200, body: instanceOnWire(instanceOf(call), call) };
}

/** `POST .../serverless` */
export function createServerlessInstance(call: Call): OperationResult {
    const spec = createdBy(call.body);
    checkNew(spec, call.project, call.now);
    const database = call.project.create(spec, call.now, call.answersAt, call.takes);
    database.convert({ kind: call.rules.becomes(spec.kind), newId: false }, call.now);
    return { status: 201, body: instanceOnWire(database, call) };
}

/** `GET .../serverless/{name}/performanceAdvisor/autoIndexing`: a bare boolean. */
export function getServerlessAutoIndexing(call: Call): OperationResult {
    return { status: 200, body: instanceOf(call).autoIndexing };
}

/** `POST .../serverless/{name}/performanceAdvisor/autoIndexing?enable=BOOL` */
export function setServerlessAutoIndexing(call: Call): OperationResult {
    instanceOf(call).autoIndexing = readQuery(call.url, "indexing").enable;
    return { status: 200, body: {} };
}

/** `PATCH .../serverless/{name}` */
export function updateServerlessInstance(call: Call): OperationResult {
    const database = instanceOf(call);
    const change = changedBy("ServerlessInstance", call.body);
    checkChangeable(database, call.now);
    database.change(change, call.now, call.answersAt, call.takes);
    return { status: 200, body: instanceOnWire(database, call) };
}

/** `DELETE .../serverless/{name}` */
export function deleteServerlessInstance(call: Call): OperationResult {
    const database = instanceOf(call);
    checkDeletable(database);
    if (!call.drop) {
        database.delete(call.answersAt, call.takes);
    }
    return { status: 202, body: {} };
}
