import type { Failure } from "../../atlas/clusters/batcher";
import type { Logger } from "../operation-context";
import { formatDuration } from "../model/durations";

/** Between two progress lines that say the same, so that a log without a terminal stays short. Milliseconds. */
const repeatInterval = 10_000;

/**
 * Tells of a wait's polls: when they show something new, and now and then when they do not.
 *
 * @param activity What is waited for, as the lines begin.
 * @param describe What a poll has shown.
 */
export function progressOf<V extends object>(
    logger: Logger,
    activity: string,
    describe: (seen: V) => string,
): (result: V | Failure, waited: number) => void {
    let lastText = "";
    let toldAt = -Infinity;
    return (result, waited) => {
        const text = "failure" in result ? "no response from Atlas, retrying" : describe(result);
        if (text !== lastText || waited >= toldAt + repeatInterval) {
            [lastText, toldAt] = [text, waited];
            logger.progress(`${activity}: ${text} (${formatDuration(waited)})`);
        }
    };
}
