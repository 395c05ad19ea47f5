import type { Logger } from "../operation-context";
import { formatDuration } from "../model/durations";

/** Between two progress lines that say the same, so that a log without a terminal stays short. Milliseconds. */
const repeatInterval = 10_000;

/**
 * Tells of a wait's polls: when they show something new, and now and then when they do not.
 *
 * @param activity What is waited for, as the lines begin.
 */
export function progressOf(logger: Logger, activity: string): (shown: string, waited: number) => void {
    let lastText = "";
    let toldAt = -Infinity;
    return (text, waited) => {
        if (text !== lastText || waited >= toldAt + repeatInterval) {
            [lastText, toldAt] = [text, waited];
            logger.progress(`${activity}: ${text} (${formatDuration(waited)})`);
        }
    };
}

/** What a progress line says of a poll that failed. */
export const noResponse = "no response from Atlas, retrying";
