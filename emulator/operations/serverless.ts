// The serverless generation's clusters: how they are found and made.
import { ApiErrorResponse } from "../wire/errors";
import { readQuery } from "../description/validate";
import type { Cluster } from "../world/cluster";
import { createdBy } from "./bodies";
import type { Call } from "./call";
import { checkNew } from "./rules";

/** The cluster a call's path names; throws 404, and 400 where this generation does not serve its kind. */
export function instanceOf(call: Call): Cluster {
    const name = call.parameters["name"] ?? "";
    const database = call.rules.showsServerless ? call.project.find(name, call.now) : undefined;
    if (database === undefined) {
        const detail = `No serverless instance named ${name} exists in group ${call.project.id}.`;
        throw new ApiErrorResponse(404, "SERVERLESS_INSTANCE_NOT_FOUND", detail, [name, call.project.id]);
    }
    checkServedAsServerless(database);
    return database;
}

/** Checks that the serverless generation serves a cluster; throws 400. */
export function checkServedAsServerless(database: Cluster): void {
    if (!database.servedAsServerless) {
        const { name } = database.spec;
        const detail = `${name} is not a serverless instance and cannot be used in the serverless instance API.`;
        throw new ApiErrorResponse(400, "CANNOT_USE_CLUSTER_IN_SERVERLESS_INSTANCE_API", detail, [name]);
    }
}

/** The clusters that the generation shows, for `GET .../serverless`. */
export function servedInstances({ rules, project, now }: Call): Cluster[] {
    return rules.showsServerless ? project.list(now).filter((database) => database.servedAsServerless) : [];
}

/** `POST .../serverless` */
export function createServerlessInstance(call: Call): Cluster {
    const spec = createdBy(call.body);
    checkNew(spec, call.project, call.now);
    const database = call.project.create(spec, call.now, call.answersAt, call.takes);
    database.convert({ kind: call.rules.becomes(spec.kind), newId: false }, call.now);
    return database;
}

/** `POST .../serverless/{name}/performanceAdvisor/autoIndexing?enable=BOOL` */
export function setServerlessAutoIndexing(call: Call): void {
    instanceOf(call).autoIndexing = readQuery(call.url, "indexing").enable;
}
