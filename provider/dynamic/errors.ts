import { AtlasServerlessError } from "../atlas/errors";
import { PartialFailureError } from "../instance/partial-failure";
import { formatId } from "../host/resource-id";
import { toPlainJson } from "../host/plain-json";

/**
 * An error in the form that Pulumi's dynamic host understands: a partial failure carries id, properties and
 * reasons; what a person can understand carries no call stack, since the host prints it.
 */
export function toHostError(error: unknown): Error {
    if (error instanceof PartialFailureError) {
        return Object.assign(new Told(error.message), {
            id: formatId(error.state),
            properties: toPlainJson(error.state),
            reasons: error.reasons,
        });
    }
    if (AtlasServerlessError.isInstance(error)) {
        return new Told(error.message);
    }
    return error instanceof Error ? error : new Error(String(error));
}

/**
 * An error whose message the engine prints with the resource. The host writes another line for it, to the stack,
 * with the error as text and its call stack; that line must be short and not tell the same again.
 */
class Told extends Error {
    override readonly stack = "an operation failed; see the diagnostics of its resource.";

    override toString(): string {
        return "ServerlessInstance";
    }
}
