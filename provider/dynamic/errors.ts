import { AtlasError } from "../atlas/errors";
import { SettingsError } from "../atlas/credentials";
import { Refused } from "../instance/diff";
import { LifecycleError, Unfinished } from "../instance/unfinished";
import { idOf } from "../process/ids";
import { plain } from "../process/plain";

const explained = [AtlasError, SettingsError, Refused, LifecycleError];

/**
 * An error in the form that Pulumi's dynamic host understands: a partial failure carries id, properties and
 * reasons; what a person can understand carries no call stack, since the host prints it.
 */
export function toHostError(error: unknown): Error {
    if (error instanceof Unfinished) {
        return Object.assign(new Told(error.message), {
            id: idOf(error.state),
            properties: plain(error.state),
            reasons: error.reasons,
        });
    }
    if (explained.some((type) => error instanceof type)) {
        return new Told((error as Error).message);
    }
    return error instanceof Error ? error : new Error(String(error));
}

/**
 * An error whose message the engine prints with the resource. The host writes another line for it, to the stack,
 * with the error as text and its call stack; that line must be short and not tell the same again.
 */
class Told extends Error {
    override readonly stack = "an operation failed; the error stands with its resource.";

    override toString(): string {
        return "ServerlessInstance";
    }
}
