import type { RequestOptions } from "../retry";
import { SharedWork } from "./shared-work";
import type { Authenticator } from "./types";

/** A token of a service account, as `POST /api/oauth/token` gave it. */
export interface Token {
    accessToken: string;
    /** Seconds that it lives. */
    expiresIn: number;
}

/**
 * Asks Atlas for a new token, again where that may help. When its signal aborts it does not ask again; what is asked for then
 * is still waited for, since Atlas lets an account have no more than a hundred.
 */
export type TokenRequest = (options: RequestOptions) => Promise<Token>;

/** A token is renewed this long before it ends, or halfway where it lives shorter. Milliseconds. */
const margin = 60_000;

/**
 * Authorization by a service account (OAuth 2 client credentials): one token for all requests of the process,
 * asked for once however many requests begin together, renewed before it ends, and once more after a 401.
 */
export function serviceAccount(request: TokenRequest, now: () => number = () => Date.now()): Authenticator {
    let current: Lease | undefined;
    /** Whether the last new token was refused as well: then it is not the token's age that Atlas minds. */
    let isFutile = false;
    let hasEnded = false;

    return {
        async authorize(_target, send, wait = (work) => work) {
            const lease = take();
            const { accessToken } = await lease.token.join(wait);
            const answer = await send(`Bearer ${accessToken}`);
            if (answer.status !== 401) {
                isFutile = false;
                return answer;
            }
            if (isFutile && current === lease) {
                return answer;
            }
            drop(lease);
            const other = await take().token.join(wait);
            const second = await send(`Bearer ${other.accessToken}`);
            isFutile = second.status === 401;
            return second;
        },
        async end() {
            hasEnded = true;
            const token = await current?.token.outcome;
            current = undefined;
            return token?.accessToken;
        },
    };

    function take(): Lease {
        if (current === undefined || now() >= current.renewAt || current.token.isAbandoned) {
            current = ask(current);
        }
        return current;
    }

    function ask(before: Lease | undefined): Lease {
        // The one that all had left is asked for no more, but may just be coming.
        const coming = before?.token.isAbandoned === true ? before.token.outcome : undefined;
        const token = new SharedWork(async (options) => {
            if (hasEnded) {
                throw new Error("the process ends");
            }
            const late = coming === undefined ? undefined : await coming;
            return late ?? request(options);
        });
        const lease: Lease = { token, renewAt: Infinity };
        void token.outcome.then((answer) => {
            if (answer === undefined) {
                drop(lease);
            } else {
                const lifetime = answer.expiresIn * 1000;
                lease.renewAt = now() + Math.max(lifetime - margin, lifetime / 2);
            }
        });
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
    token: SharedWork<Token>;
    renewAt: number;
}
