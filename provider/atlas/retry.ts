import type { Clock } from "./clock";
import { AtlasError } from "./errors";

/** What sending a request a second time could do. */
export type Effect =
    /** Nothing: it only reads, or sets what is then set already. */
    | "repeatable"
    /** Something twice: it may be sent again only where the first certainly had no effect. */
    | "once";

/** How long a request may be tried. */
export interface Patience {
    /** No try begins after this moment of the clock. */
    deadline?: number | undefined;
    signal?: AbortSignal | undefined;
}

const tries = 5;
const firstPause = 500;
const longestPause = 20_000;
/** A server that asks for more than this is not waited for. */
const longestRetryAfter = 120_000;
const passingStatuses: readonly number[] = [429, 500, 502, 503, 504];

/**
 * Tries an operation until it succeeds, fails for good, or patience ends: at most five times, with a pause that
 * doubles from half a second, jittered, and never shorter than the server asked for.
 */
export async function withRetries<T>(
    operation: () => Promise<T>,
    effect: Effect,
    clock: Clock,
    { deadline = Infinity, signal }: Patience = {},
): Promise<T> {
    for (let failures = 1; ; failures += 1) {
        try {
            return await operation();
        } catch (error) {
            if (failures >= tries || !mayTryAgain(error, effect)) {
                throw error;
            }
            const pause = Math.max(backoff(failures), error.retryAfter ?? 0);
            if (pause > longestRetryAfter || clock.now() + pause > deadline) {
                throw error;
            }
            await clock.sleep(pause, signal);
        }
    }
}

function mayTryAgain(error: unknown, effect: Effect): error is AtlasError {
    // What was never sent failed for a token, and asking for that has its own tries.
    if (!(error instanceof AtlasError) || error.unsent) {
        return false;
    }
    if (error.harmless) {
        return true;
    }
    const passing =
        error.kind === "unreachable" ||
        (error.status !== undefined && passingStatuses.includes(error.status));
    return effect === "repeatable" && passing;
}

/** "Full jitter" over the upper half, so that many clients that failed together do not return together. */
function backoff(failures: number): number {
    const pause = Math.min(firstPause * 2 ** (failures - 1), longestPause);
    return pause * (0.5 + Math.random() / 2);
}
