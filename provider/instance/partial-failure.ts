import { AtlasServerlessError, ResourceLostError } from "../atlas/errors";
import type { State } from "./state";

/**
 * Law: every failure leaves a next step. A cluster exists, but it is not yet as the program wants it: its state
 * must be kept, and the next `pulumi up` resumes from there.
 */
export class PartialFailureError extends AtlasServerlessError {
    static override readonly typeName: string = "PartialFailureError";

    readonly state: State;
    /** All that Pulumi shows of it; never empty. */
    readonly reasons: [string, ...string[]];

    constructor(state: State, cause: unknown) {
        const what = cause instanceof Error ? cause.message : String(cause);
        const next =
            ` Cluster "${state.name}" in project ${state.projectId} is in the Pulumi state (last reported as ` +
            `${state.stateName}); ` +
            "the next `pulumi up` resumes it.";
        const reason = cause instanceof ResourceLostError ? what : what + next;
        super(reason, {}, { cause });
        this.state = state;
        this.reasons = [reason];
    }
}
