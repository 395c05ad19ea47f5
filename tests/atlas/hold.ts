import type { SeenInstance } from "../../provider/atlas/clusters/batched-reads";
import type { PendingRead } from "../../provider/atlas/clusters/batcher";
import type { Clusters } from "../../provider/atlas/clusters/clusters";

/** An operation whose answer is there and does not arrive yet. */
export interface Held {
    /** Resolves as soon as it was asked for and answered. */
    answered: Promise<void>;
    /** Lets the answer, or the refusal, arrive. */
    release: () => void;
}

/** Holds back the next answer of an operation: what `asked` does stands for the moment between question and answer. */
export function hold<K extends string>(
    target: Record<K, (...parameters: never[]) => Promise<unknown>>,
    operation: K,
): Held {
    const answered = Promise.withResolvers<undefined>();
    const released = Promise.withResolvers<undefined>();
    const original = target[operation];
    const replacement = async (...parameters: never[]): Promise<unknown> => {
        target[operation] = original;
        const answer = original.apply(target, parameters);
        await answer.catch(() => undefined);
        answered.resolve(undefined);
        await released.promise;
        return answer;
    };
    target[operation] = replacement;
    return { answered: answered.promise, release: () => released.resolve(undefined) };
}

/** The same for the next poll of a wait. */
export function holdPoll(clusters: Clusters): Held {
    const polls = { result: (pending: PendingRead<SeenInstance>) => pending.result };
    const held = hold(polls, "result");
    const original = clusters.requestRead.bind(clusters);
    clusters.requestRead = (...parameters) => {
        const pending = original(...parameters);
        return { ...pending, result: polls.result(pending) };
    };
    return held;
}
