// Repeatable random numbers: a stream depends on the seed and on what it is for, never on the order of calls.

/** Yields numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** The stream for one purpose, for example `randomFor(seed, "create", projectId, name)`. */
export function randomFor(seed: number, ...purpose: readonly (string | number)[]): Random {
    let state = fnv1a(JSON.stringify([seed, ...purpose]));
    // mulberry32: 32 bits of state are plenty for jitter and IDs, and a stream for each purpose costs little to begin.
    return () => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
}

function fnv1a(text: string): number {
    let hash = 0x811c9dc5;
    for (const byte of Buffer.from(text)) {
        hash = Math.imul(hash ^ byte, 0x01000193);
    }
    return hash;
}

/** A number between two bounds, all equally likely. */
export function uniform(random: Random, low: number, high: number): number {
    return low + random() * (high - low);
}

/** A number around a median, with a long tail upwards; `spread` is the standard deviation of its logarithm. */
export function logNormal(random: Random, median: number, spread: number): number {
    // Box-Muller; 1 - u keeps the logarithm finite.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return median * Math.exp(spread * normal);
}

/** Text of a given length made of the letters of an alphabet. */
export function randomString(random: Random, alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join("");
}

/** Lower-case hexadecimal digits. */
export function hex(random: Random, length: number): string {
    return randomString(random, "0123456789abcdef", length);
}

/** An ID as Atlas makes them: 24 hexadecimal characters, of which the first eight are the time in seconds. */
export function objectId(random: Random, instant: number): string {
    const seconds = Math.max(0, Math.floor(instant / 1000)) % 2 ** 32;
    return seconds.toString(16).padStart(8, "0") + hex(random, 16);
}
