import { AtlasError } from "../atlas/errors";
import type { State } from "./state";

/**
 * Law: every failure leaves a next step. A database exists, but it is not yet as the program wants it: its state
 * must be kept, and the next `pulumi up` goes on from there.
 */
export class Unfinished extends Error {
    override readonly name = "Unfinished";
    readonly state: State;
    /** All that Pulumi shows of it; never empty. */
    readonly reasons: [string, ...string[]];

    constructor(state: State, cause: unknown) {
        const what = cause instanceof Error ? cause.message : String(cause);
        const next =
            ` Database "${state.name}" in project ${state.projectId} is in Pulumi's state (last seen ${state.stateName}); ` +
            "the next `pulumi up` goes on with it.";
        const reason = cause instanceof Lost ? what : what + next;
        super(reason, { cause });
        this.state = state;
        this.reasons = [reason];
    }
}

/** A user's or the world's mistake, told as it is: what happened, where, and what to do now. */
export class LifecycleError extends Error {
    override readonly name = "LifecycleError";
}

/** The database that an operation works on is gone, or will be: no `pulumi up` can go on with it. */
export class Lost extends LifecycleError {}

/** Whether Atlas refused something with just this code. */
export function hasCode(error: unknown, errorCode: string): error is AtlasError {
    return error instanceof AtlasError && error.errorCode === errorCode;
}

/** Whether a request was not sent, or not sent again: for a cancel, its deadline, or what it needed first. */
export function wasGivenUp(error: unknown): boolean {
    return error instanceof AtlasError && (error.unsent || error.isGivenUp);
}

/** Whether Atlas may have done what it gave no answer to, or none that can be relied on. */
export function mayHaveActed(error: unknown): boolean {
    if (!(error instanceof AtlasError) || error.harmless || error.unsent) {
        return false;
    }
    const { status } = error;
    return status === undefined || status < 300 || status >= 500;
}
