import type { Authorization } from "./index";

/** A token of a service account, as `POST /api/oauth/token` gave it. */
export interface Token {
    accessToken: string;
    /** Seconds that it lives. */
    expiresIn: number;
}

/** Asks Atlas for a new token. */
export type TokenRequest = () => Promise<Token>;

/** A token is renewed this long before it ends, or halfway where it lives shorter. Milliseconds. */
const margin = 60_000;

/**
 * Authorization by a service account (OAuth 2 client credentials): one token for all requests of the process,
 * asked for once however many requests begin together, renewed before it ends, and once more after a 401.
 */
export function serviceAccount(request: TokenRequest, now: () => number = () => Date.now()): Authorization {
    let current: Lease | undefined;
    /** Whether the last new token was refused as well: then it is not the token's age that Atlas minds. */
    let isFutile = false;
    let hasEnded = false;

    return {
        async authorize(_target, send) {
            const lease = take();
            const answer = await send(`Bearer ${await lease.token}`);
            if (answer.status !== 401) {
                isFutile = false;
                return answer;
            }
            if (isFutile && current === lease) {
                return answer;
            }
            drop(lease);
            const second = await send(`Bearer ${await take().token}`);
            isFutile = second.status === 401;
            return second;
        },
        async end() {
            hasEnded = true;
            const token = await current?.token.catch(() => undefined);
            current = undefined;
            return token;
        },
    };

    function take(): Lease {
        if (current === undefined || now() >= current.renewAt) {
            current = ask();
        }
        return current;
    }

    function ask(): Lease {
        const answer = hasEnded ? Promise.reject(new Error("the process ends")) : request();
        const lease: Lease = { token: answer.then(({ accessToken }) => accessToken), renewAt: Infinity };
        answer.then(
            ({ expiresIn }) => {
                const lifetime = expiresIn * 1000;
                lease.renewAt = now() + Math.max(lifetime - margin, lifetime / 2);
            },
            () => drop(lease),
        );
        return lease;
    }

    function drop(lease: Lease): void {
        if (current === lease) {
            current = undefined;
        }
    }
}

/** A token that is asked for or there, shared by all requests until it must be renewed. */
interface Lease {
    token: Promise<string>;
    renewAt: number;
}
