import type { Failure, PendingRead } from "../../atlas/clusters/batcher";
import { withDeadline, type Clock } from "../../atlas/clock";
import { pollDelay, type Change } from "./schedule";

/** A wait for something to change. */
export interface PollRequest<V extends object> {
    change: Change;
    /** The moment of the clock at which the wait is given up. */
    deadline: number;
    signal?: AbortSignal | undefined;
    /** Asks for a read that is sent by a moment of the clock. */
    requestRead: (sendBy: number, onRetry: (failure: unknown) => void) => PendingRead<V>;
    /** Whether the wait ends with what was read, `waited` milliseconds after it began; throwing ends it too. */
    isOver: (seen: V, waited: number) => boolean;
    /** Told of every poll that does not end the wait. */
    onPoll?: (result: V | Failure, waited: number) => void;
    /** What the wait ends with at its deadline, or an error, which may tell why the last poll failed if it did. */
    atDeadline: (lastFailure: unknown) => V;
}

/** The last poll is sent so long before the deadline. Milliseconds. */
const lastPollLead = 500;

/**
 * Polls until `isOver` says so, and gives what was read then. All waits of a process on one project share their requests:
 * whichever poll is due first reads for all of them. Only an answer ends a wait: what fails is polled again.
 *
 * @throws What `isOver` and `atDeadline` throw; the signal's reason when that aborts.
 */
export async function pollUntil<V extends object>(
    clock: Clock,
    { change, deadline, signal, requestRead, isOver, onPoll, atDeadline }: PollRequest<V>,
): Promise<V> {
    const begun = clock.now();
    let lastFailure: unknown;
    let pending: PendingRead<V> | undefined;
    let hasEnded = false;
    const poll = async (): Promise<V> => {
        for (let polled = begun; !hasEnded;) {
            const due = polled + pollDelay(change, polled - begun);
            const lastPoll = deadline - lastPollLead;
            const sendBy = due > lastPoll && clock.now() < lastPoll ? lastPoll : due;
            pending = requestRead(sendBy, (failure) => void (lastFailure = failure));
            const result = await pending.result;
            const now = clock.now();
            if ("failure" in result) {
                lastFailure = result.failure;
                polled = now;
            } else {
                if (isOver(result, now - begun)) {
                    return result;
                }
                lastFailure = undefined;
                // Counted from when this poll was sent, however long the answer took; others may have sent it earlier.
                polled = Math.min(sendBy, now);
            }
            onPoll?.(result, now - begun);
        }
        return atDeadline(lastFailure);
    };
    try {
        return await withDeadline(clock, { deadline, signal }, poll(), () => atDeadline(lastFailure));
    } finally {
        hasEnded = true;
        pending?.leave();
    }
}
