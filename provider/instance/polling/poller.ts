import type { PendingRead, ReadResult, ReadTarget } from "../../atlas/clusters/batched-reads";
import { withDeadline, type Clock } from "../../atlas/clock";
import type { Clusters } from "../../atlas/clusters/clusters";
import type { Instance } from "../../atlas/api/instance";
import { pollDelay, type Change } from "./schedule";

/** A wait for a cluster to change. */
export interface PollRequest {
    target: ReadTarget;
    change: Change;
    /** Whether Atlas has accepted our delete, so that the cluster can only go. */
    deletionAccepted?: boolean;
    /** The moment of the clock at which the wait is given up. */
    deadline: number;
    signal?: AbortSignal | undefined;
    /** Whether the wait ends with what was read, `waited` milliseconds after it began; throwing ends it too. */
    isOver: (instance: Instance | undefined, waited: number) => boolean;
    /** Told of every poll that does not end the wait. */
    onPoll?: (result: ReadResult, waited: number) => void;
    /** What the wait ends with at its deadline, or an error, which may tell why the last poll failed if it did. */
    atDeadline: (lastFailure: unknown) => Instance | undefined;
}

/** The last poll is sent so long before the deadline. Milliseconds. */
const lastPollLead = 500;

/** Thrown inside of a wait at its deadline. */
const timeIsUp = new Error("the time for a wait is up");

/**
 * Polls a cluster until `isOver` says so, and gives what was read then. All waits of a process on one project share their
 * requests: whichever poll is due first reads for all of them. Only an answer ends a wait: what fails is polled again.
 *
 * @throws What `isOver` and `atDeadline` throw; the signal's reason when that aborts.
 */
export async function pollUntil(
    clusters: Clusters,
    clock: Clock,
    { change, deletionAccepted, deadline, isOver, onPoll, atDeadline, ...request }: PollRequest,
): Promise<Instance | undefined> {
    const begun = clock.now();
    let { target } = request;
    let lastFailure: unknown;
    let pending: PendingRead | undefined;
    let hasEnded = false;
    const onRetry = (failure: unknown): void => void (lastFailure = failure);
    const poll = async (): Promise<Instance | undefined> => {
        for (let polled = begun; !hasEnded;) {
            const due = polled + pollDelay(change, polled - begun);
            const lastPoll = deadline - lastPollLead;
            const sendBy = due > lastPoll && clock.now() < lastPoll ? lastPoll : due;
            pending = clusters.requestRead(target, { sendBy, onRetry });
            const result = await pending.result;
            const now = clock.now();
            if ("failure" in result) {
                lastFailure = result.failure;
                polled = now;
            } else {
                const { instance } = result;
                if (isOver(instance, now - begun)) {
                    return instance;
                }
                lastFailure = undefined;
                // Counted from when this poll was sent, however long the answer took; others may have sent it earlier.
                polled = Math.min(sendBy, now);
                const deletionObserved = deletionAccepted === true && instance?.stateName === "DELETING";
                const preferredApi = instance?.servedBy ?? target.preferredApi;
                target = { ...target, preferredApi, deletionObserved };
            }
            onPoll?.(result, now - begun);
        }
        return undefined;
    };
    try {
        return await withDeadline(clock, { deadline, signal: request.signal }, poll(), () => timeIsUp);
    } catch (error) {
        if (error !== timeIsUp) {
            throw error;
        }
        return atDeadline(lastFailure);
    } finally {
        hasEnded = true;
        pending?.leave();
    }
}
