// The writes that several endpoints have.
import { changedBy } from "./bodies";
import type { Call, Find } from "./call";
import { checkChangeable, checkDeletable } from "./rules";

/** The update of a generation, which gives the changed cluster. */
export function updating(find: Find, generation: "ServerlessInstance" | "FlexCluster"): Find {
    return (call) => {
        const database = find(call);
        const change = changedBy(generation, call.body);
        checkChangeable(database, call.now);
        database.change(change, call.now, call.answersAt, call.takes);
        return database;
    };
}

/** The delete of an endpoint. */
export function deleting(find: Find): (call: Call) => void {
    return (call) => {
        const database = find(call);
        checkDeletable(database);
        if (!call.drop) {
            database.delete(call.answersAt, call.takes);
        }
    };
}
