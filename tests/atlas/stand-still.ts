import type { Clock } from "../../provider/atlas/clock";

/** Work on a socket, during which no time passes on a virtual clock: the next to wake is always the one who waits for it. */
export async function standStill<T>(clock: Clock, work: Promise<T>): Promise<T> {
    const over = new AbortController();
    const end = (): void => over.abort();
    void work.then(end, end);
    while (!over.signal.aborted) {
        await clock.sleep(0);
    }
    return work;
}
