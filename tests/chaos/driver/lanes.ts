// Several lanes at once: a provider's process and Atlas take turns, and so leave a processor idle half of the time.
import { Lane } from "./lane";

/** Starts so many lanes. */
export function startLanes(count: number): Promise<Lane[]> {
    return Promise.all(Array.from({ length: count }, () => Lane.start()));
}

/** Does one piece of work after the other in whichever lane is free; gives the results in the pieces' order. */
export async function inLanes<T, R>(
    lanes: readonly Lane[],
    pieces: readonly T[],
    work: (lane: Lane, piece: T) => Promise<R>,
): Promise<R[]> {
    const results: R[] = [];
    const queue = pieces.entries();
    await Promise.all(
        lanes.map(async (lane) => {
            for (const [index, piece] of queue) {
                results[index] = await work(lane, piece);
            }
        }),
    );
    return results;
}
