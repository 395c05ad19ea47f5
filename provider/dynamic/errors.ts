import { AtlasError } from "../atlas/errors";
import { SettingsError } from "../atlas/credentials";
import { Refused } from "../instance/diff";
import { LifecycleError, Unfinished } from "../instance/unfinished";
import { idOf } from "./ids";
import { plain } from "./plain";

const explained = [AtlasError, SettingsError, Refused, LifecycleError];

/**
 * An error in the form that Pulumi's dynamic host understands: a partial failure carries id, properties and
 * reasons; what a person can understand carries no stack trace, since the host prints it.
 */
export function toHostError(error: unknown): Error {
    if (error instanceof Unfinished) {
        return Object.assign(withoutStack(error.message), {
            id: idOf(error.state),
            properties: plain(error.state),
            reasons: error.reasons,
        });
    }
    if (explained.some((type) => error instanceof type)) {
        return withoutStack((error as Error).message);
    }
    return error instanceof Error ? error : new Error(String(error));
}

function withoutStack(message: string): Error {
    const error = new Error(message);
    // The host prints name, message and stack in a row.
    error.name = "";
    error.stack = "";
    return error;
}
