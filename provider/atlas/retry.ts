import type { Clock } from "./clock";
import { AtlasError } from "./errors";

/** How long a request may take, and who is told of how it goes. */
export interface RequestOptions {
    /** Nothing is sent, and nothing but the answer to a write is waited for, after this moment of the clock. */
    deadline?: number | undefined;
    /** Nothing is sent, and nothing but the answer to a write is waited for, once this aborts. */
    signal?: AbortSignal | undefined;
    /** Told of each failure that is not the last word: the request is tried again. */
    onRetry?: ((failure: AtlasError) => void) | undefined;
}

/**
 * Asked before a write is sent that has waited for more than a second, as what it relies on was seen so long ago: where this
 * rejects, nothing is sent. It is asked while the write holds nothing that another request could wait for.
 */
export type Precondition = () => Promise<void>;

const maxAttempts = 5;
const initialDelay = 500;
const maxDelay = 20_000;
/** A server that asks for more than this is not waited for. */
export const maxRetryAfter = 120_000;
/** A request that is rate limited waits for its turn so long, where it has no deadline. */
const maxThrottleWait = 600_000;

/**
 * Tries an operation until it succeeds, fails for good, or its time ends: at most five times, with a pause that
 * doubles from half a second, jittered, and never shorter than the server asked for. A rate limit (429) is
 * no failure, only a turn that has not come yet: it does not count.
 */
export async function withRetries<T>(
    operation: () => Promise<T>,
    isIdempotent: boolean,
    clock: Clock,
    { deadline = Infinity, signal, onRetry }: RequestOptions = {},
): Promise<T> {
    const lastTurn = deadline === Infinity ? clock.now() + maxThrottleWait : deadline;
    let failures = 0;
    for (let pauses = 1; ; pauses += 1) {
        try {
            return await operation();
        } catch (error) {
            if (!mayTryAgain(error, isIdempotent)) {
                throw error;
            }
            const isTurnedAway = error.status === 429;
            failures += isTurnedAway ? 0 : 1;
            const pause = Math.max(backoff(pauses), error.retryAfter ?? 0);
            const latest = isTurnedAway ? lastTurn : deadline;
            if (failures >= maxAttempts || pause > maxRetryAfter || clock.now() + pause > latest) {
                throw error;
            }
            onRetry?.(error);
            await clock.sleep(pause, signal);
        }
    }
}

function mayTryAgain(error: unknown, isIdempotent: boolean): error is AtlasError {
    if (!(error instanceof AtlasError)) {
        return false;
    }
    // What was never sent failed for a token, and asking for that has its own tries.
    return !error.notSent && error.retryable && (error.notApplied || isIdempotent);
}

/** "Full jitter" over the upper half, so that many clients that failed together do not return together. */
function backoff(failures: number): number {
    return Math.min(initialDelay * 2 ** (failures - 1), maxDelay) * (0.5 + Math.random() / 2);
}
