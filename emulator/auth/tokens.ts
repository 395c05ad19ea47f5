// Access tokens of the service account. They live by real time, for a faster world does not log its clients out; how often one may be
// asked for is a matter of emulated time, for in a faster world clients come more often.
import { randomBytes } from "node:crypto";
import { MINUTE, SECOND, type Clock } from "../clock";
import type { Limits } from "../limits";
import type { Account } from "../options";
import { ApiErrorResponse, OAuthError } from "../wire/errors";

/** How long a token lives, in seconds. */
export const TOKEN_SECONDS = 3600;

/** The live tokens and the recent requests for one. */
export class Tokens {
    readonly #live = new Map<string, { readonly account: Account; readonly expiry: number }>();
    readonly #requests = new Map<string, number[]>();

    /** Counts a request for a token by a client, real or alleged; throws 429 past the limit of an emulated minute. */
    countRequest(clientId: string, clock: Clock, limits: Limits): void {
        const now = clock.now();
        const recent = (this.#requests.get(clientId) ?? []).filter((instant) => instant > now - MINUTE);
        const oldest = recent[0];
        if (oldest !== undefined && recent.length >= limits.tokenRequestsPerMinute) {
            const seconds = Math.ceil(clock.realSpan(oldest + MINUTE - now) / SECOND);
            const headers = { "Retry-After": String(Math.max(1, seconds)) };
            this.#requests.set(clientId, recent);
            const { tokenRequestsPerMinute: limit } = limits;
            const detail = `Resource /api/oauth/token is limited to ${limit} requests every 1 minutes.`;
            throw new ApiErrorResponse(429, "RATE_LIMITED", detail, null, { headers });
        }
        this.#requests.set(clientId, [...recent, now]);
    }

    /** Makes a token; throws 403 where the account has as many live ones as it may. */
    grant(account: Account, now: number, limits: Limits): string {
        for (const [token, { expiry }] of this.#live) {
            if (expiry <= now) {
                this.#live.delete(token);
            }
        }
        const count = [...this.#live.values()].filter((token) => token.account === account).length;
        if (count >= limits.liveTokens) {
            const detail = `The service account has ${count} live access tokens, which is the limit.`;
            throw new OAuthError(403, "access_denied", detail);
        }
        const token = `mdb_sa_at_${randomBytes(24).toString("base64url")}`;
        this.#live.set(token, { account, expiry: now + TOKEN_SECONDS * SECOND });
        return token;
    }

    /** Whose a token is; undefined where it was not granted, or is revoked or too old. */
    accountOf(token: string, now: number): Account | undefined {
        const live = this.#live.get(token);
        return live !== undefined && live.expiry > now ? live.account : undefined;
    }

    /** Ends a token; an unknown one is no error (RFC 7009). */
    revoke(token: string): void {
        this.#live.delete(token);
    }
}
