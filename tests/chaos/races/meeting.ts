// A point that several hands leave together.

/** Resolves for each of so many callers when the last of them has come; later ones do not wait. */
export function meeting(count: number): () => Promise<void> {
    const { promise: complete, resolve } = Promise.withResolvers<undefined>();
    let here = 0;
    return async () => {
        here += 1;
        if (here === count) {
            resolve(undefined);
        }
        await complete;
    };
}
