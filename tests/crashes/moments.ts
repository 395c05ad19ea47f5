// When something breaks: an event at the emulator's entrance, so that a run can be repeated.
import type { Random } from "../../emulator/random";
import type { Purpose } from "./world/forwarder";

/** The n-th request of a kind, and how far it has come. */
export interface Moment {
    readonly request: Purpose | "any";
    readonly ordinal: number;
    /** Where it is not answered yet, it waits until what happens has happened; Atlas then acts on it all the same. */
    readonly point: "received" | "acted on" | "answered";
    /** Milliseconds from the event on. */
    readonly delay: number;
}

/** How many requests of each kind an operation surely sends. */
export type Requests = Readonly<Partial<Record<Purpose | "any", number>>>;

const points = ["received", "acted on", "answered"] as const;
/** Long enough for a client to do the next thing with an answer, and the one after it. */
const longestDelay = 60;

/** A moment of an operation: each request that it surely sends, each kind of point, is as likely as any other. */
export function momentIn(requests: Requests, random: Random): Moment {
    const all = Object.entries(requests).flatMap(([request, count]) =>
        Array.from({ length: count }, (_, index) => ({
            request: request as Moment["request"],
            ordinal: index + 1,
        })),
    );
    const point = pick(points, random);
    return {
        ...pick(all, random),
        point,
        delay: point === "answered" ? Math.round(random() * longestDelay) : 0,
    };
}

/** One of several. */
export function pick<T>(several: readonly T[], random: Random): T {
    const one = several[Math.floor(random() * several.length)];
    if (one === undefined) {
        throw new Error("There is nothing to choose from.");
    }
    return one;
}

/** A moment in words. */
export function told({ request, ordinal, point, delay }: Moment): string {
    const what = request === "any" ? `request ${ordinal}` : `${request} ${ordinal}`;
    return `${what} ${point}${delay > 0 ? ` ${delay} ms ago` : ""}`;
}
