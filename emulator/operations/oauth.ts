// The two operations of service accounts: get an access token, and revoke one.
import { TOKEN_SECONDS, type Tokens } from "../auth/tokens";
import type { Clock } from "../clock";
import type { Identity } from "../identity";
import type { Limits } from "../limits";
import type { Account } from "../options";
import { OAuthError } from "../wire/errors";

/** One request to the token endpoints. */
export interface OAuthCall {
    readonly authorization: string | undefined;
    readonly contentType: string | undefined;
    /** The body as it was sent. */
    readonly text: string;
    readonly identity: Identity;
    readonly tokens: Tokens;
    readonly limits: Limits;
    readonly clock: Clock;
}

/** `POST /api/oauth/token` */
export function createAccessToken(call: OAuthCall): object {
    call.tokens.countRequest(clientOf(call.authorization).id, call.clock, call.limits);
    const account = checkClient(call);
    const grant = form(call).get("grant_type");
    if (grant === null) {
        throw new OAuthError(400, "invalid_request", "The form field grant_type is required.");
    }
    if (grant !== "client_credentials") {
        throw new OAuthError(400, "unsupported_grant_type", `The grant type ${grant} is not supported.`);
    }
    const token = call.tokens.grant(account, call.clock.real(), call.limits);
    return { access_token: token, expires_in: TOKEN_SECONDS, token_type: "Bearer" };
}

/** `POST /api/oauth/revoke` */
export function revokeAccessToken(call: OAuthCall): object {
    checkClient(call);
    const token = form(call).get("token");
    if (token === null) {
        throw new OAuthError(400, "invalid_request", "The form field token is required.");
    }
    call.tokens.revoke(token);
    return {};
}

function checkClient({ authorization, identity }: OAuthCall): Account {
    const { id, secret } = clientOf(authorization);
    const account = [identity, identity.readOnly].find(({ clientId }) => clientId === id);
    if (account?.clientSecret !== secret) {
        throw new OAuthError(401, "invalid_client", "The client id or secret is wrong or missing.", {
            "WWW-Authenticate": `Basic realm="Atlas"`,
        });
    }
    return account;
}

function clientOf(authorization = ""): { id: string; secret: string } {
    const encoded = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(authorization)?.[1] ?? "";
    const [, id = "", secret = ""] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, "base64").toString()) ?? [];
    return { id, secret };
}

function form({ contentType = "", text }: OAuthCall): URLSearchParams {
    if (contentType.split(";")[0]?.trim().toLowerCase() !== "application/x-www-form-urlencoded") {
        throw new OAuthError(400, "invalid_request", "The body must be application/x-www-form-urlencoded.");
    }
    return new URLSearchParams(text);
}
