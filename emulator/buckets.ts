// The token buckets: one for each endpoint set and project, full at first, refilled steadily in emulated time.
import { MINUTE } from "./clock";
import type { BucketName, BucketSize, Limits } from "./limits";

/** What taking a token came to. */
export interface Grant {
    /** Emulated milliseconds until there is a token; 0 where one was taken. */
    readonly wait: number;
    readonly limit: number;
    /** Whole tokens left. */
    readonly remaining: number;
}

/** The levels of all buckets. */
export class Buckets {
    readonly #levels = new Map<string, { tokens: number; at: number }>();

    /** Takes a token where there is one; undefined where the endpoint set has no bucket. */
    take(name: BucketName, groupId: string, limits: Limits, now: number): Grant | undefined {
        const size = limits[name];
        if (size === undefined) {
            return undefined;
        }
        const tokens = this.#tokens(`${name} ${groupId}`, size, now);
        const left = tokens >= 1 ? tokens - 1 : tokens;
        this.#levels.set(`${name} ${groupId}`, { tokens: left, at: now });
        const wait = tokens >= 1 ? 0 : ((1 - tokens) * MINUTE) / size.refillPerMinute;
        return { wait, limit: size.capacity, remaining: Math.floor(left) };
    }

    #tokens(key: string, { capacity, refillPerMinute }: BucketSize, now: number): number {
        const level = this.#levels.get(key);
        return level === undefined
            ? capacity
            : Math.min(capacity, level.tokens + ((now - level.at) / MINUTE) * refillPerMinute);
    }

    /** Fills them all. */
    fill(): void {
        this.#levels.clear();
    }
}
