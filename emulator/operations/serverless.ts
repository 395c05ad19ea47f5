// The serverless generation's operations on databases.
import { AtlasError } from "../wire/errors";
import { instanceOnWire } from "../wire/instance";
import { pageOf } from "../wire/pages";
import type { Database } from "../world/database";
import { changedBy, createdBy } from "./bodies";
import type { Answer, Call } from "./call";
import { checkNew } from "./rules";

/** The database a call's path names; throws 404. */
export function databaseOf(call: Call): Database {
    const name = call.parameters["name"] ?? "";
    const database = call.project.find(name, call.now);
    if (database === undefined) {
        const detail = `No serverless instance named ${name} exists in group ${call.project.id}.`;
        throw new AtlasError(404, "SERVERLESS_INSTANCE_NOT_FOUND", detail, {
            parameters: [name, call.project.id],
        });
    }
    return database;
}

/** `GET .../serverless` */
export function listServerlessInstances(call: Call): Answer {
    const all = call.project.list(call.now);
    return { status: 200, body: pageOf(all, call.url, (database) => instanceOnWire(database, call)) };
}

/** `GET .../serverless/{name}` */
export function getServerlessInstance(call: Call): Answer {
    return { status: 200, body: instanceOnWire(databaseOf(call), call) };
}

/** `POST .../serverless` */
export function createServerlessInstance(call: Call): Answer {
    const spec = createdBy(call.body, call.rules);
    checkNew(spec, call.project, call.now);
    const database = call.project.create(spec, call.now, call.answersAt, call.takes);
    return { status: 201, body: instanceOnWire(database, call) };
}

/** `PATCH .../serverless/{name}` */
export function updateServerlessInstance(call: Call): Answer {
    const database = databaseOf(call);
    const change = changedBy(call.body, call.rules);
    refuseDeleted(database);
    database.change(change, call.now, call.answersAt, call.takes);
    return { status: 200, body: instanceOnWire(database, call) };
}

/** `DELETE .../serverless/{name}` */
export function deleteServerlessInstance(call: Call): Answer {
    const database = databaseOf(call);
    refuseDeleted(database);
    const { name, terminationProtectionEnabled } = database.spec;
    if (terminationProtectionEnabled) {
        const errorCode = "CANNOT_TERMINATE_CLUSTER_WHEN_TERMINATION_PROTECTION_ENABLED";
        const detail = `${name} cannot be terminated while its termination protection is enabled.`;
        throw new AtlasError(400, errorCode, detail, { parameters: [name] });
    }
    if (!call.drop) {
        database.delete(call.answersAt, call.takes);
    }
    return { status: 202, body: {} };
}

function refuseDeleted(database: Database): void {
    if (database.deletionRequested) {
        const { name } = database.spec;
        const detail = `The deletion of ${name} has already been requested.`;
        throw new AtlasError(400, "CLUSTER_ALREADY_REQUESTED_DELETION", detail, { parameters: [name] });
    }
}
