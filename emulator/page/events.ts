// A stream of overviews, so that the page need not poll.
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import type { EmulatorState } from "../emulation";
import { toJson } from "../wire/json";
import { overviewOf } from "./overview";

/** Real milliseconds between two events at least: people see no faster, and a hundred clusters may change at once. */
const PAUSE = 100;

/** Server-sent events: an overview now, and another one whenever a request or this API has changed something. */
export function eventsOf(emulation: EmulatorState, context: Context): Response {
    return streamSSE(context, async (stream) => {
        const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
        while (!stream.aborted) {
            // Listening before reading misses no change.
            const { next } = emulation.bell;
            await stream.writeSSE({ data: toJson(overviewOf(emulation)) });
            await Promise.race([next, gone]);
            await emulation.clock.sleepReal(PAUSE);
        }
    });
}
